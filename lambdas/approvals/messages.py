"""Tells people what waits for them and what became of it (ACT-8), in plain words, through whatever channel they use.

Telling is never what an action fails by: an undelivered alert is logged, the queue on the page has everything.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from lambdas.approvals.policies import Policies
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.emergency_access import EmergencyAccess
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.domain.actions.pending_action import ExecutionStatus, PendingAction
from lambdas.domain.actions.types import label_of
from lambdas.domain.kernel.local_time import clock
from lambdas.domain.kernel.plain_text import clip
from lambdas.domain.notifications.messages import Button as Click
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.errors import AmoError
from lambdas.notifications.notifier import Notifier

log = logging.getLogger(__name__)

WEIGHTY = frozenset({Risk.HIGH, Risk.CRITICAL})
MAX_LINE = 160
MAX_LINES = 6
MAX_WHOLE, MAX_WHOLE_LINES = 6_000, 60
"""As much as a chat shows of an action in one message without cutting anything."""
OUTCOMES = {
    ExecutionStatus.DONE: "Done",
    ExecutionStatus.FAILED: "Did not work",
    ExecutionStatus.REFUSED: "Not carried out",
    ExecutionStatus.UNKNOWN: "Unknown, needs a person",
    ExecutionStatus.UNDONE: "Undone",
}


@dataclass(frozen=True, slots=True)
class Alerts:
    policies: Policies
    notifier: Notifier

    def ask(self, action: PendingAction, now: datetime) -> None:
        """The person it is for, unless they asked for it themselves; of what weighs, the team's overseers too."""
        people = self._concerned(action)
        if action.risk in WEIGHTY or action.escalated_at or self._asked_for_by_owner(action):
            people |= {user.user_id: user for user in self.policies.overseers(action.team_id)}
        waiting = (u for u in people.values() if f"user:{u.user_id}" != action.requested_by)
        self._tell_all(waiting, lambda user: request_message(action, user, now), now)

    def close(self, action: PendingAction, note: str) -> None:
        """Everybody who was asked sees in its place what became of it: nothing is left to press."""
        people = self._concerned(action) | {u.user_id: u for u in self.policies.overseers(action.team_id)}
        asked = {request_message_id(action), request_message_id(action.model_copy(update={"escalated_at": None}))}
        for user in people.values():
            for message_id in sorted(asked):
                self.notifier.close(user, message_id, note)

    def report(self, action: PendingAction, now: datetime) -> None:
        """Says how it went, to the requester as well. What weighs and went wrong reaches the overseers."""
        people = self._concerned(action)
        if action.execution.status is not ExecutionStatus.DONE and action.risk in WEIGHTY:
            people |= {user.user_id: user for user in self.policies.overseers(action.team_id)}
        self._tell_all(people.values(), lambda user: outcome_message(action, user, now), now)

    def emergency_declared(self, team_id: str, broken: EmergencyAccess, now: datetime) -> None:
        people = self.policies.overseers(team_id)
        self._tell_all(people, lambda user: emergency_message(team_id, broken, user, now), now)

    def emergency_used(self, action: PendingAction, reason: str, by: str, now: datetime) -> None:
        people = self._concerned(action) | {u.user_id: u for u in self.policies.overseers(action.team_id)}
        self._tell_all(people.values(), lambda user: bypass_message(action, reason, by, user, now), now)

    def rule_proposed(self, user: User, rule: ProposedRule, now: datetime) -> None:
        self._tell_all([user], lambda one: proposed_rule_message(rule, one, now), now)

    def concerned(self, action: PendingAction) -> list[User]:
        """Whom it is done for, and who asked for it."""
        return list(self._concerned(action).values())

    def tell(self, user: User, message: Message, now: datetime) -> None:
        self._tell_all([user], lambda _user: message, now)

    def _asked_for_by_owner(self, action: PendingAction) -> bool:
        return action.requested_by == f"user:{action.on_behalf_of}"

    def _concerned(self, action: PendingAction) -> dict[str, User]:
        ids = [action.on_behalf_of, action.requested_by.removeprefix("user:")]
        found: dict[str, User] = {}
        for user_id in ids:
            try:
                found[user_id] = self.policies.users.get(user_id)
            except AmoError:
                continue
        return found

    def _tell_all(self, people: Iterable[User], message: Callable[[User], Message], now: datetime) -> None:
        for user in people:
            delivery = self.notifier.send(user, message(user), now)
            if not delivery.delivered:
                log.warning("an alert on approvals did not reach user %s: %s", user.user_id, delivery.reason)


