"""The proof in the audit log that an action is what was proposed, and decided as it says (fault 95). Pure.

Whoever can write the table of actions cannot write the log: what the table says alone is neither decided nor done. An
action names the rows that speak of it, so that they are read by their keys; it cannot name a row that is not there.
"""

from collections.abc import Iterable, Mapping

from lambdas.domain.actions.audit import AuditEvent, AuditRow
from lambdas.domain.actions.pending_action import PendingAction, Vote
from lambdas.domain.kernel.canonical import canonical, digest

WORDED = frozenset({AuditEvent.PROPOSED, AuditEvent.EDITED, AuditEvent.ESCALATED})
"""The rows that say what an action is: each holds the hashes of its words and of its terms."""
DECIDED = frozenset({AuditEvent.APPROVED, AuditEvent.CONFIRMED_ALONE})
VOICES: Mapping[str, frozenset[AuditEvent]] = {
    "approve": DECIDED | {AuditEvent.VOTED},
    "reject": frozenset({AuditEvent.REJECTED}),
}
SPOKEN = VOICES["approve"] | VOICES["reject"]
ENDED = frozenset(
    {AuditEvent.EXECUTED, AuditEvent.FAILED, AuditEvent.NOT_CARRIED_OUT, AuditEvent.UNKNOWN, AuditEvent.UNDONE}
)
CLOSED = WORDED | DECIDED | ENDED | {AuditEvent.REJECTED, AuditEvent.EXPIRED, AuditEvent.STARTED}
"""What is not told of an action that waits for a decision, once the row that says what it is was written."""
TERMS = frozenset(
    {
        "action_id",
        "workspace_id",
        "team_id",
        "agent",
        "action_type",
        "risk",
        "on_behalf_of",
        "requested_by",
        "policy_version",
        "approvers",
        "summary",
        "created_at",
        "deadline",
        "escalate_at",
        "escalated_at",
        "in_workflow",
    }
)
"""All that a decision depends on besides the words, the votes and the policy of the moment."""


def terms_hash(action: PendingAction) -> str:
    return digest(canonical(action.model_dump(mode="json", include=set(TERMS))))


def emergency_note(reason: str) -> str:
    """The note of a row that tells of an approval nothing but an emergency entitled to."""
    return f"broke the glass: {reason}"


def is_open(later: Iterable[AuditRow]) -> bool:
    """Returns whether nothing closed it, and nobody worded it anew: ``later`` are its rows since it was worded."""
    return CLOSED.isdisjoint(row.event for row in later)


def is_proved(action: PendingAction, rows: Iterable[AuditRow]) -> bool:
    """Returns whether these rows tell of its words, its terms and every vote it says was given."""
    known = list(rows)
    return _is_worded(action, known) and all(_told_by(vote, action, known) for vote in action.votes)


def is_decision_proved(action: PendingAction, rows: Iterable[AuditRow]) -> bool:
    """Returns whether it was approved by these votes, or proposed as what runs unasked."""
    known = list(rows)
    if not is_proved(action, known):
        return False
    if action.automatic:
        worded = _worded(action, known)
        return not action.votes and worded is not None and worded.automatic
    return any(row.event in DECIDED for vote in action.votes if (row := _told_by(vote, action, known)))


def is_told_whole(action: PendingAction, later: Iterable[AuditRow]) -> bool:
    """Returns whether it was begun as often as it says and has not ended: ``later`` are its rows since the decision."""
    events = [row.event for row in later]
    return events.count(AuditEvent.STARTED) == action.execution.fence and not ENDED.intersection(events)


def was_executed(later: Iterable[AuditRow]) -> bool:
    events = {row.event for row in later}
    return AuditEvent.EXECUTED in events and AuditEvent.UNDONE not in events


def worded_as(action: PendingAction, rows: Iterable[AuditRow]) -> str:
    """The sequence of the row, of these, that says what it is; empty where none does.

    As in :func:`decided_as`, the one that the table names does not count: after a row of its choice, the log might tell
    of nothing.
    """
    row = _worded(action, rows)
    return row.sequence if row else ""


def decided_as(action: PendingAction, rows: Iterable[AuditRow]) -> str:
    """The sequence of the first of these rows that decides it; empty where none does."""
    known = list(rows)
    if action.automatic:
        return worded_as(action, known)
    told = (
        row.sequence for vote in action.votes for row in known if row.event in DECIDED and _tells(row, vote, action)
    )
    return min(told, default="")


def _worded(action: PendingAction, rows: Iterable[AuditRow]) -> AuditRow | None:
    about = (row for row in rows if row.action_id == action.action_id and row.event in WORDED)
    return max(about, key=lambda row: row.sequence, default=None)


def _is_worded(action: PendingAction, rows: Iterable[AuditRow]) -> bool:
    row = _worded(action, rows)
    if row is None or row.payload_hash != action.payload_hash or row.policy_version != action.policy_version:
        return False
    # A row of an older AMO has no terms: there are none of it about an action that is younger than a day.
    return row.risk == action.risk.value and row.terms_hash in ("", terms_hash(action))


def _told_by(vote: Vote, action: PendingAction, rows: Iterable[AuditRow]) -> AuditRow | None:
    return next((row for row in rows if _tells(row, vote, action)), None)


def _tells(row: AuditRow, vote: Vote, action: PendingAction) -> bool:
    is_theirs = (row.action_id, row.actor) == (action.action_id, f"user:{vote.by}")
    if not is_theirs or row.payload_hash != action.payload_hash or row.event not in VOICES[vote.verdict]:
        return False
    if vote.break_glass and (row.event is not AuditEvent.APPROVED or row.note != emergency_note(vote.break_glass)):
        return False
    return vote.is_alone == (row.event is AuditEvent.CONFIRMED_ALONE)
