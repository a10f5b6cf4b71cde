"""A pending action from proposal to result: its states, who may decide, and how it moves on. Facts, never guesses.

Every move is a new version of the action together with the entry the audit log gets for it; store/pending_actions.py
writes both in one transaction, on condition that nobody else was faster.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Preview, Summary, preview
from lambdas.domain.actions.autonomy import Approvers
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Instant, Model

LEASE = timedelta(minutes=15)
"""An execution older than this is dead: no function of ours may run a tenth as long."""

PICKED_UP_WITHIN = timedelta(minutes=2)
MAX_ATTEMPTS = 5
POLICY = "policy"
"""Decides what is carried out without asking anybody."""


class ActionStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


class ExecutionStatus(StrEnum):
    """``REFUSED``: looked at again and not carried out. ``UNKNOWN``: cannot be proved, needs a person."""

    NONE = "none"
    STARTED = "started"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNDONE = "undone"


class ExecutionState(Model):
    """``fence`` grows with every attempt: whoever holds an older one may record nothing any more.

    ``is_in_doubt``: it may have been done, by an attempt without a whole answer or one cut off where AMO cannot look.
    """

    status: ExecutionStatus = ExecutionStatus.NONE
    fence: int = 0
    is_in_doubt: bool = False
    started_at: Instant | None = None
    finished_at: Instant | None = None
    result: str = ""
    error: str = ""


class Vote(Model):
    """One person's word. ``role`` is the one they had then; ``break_glass`` the reason given when rules were broken.

    ``is_alone``: their own request, confirmed by a second step since nobody else may. ``audited_as`` is the sequence of
    the row that tells of it.
    """

    by: str
    role: str
    verdict: Literal["approve", "reject"]
    at: Instant
    note: str = ""
    channel: str = ""
    break_glass: str = ""
    is_alone: bool = False
    audited_as: str = ""


class Remark(Model):
    """A question to whoever asked for it, or their answer."""

    by: str
    at: Instant
    text: str


class ActionLook(Model):
    """Somebody saw it; that decides nothing."""

    user_id: str
    at: Instant


class PendingAction(Model):
    """``requested_by`` is ``user:ID`` or ``agent:NAME``; an agent acts for ``on_behalf_of``.

    ``payload`` is the canonical text of the action, ``payload_hash`` what its text hashed to when it was proposed;
    ``approved_hash`` when it was decided; ``edited_by`` whoever worded it differently in between, which begins the
    vote anew. ``deadline`` is in whole seconds.
    """

    action_id: str
    workspace_id: str
    team_id: str
    agent: str
    action_type: str
    risk: Risk
    on_behalf_of: str
    requested_by: str
    payload: str = ""
    """Empty in a list: what has none is shown by its summary, and is neither decided nor done."""
    payload_hash: str
    summary: Summary | None = None
    policy_version: str
    asked_hash: str = ""
    """Of what was asked for, before it was composed: the same key for anything else is refused."""
    reason: str = ""
    status: ActionStatus = ActionStatus.PENDING
    approvers: Approvers = Approvers()
    votes: tuple[Vote, ...] = ()
    earlier: tuple[str, ...] = ()
    """The payloads it had before it was changed, the oldest first: what the log's older rows seal."""
    edited_by: str = ""
    edited_at: Instant | None = None
    remarks: tuple[Remark, ...] = ()
    decided_by: str = ""
    decided_at: Instant | None = None
    approved_hash: str = ""
    note: str = ""
    created_at: Instant
    deadline: Instant
    escalate_at: Instant | None = None
    escalated_at: Instant | None = None
    execution: ExecutionState = ExecutionState()
    in_workflow: bool = False
    workflow_told_at: Instant | None = None
    """The time its workflow heard that it is not done, or was found not to wait."""
    audited_as: str = ""
    """The sequence of its latest row in the team's audit log."""
    worded_as: str = ""
    """The sequence of the row that says what it is: in these words, on these terms."""
    version: int = 1

    @property
    def automatic(self) -> bool:
        return self.decided_by == POLICY

    @property
    def preview(self) -> Preview:
        if self.payload or self.summary is None:
            return preview(self.payload)
        return Preview(title=self.summary.titled("your"), changes=self.summary.changes, undo=self.summary.undo)

    @property
    def is_final(self) -> bool:
        """Nothing more happens to it by itself."""
        if self.status is ActionStatus.APPROVED:
            return self.execution.status not in (ExecutionStatus.NONE, ExecutionStatus.STARTED)
        return self.status is not ActionStatus.PENDING

    @property
    def is_awaited(self) -> bool:
        """It is not done, and a workflow may still wait to hear so: carrying it out would have told it."""
        is_not_done = self.status in (ActionStatus.REJECTED, ActionStatus.EXPIRED)
        return self.in_workflow and is_not_done and self.workflow_told_at is None

    @property
    def attention_at(self) -> datetime | None:
        """Returns when the sweeper has to look at it, should nothing have happened by then."""
        if self.status is ActionStatus.PENDING:
            waits_to_escalate = self.escalate_at is not None and self.escalated_at is None
            return self.escalate_at if waits_to_escalate else self.deadline
        if self.is_final and not self.is_awaited:
            return None
        if self.execution.status is ExecutionStatus.STARTED and self.execution.started_at:
            return self.execution.started_at + LEASE
        return (self.decided_at or self.created_at) + PICKED_UP_WITHIN

    def moved(self, **changes: Any) -> "PendingAction":
        """The next version of it."""
        return self.model_copy(update={**changes, "version": self.version + 1})


