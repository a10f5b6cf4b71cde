"""Tells people what waits for them and what became of it (ACT-8), in plain words, through whatever channel they use.

A request is one message that ends with what became of it, wherever a channel can change what it said; another is sent
only to whoever has none, or when something went wrong. Telling is never what an action fails by: an undelivered alert
is logged, the queue on the page has everything.
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
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction
from lambdas.domain.actions.types import label_of
from lambdas.domain.actions.words import (
    YOU,
    Names,
    named,
    outcome,
    people_in,
    risk_words,
    sentence,
    superseded,
    title_of,
    who_asks,
    why_asked,
)
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
MAX_NOTE = 600
MAX_WHOLE, MAX_WHOLE_LINES = 6_000, 60
"""As much as a chat shows of an action in one message without cutting anything."""
OUTCOMES = {
    ExecutionStatus.DONE: "Done",
    ExecutionStatus.FAILED: "Did not work",
    ExecutionStatus.REFUSED: "Not carried out",
    ExecutionStatus.UNKNOWN: "Unknown, needs a person",
    ExecutionStatus.UNDONE: "Undone",
}
WRONG = frozenset({ExecutionStatus.FAILED, ExecutionStatus.REFUSED, ExecutionStatus.UNKNOWN})
SEE_IT = "See it on the page"


@dataclass(frozen=True, slots=True)
class Alerts:
    policies: Policies
    notifier: Notifier

    def ask(self, action: PendingAction, now: datetime) -> None:
        """The person it is for, unless they asked for it themselves; of what weighs, the team's overseers too."""
        people = self._concerned(action)
        if action.risk in WEIGHTY or action.escalated_at or self._asked_for_by_owner(action):
            people |= self._overseers(action)
        names = self._names(people_in([action]))
        waiting = (u for u in people.values() if f"user:{u.user_id}" != action.requested_by)
        self._tell_all(waiting, lambda user: request_message(action, user, read_by(user, names), now), now)

    def settle(self, action: PendingAction) -> None:
        """Everybody who was asked sees in its place what became of it: nothing is left to press."""
        if not action.automatic:
            self._close(action, outcome, action)

    def supersede(self, before: PendingAction, action: PendingAction, now: datetime) -> None:
        """Everybody who was asked sees in its place who changed the words, and is asked anew below."""
        self._close(before, superseded, action)
        self.ask(action, now)

    def report(self, action: PendingAction, now: datetime) -> None:
        """Says how it went, to the requester as well. What weighs and went wrong reaches the overseers."""
        self.settle(action)
        people = self._concerned(action)
        if action.execution.status is not ExecutionStatus.DONE and action.risk in WEIGHTY:
            people |= self._overseers(action)
        names = self._names(people_in([action]))
        self._tell_all(people.values(), lambda user: outcome_message(action, user, read_by(user, names), now), now)

    def emergency_declared(self, team_id: str, broken: EmergencyAccess, now: datetime) -> None:
        people, names = self.policies.overseers(team_id), self._names([broken.by])
        self._tell_all(people, lambda user: emergency_message(team_id, broken, user, read_by(user, names), now), now)

    def emergency_used(self, action: PendingAction, reason: str, by: str, now: datetime) -> None:
        people, names = self._concerned(action) | self._overseers(action), self._names({*people_in([action]), by})
        self._tell_all(
            people.values(), lambda user: bypass_message(action, reason, by, user, read_by(user, names), now), now
        )

    def rule_proposed(self, user: User, rule: ProposedRule, now: datetime) -> None:
        self._tell_all([user], lambda one: proposed_rule_message(rule, one, now), now)

    def question_asked(self, action: PendingAction, people: Iterable[User], now: datetime) -> None:
        """The latest question or answer on it; what its author was asked before is answered by it."""
        author, names = action.remarks[-1].by, self._names(people_in([action]))
        if before := action.remarks[:-1]:
            asked = action.model_copy(update={"remarks": before})
            self.notifier.close(self.policies.users.get(author), question_message_id(asked), "You answered this.")
        self._tell_all(people, lambda user: question_message(action, user, read_by(user, names)), now)

    def concerned(self, action: PendingAction) -> list[User]:
        """Whom it is done for, and who asked for it."""
        return list(self._concerned(action).values())

    def tell(self, user: User, message: Message, now: datetime) -> None:
        self._tell_all([user], lambda _user: message, now)

    def names(self, actions: Iterable[PendingAction], reader: User) -> Names:
        """Returns the people the actions speak of, as this reader calls them."""
        return read_by(reader, self._names(people_in(actions)))

    def _close(
        self, asked: PendingAction, note: Callable[[PendingAction, Names, str], str], action: PendingAction
    ) -> None:
        names = self._names(people_in([action]))
        for user in (self._concerned(action) | self._overseers(action)).values():
            text = clip(note(action, read_by(user, names), user.timezone), MAX_NOTE)
            for message_id in card_ids(asked):
                self.notifier.close(user, message_id, text)

    def _names(self, user_ids: Iterable[str]) -> Names:
        found = (self.policies.users.find(user_id) for user_id in sorted(set(user_ids) - {""}))
        return {user.user_id: user.shown_name for user in found if user}

    def _asked_for_by_owner(self, action: PendingAction) -> bool:
        return action.requested_by == f"user:{action.on_behalf_of}"

    def _overseers(self, action: PendingAction) -> dict[str, User]:
        return {user.user_id: user for user in self.policies.overseers(action.team_id)}

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


def read_by(reader: User, names: Names) -> Names:
    """The names as this person reads them: their own is "you"."""
    return {**names, reader.user_id: YOU}


def request_message(action: PendingAction, user: User, names: Names, now: datetime) -> Message:
    """With every line where that many can be read; only then may a channel take the decision itself (fault 96)."""
    title, until = clip(title_of(action, names), MAX_LINE), clock(action.deadline, user.timezone)
    lines = action.preview.text.splitlines()[1:]
    is_whole = len(lines) <= MAX_WHOLE_LINES and sum(map(len, lines)) <= MAX_WHOLE
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
        created_at=now,
    )


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
        title=f"Emergency: {who} may approve anything in this team until {clock(broken.until, user.timezone)}",
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
