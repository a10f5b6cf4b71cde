"""The daily digest: what AMO did on its own, and what waits, at the hour each person wants it (ACT-8)."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from lambdas.approvals.alerts import Alerts
from lambdas.approvals.messages import OUTCOMES
from lambdas.aws.side_by_side import side_by_side
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.kernel.local_time import clock, zone
from lambdas.domain.kernel.plain_text import clip
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.errors import Retryable
from lambdas.store.pending_actions import PendingActions

log = logging.getLogger(__name__)

DID, WAITS = "What AMO did on its own since yesterday", "What waits for your decision"
PERIOD = timedelta(hours=24)
MAX_LINES = 20
MAX_LINE = 160


def send_digests(actions: PendingActions, alerts: Alerts, users: Iterable[User], now: datetime) -> int:
    """Returns how many were sent. Sending again tells nobody twice.

    One that cannot be made keeps nobody else from theirs. Raises Retryable at the end where there was one.
    """

    def send_calmly(user: User) -> bool | None:
        try:
            return send_digest(actions, alerts, user, now)
        except Exception as error:  # whatever it was, the others are told
            log.error("the digest of user %s failed: %s", user.user_id, type(error).__name__)
            return None

    sent = side_by_side(send_calmly, (user for user in users if _is_due(user, now)))
    if failed := sent.count(None):
        raise Retryable(f"{failed} digests could not be made; they are tried again.")
    return sent.count(True)


def send_digest(actions: PendingActions, alerts: Alerts, user: User, now: datetime) -> bool:
    """At the user's hour, once a day; False when it is not the time, or there is nothing to tell."""
    if not _is_due(user, now):
        return False
    local = now.astimezone(zone(user.timezone))
    reviewer = alerts.policies.reviewer(user.user_id)
    waiting = actions.waiting_for(reviewer, now) if reviewer else []
    done = tuple(_done(actions.of_person(user.user_id, now - PERIOD), user))
    waits = (f"{len(waiting)} {'waits' if len(waiting) == 1 else 'wait'} for your decision.",) if waiting else ()
    if not done and not waits:
        return False
    message = Message(
        message_id=f"digest-{user.user_id}-{local.date()}",
        user_id=user.user_id,
        kind=MessageKind.DIGEST,
        title=DID if done else WAITS,
        lines=(*_first(done), *waits),
        created_at=now,
    )
    alerts.tell(user, message, now)
    return True


def _is_due(user: User, now: datetime) -> bool:
    return user.active and now.astimezone(zone(user.timezone)).hour == user.digest_hour


def _done(actions: list[PendingAction], user: User) -> Iterator[str]:
    for action in actions:
        if action.automatic:
            word = OUTCOMES.get(action.execution.status, "Under way")
            when = clock(action.decided_at or action.created_at, user.timezone)
            yield clip(f"{when} {word}: {action.preview.title}", MAX_LINE)


def _first(done: tuple[str, ...]) -> tuple[str, ...]:
    """As many as a message holds, and how many more there are."""
    others = len(done) - MAX_LINES
    return (*done[:MAX_LINES], f"and {others} more, under Approvals, Everything") if others > 0 else done