class Reviewer(Model):
    """A person about to decide. ``agent`` names the program that speaks for them, empty for the person themselves.

    ``reviews_for`` are the users whose actions they decide on as a reviewer of their team would.
    """

    user_id: str
    team_id: str
    role: Literal["member", "reviewer", "operator"] = "member"
    reviews_for: frozenset[str] = frozenset()
    agent: str = ""


def reviewer_of(user: User, agent: str = "") -> Reviewer:
    """Returns what this person may decide now; nobody reviews for themselves, whatever their profile says."""
    others = user.reviews_for - {user.user_id}
    return Reviewer(user_id=user.user_id, team_id=user.team, role=user.role, reviews_for=others, agent=agent)


def may_see(action: PendingAction, reviewer: Reviewer) -> bool:
    """Returns True for the person it is done for, who reviews for them or their team, its requester and approvers."""
    is_own = reviewer.user_id == action.on_behalf_of or f"user:{reviewer.user_id}" == action.requested_by
    is_of_team = reviewer.team_id == action.team_id and reviewer.role in ("reviewer", "operator")
    is_for_them = action.on_behalf_of in reviewer.reviews_for
    is_named = f"user:{reviewer.user_id}" in (*action.approvers.any_of, *action.approvers.all_of)
    return is_own or is_of_team or is_for_them or is_named


def decision_blocking_reason(action: PendingAction, reviewer: Reviewer, self_approval: bool = False) -> str:
    """Returns why this reviewer may not approve it, in plain words; empty when they may (fault 93)."""
    if reviewer.agent:
        return "Only a person approves: an agent's word does not count."
    if action.requested_by == f"user:{reviewer.user_id}" and not self_approval:
        return "You asked for this yourself; somebody else has to approve it."
    entries = (*action.approvers.any_of, *action.approvers.all_of)
    if not any(_is(entry, reviewer, action) for entry in entries):
        return "You are not among those who may approve this."
    return ""


def waits_for(action: PendingAction, reviewer: Reviewer, now: datetime) -> bool:
    """Returns whether it can still be decided, and this very person has not approved it yet and may."""
    is_open = action.status is ActionStatus.PENDING and action.deadline > now
    is_theirs = may_see(action, reviewer) and not has_approved(action, reviewer.user_id)
    return is_open and is_theirs and not decision_blocking_reason(action, reviewer)


def has_approved(action: PendingAction, user_id: str) -> bool:
    """Returns whether theirs is among the approvals it has: it waits for somebody else’s."""
    return any(vote.by == user_id and vote.verdict == "approve" for vote in action.votes)


def is_approved(action: PendingAction, votes: tuple[Vote, ...], reviewers: dict[str, Reviewer]) -> bool:
    """Returns whether these votes are enough. ``reviewers`` says what every voter is now, not what they were."""
    return is_enough(action, [reviewers[v.by] for v in votes if v.verdict == "approve" and v.by in reviewers])


def is_enough(action: PendingAction, voters: Sequence[Reviewer]) -> bool:
    """Returns whether it takes the approval of nobody but these."""

    def said(entry: str) -> bool:
        return any(_is(entry, voter, action) for voter in voters)

    wanted = action.approvers
    return all(map(said, wanted.all_of)) and (not wanted.any_of or any(map(said, wanted.any_of)))


def is_over(action: PendingAction, now: datetime) -> bool:
    """Whole seconds: from the deadline on it is too late (fault 97)."""
    return now.replace(microsecond=0) >= action.deadline


def is_intact(action: PendingAction) -> bool:
    """Returns whether it is still, to the byte, what was shown and approved (fault 95)."""
    found = digest(action.payload)
    return found == action.payload_hash == (action.approved_hash or action.payload_hash)


def _is(entry: str, reviewer: Reviewer, action: PendingAction) -> bool:
    if entry == "owner":
        return reviewer.user_id == action.on_behalf_of
    if entry.startswith("user:"):
        return entry == f"user:{reviewer.user_id}"
    if entry == "reviewer" and action.on_behalf_of in reviewer.reviews_for:
        return True  # of whichever team they are themselves
    # An operator may do all that a reviewer may.
    roles = {"reviewer": ("reviewer", "operator"), "operator": ("operator",)}.get(entry, ())
    return reviewer.team_id == action.team_id and reviewer.role in roles
