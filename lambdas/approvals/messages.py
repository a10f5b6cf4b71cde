"""The messages about actions, each as one reader reads it: in names, and on their clock. Pure."""

from collections.abc import Iterable
from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.emergency_access import EmergencyAccess
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction
from lambdas.domain.actions.types import label_of
from lambdas.domain.actions.words import (
    YOU,
    Names,
    named,
    outcome,
    risk_words,
    sentence,
    title_of,
    who_asks,
    why_asked,
)
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.domain.kernel.plain_text import clip
from lambdas.domain.notifications.messages import Button as Click
from lambdas.domain.notifications.messages import Message, MessageKind

MAX_LINE = 160
MAX_LINES = 6
MAX_NOTE = 600
MAX_WHOLE, MAX_WHOLE_LINES = 6_000, 60
"""As much as a chat or the queue shows of an action in one place without cutting anything."""
OUTCOMES = {
    ExecutionStatus.DONE: "Done",
    ExecutionStatus.FAILED: "Did not work",
    ExecutionStatus.REFUSED: "Not carried out",
    ExecutionStatus.UNKNOWN: "Unknown, needs a person",
    ExecutionStatus.UNDONE: "Undone",
}
WRONG = frozenset({ExecutionStatus.FAILED, ExecutionStatus.REFUSED, ExecutionStatus.UNKNOWN})
SEE_IT = "See it on the page"


def read_by(reader: User, names: Names) -> Names:
    """The names as this person reads them: their own is "you"."""
    return {**names, reader.user_id: YOU}


def request_message(action: PendingAction, user: User, names: Names, now: datetime) -> Message:
    """With every line where a card can show that many."""
    title, until = clip(title_of(action, names), MAX_LINE), date_and_time(action.deadline, user.timezone)
    lines = action.preview.text.splitlines()[1:]
    is_whole = fits_a_card(action)
    told = tuple(line for line in lines if line) if is_whole else (*_first(lines), "There is more; review it.")
    wanted = f"Nothing happens unless somebody approves it by {until}."
    passing = tuple(filter(None, (why_asked(action), risk_words(action), wanted)))
    return Message(
        message_id=request_message_id(action),
        user_id=user.user_id,
        kind=MessageKind.APPROVAL_NEEDED,
        title=f"To approve: {title}",
        settled_title=title,
        lines=(who_asks(action, names), *passing[:-1], *told, wanted),
        passing_lines=passing,
        actions=(
            Click(label=SEE_IT, verb="review_action", target=action.action_id),
            Click(label="See all", verb="see_all", target=action.action_id),
        ),
        payload_hash=action.payload_hash if is_whole else "",
        useful_until=action.deadline,
        created_at=now,
    )


def fits_a_card(action: PendingAction) -> bool:
    """Returns whether a card can show every line of it; only then may it be decided there (fault 96)."""
    lines = action.preview.text.splitlines()[1:]
    return len(lines) <= MAX_WHOLE_LINES and sum(map(len, lines)) <= MAX_WHOLE


def request_message_id(action: PendingAction) -> str:
    """In other words, those it had before among them, or asked of others as well, it is another message."""
    edited = f"-{int(action.edited_at.timestamp())}" if action.edited_at else ""
    again = "-again" if action.escalated_at else ""
    return f"approve-{action.action_id}-{action.payload_hash[:8]}{edited}{again}"


def card_ids(action: PendingAction) -> tuple[str, ...]:
    """The requests that may stand somewhere as the action reads now."""
    first = action.model_copy(update={"escalated_at": None})
    return tuple(sorted({request_message_id(first), request_message_id(action)}))


def question_message_id(action: PendingAction) -> str:
    return f"remark-{action.action_id}-{len(action.remarks)}"


def question_message(action: PendingAction, user: User, names: Names) -> Message:
    """The latest question or answer on it; the answer's way back is one press."""
    last = action.remarks[-1]
    title = clip(title_of(action, names), MAX_LINE)
    return Message(
        message_id=question_message_id(action),
        user_id=user.user_id,
        kind=MessageKind.ACTION_QUESTION,
        title=f"{sentence(named(last.by, names))} writes to you about: {title}",
        lines=(f"“{last.text}”",),
        actions=(
            Click(label="Answer …", verb="answer_action", target=action.action_id),
            Click(label=SEE_IT, verb="review_action", target=action.action_id),
        ),
        created_at=last.at,
    )


def outcome_message(action: PendingAction, user: User, names: Names, now: datetime) -> Message:
    """As it went well, whoever has a card that says so already needs no other."""
    done = action.execution
    word = OUTCOMES.get(done.status, action.status.value.capitalize())
    is_wrong = action.status is ActionStatus.APPROVED and done.status in WRONG
    return Message(
        message_id=f"action-{action.action_id}-{action.status.value}-{done.status.value}",
        user_id=user.user_id,
        kind=MessageKind.ACTION_REPORT,
        title=f"{word}: {clip(title_of(action, names), MAX_LINE)}",
        lines=(clip(outcome(action, names, user.timezone), MAX_NOTE),),
        card_ids=() if is_wrong else card_ids(action),
        actions=(Click(label=SEE_IT, verb="review_action", target=action.action_id),),
        created_at=now,
    )


def emergency_message(team_id: str, broken: EmergencyAccess, user: User, names: Names, now: datetime) -> Message:
    who = sentence(named(broken.by, names))
    return Message(
        message_id=f"glass-{team_id}-{broken.by}-{int(broken.broken_at.timestamp())}",
        user_id=user.user_id,
        kind=MessageKind.BREAK_GLASS,
        title=f"Emergency: {who} may approve anything in this team until {date_and_time(broken.until, user.timezone)}",
        lines=_first([f"Reason: {broken.reason}"]),
        created_at=now,
    )


def bypass_message(action: PendingAction, reason: str, by: str, user: User, names: Names, now: datetime) -> Message:
    return Message(
        message_id=f"glass-used-{action.action_id}-{by}",
        user_id=user.user_id,
        kind=MessageKind.BREAK_GLASS,
        title=f"Approved by {named(by, names)} in an emergency: {clip(title_of(action, names), MAX_LINE)}",
        lines=_first([f"Reason: {reason}"]),
        actions=(Click(label=SEE_IT, verb="review_action", target=action.action_id),),
        created_at=now,
    )


def tampered_message(action: PendingAction, user: User, now: datetime) -> Message:
    """In no word of the action's own: none of them can be believed."""
    return Message(
        message_id=f"tampered-{action.action_id}",
        user_id=user.user_id,
        kind=MessageKind.BREAK_GLASS,
        title="An action was changed behind AMO’s back, and stopped",
        lines=("What is stored of it is not what the audit log says. Tell whoever runs AMO.",),
        actions=(Click(label=SEE_IT, verb="review_action", target=action.action_id),),
        created_at=now,
    )


def proposed_rule_message(rule: ProposedRule, user: User, now: datetime) -> Message:
    return Message(
        message_id=f"rule-{rule.rule_id}",
        user_id=user.user_id,
        kind=MessageKind.RULE_PROPOSED,
        title=f"{label_of(rule.action_type)}: you approved the last {rule.decisions}. Shall they run without asking?",
        lines=(
            f"AMO would still ask about one in {rule.spot_check_every}, and one rejection ends it.",
            "Accept it on the page, under Approvals, Autonomy.",
        ),
        created_at=now,
    )


def _first(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(clip(line, MAX_LINE) for line in list(lines)[:MAX_LINES] if line)