def request_message(action: PendingAction, user: User, now: datetime) -> Message:
    """With every line where that many can be read; only then may a channel take the decision itself (fault 96)."""
    shown, until = action.preview, clock(action.deadline, user.timezone)
    lines = shown.text.splitlines()[1:]
    is_whole = len(lines) <= MAX_WHOLE_LINES and sum(map(len, lines)) <= MAX_WHOLE
    told = tuple(line for line in lines if line) if is_whole else (*_first(lines), "There is more; review it.")
    return Message(
        message_id=request_message_id(action),
        user_id=user.user_id,
        kind=MessageKind.APPROVAL_NEEDED,
        title=f"To approve until {until}, {action.risk.value} risk: {clip(shown.title, MAX_LINE)}",
        lines=(*told, f"Nothing happens unless somebody approves it by {until}."),
        actions=(
            Click(label="Review", verb="review_action", target=action.action_id),
            Click(label="See all", verb="see_all", target=action.action_id),
        ),
        payload_hash=action.payload_hash if is_whole else "",
        created_at=now,
    )


def request_message_id(action: PendingAction) -> str:
    """Worded differently, or asked of others as well, it is another message."""
    again = "-again" if action.escalated_at else ""
    return f"approve-{action.action_id}-{action.payload_hash[:8]}{again}"


def question_message(action: PendingAction, user: User) -> Message:
    """The latest question or answer on it."""
    last = action.remarks[-1]
    return Message(
        message_id=f"remark-{action.action_id}-{len(action.remarks)}",
        user_id=user.user_id,
        kind=MessageKind.APPROVAL_NEEDED,
        title=f"{last.by} writes about: {clip(action.preview.title, MAX_LINE)}",
        lines=_first([last.text]),
        actions=(Click(label="Answer", verb="review_action", target=action.action_id),),
        created_at=last.at,
    )


def outcome_message(action: PendingAction, user: User, now: datetime) -> Message:
    done = action.execution
    word = OUTCOMES.get(done.status, action.status.value.capitalize())
    detail = done.result or done.error or action.note
    return Message(
        message_id=f"action-{action.action_id}-{action.status.value}-{done.status.value}",
        user_id=user.user_id,
        kind=MessageKind.ACTION_REPORT,
        title=f"{word}: {clip(action.preview.title, MAX_LINE)}",
        lines=_first([detail]) if detail else (),
        actions=(Click(label="See it", verb="review_action", target=action.action_id),),
        created_at=now,
    )


def emergency_message(team_id: str, broken: EmergencyAccess, user: User, now: datetime) -> Message:
    return Message(
        message_id=f"glass-{team_id}-{broken.by}-{int(broken.broken_at.timestamp())}",
        user_id=user.user_id,
        kind=MessageKind.BREAK_GLASS,
        title=f"Emergency: {broken.by} may approve anything in this team until {clock(broken.until, user.timezone)}",
        lines=_first([f"Reason: {broken.reason}"]),
        created_at=now,
    )


def bypass_message(action: PendingAction, reason: str, by: str, user: User, now: datetime) -> Message:
    return Message(
        message_id=f"glass-used-{action.action_id}-{by}",
        user_id=user.user_id,
        kind=MessageKind.BREAK_GLASS,
        title=f"Approved by {by} in an emergency: {clip(action.preview.title, MAX_LINE)}",
        lines=_first([f"Reason: {reason}"]),
        actions=(Click(label="See it", verb="review_action", target=action.action_id),),
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
