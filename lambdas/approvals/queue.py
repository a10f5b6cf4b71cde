"""The review queue: what a person may see, filtered (ACT-5)."""

from datetime import datetime, timedelta

from lambdas.approvals.policies import Policies
from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.mail import Mail
from lambdas.domain.actions.pending_action import (
    ActionStatus,
    PendingAction,
    Reviewer,
    is_over,
    may_see,
)
from lambdas.domain.kernel.model import Model
from lambdas.store.pending_actions import PendingActions

MAX_PENDING = timedelta(hours=24)
"""The most that ``expires_after_hours`` of a policy may be (domain/actions/autonomy_config.py)."""


class QueueFilter(Model):
    """Empty means all."""

    status: ActionStatus | None = None
    risk: Risk | None = None
    team_id: str = ""
    action_type: str = ""
    limit: int = 200


def get_pending_actions(
    actions: PendingActions, reviewer: Reviewer, wanted: QueueFilter, now: datetime
) -> list[PendingAction]:
    """Returns what this person may see, what waits first, then newest first. Somebody else's team is empty."""
    statuses = (wanted.status,) if wanted.status else tuple(ActionStatus)
    known = actions.of_reviewer(reviewer, now, statuses)
    found = [action for action in known if _fits(action, reviewer, wanted)]
    found.sort(key=lambda action: action.created_at, reverse=True)
    found.sort(key=lambda action: action.status is not ActionStatus.PENDING)
    return found[: wanted.limit]


def to_decide_by(actions: PendingActions, policies: Policies, user_id: str, now: datetime) -> list[PendingAction]:
    """Returns what waits for this very person's decision, the nearest to its end first."""
    reviewer = policies.reviewer(user_id)
    return actions.waiting_for(reviewer, now) if reviewer else []


def waiting_mail(
    actions: PendingActions, user_id: str, kind: type[Mail], meeting_id: str, now: datetime
) -> PendingAction | None:
    """Returns the mail of this kind about this meeting that waits for a decision already, whoever asked for it."""
    for action in actions.of_person(user_id, now - MAX_PENDING):
        if action.status is not ActionStatus.PENDING or is_over(action, now):
            continue
        details = read_payload(action.payload).details
        if isinstance(details, kind) and details.meeting.meeting_id == meeting_id:
            return action
    return None


def _fits(action: PendingAction, reviewer: Reviewer, wanted: QueueFilter) -> bool:
    return (
        may_see(action, reviewer)
        and wanted.status in (None, action.status)
        and wanted.risk in (None, action.risk)
        and wanted.team_id in ("", action.team_id)
        and wanted.action_type in ("", action.action_type)
    )
