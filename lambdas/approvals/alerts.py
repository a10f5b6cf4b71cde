"""Tells people what waits for them and what became of it (ACT-8), through whatever channel they use.

A request is one message that ends with what became of it, wherever a channel can change what it said; another is sent
only to whoever has none, or when something went wrong. Telling is never what an action fails by: an undelivered alert
is logged, the queue on the page has everything.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from lambdas.approvals.messages import (
    MAX_NOTE,
    bypass_message,
    card_ids,
    emergency_message,
    outcome_message,
    proposed_rule_message,
    question_message,
    question_message_id,
    read_by,
    request_message,
    tampered_message,
)
from lambdas.approvals.policies import Policies
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.emergency_access import EmergencyAccess
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.domain.actions.pending_action import ExecutionStatus, PendingAction
from lambdas.domain.actions.words import Names, outcome, people_in, superseded, vote_counted
from lambdas.domain.kernel.plain_text import clip
from lambdas.domain.notifications.messages import Message
from lambdas.errors import AmoError
from lambdas.notifications.notifier import Notifier

log = logging.getLogger(__name__)

WEIGHTY = frozenset({Risk.HIGH, Risk.CRITICAL})


@dataclass(frozen=True, slots=True)
class Alerts:
    policies: Policies
    notifier: Notifier

    def read_once(self) -> "Alerts":
        """Returns the same for one piece of work: nobody's profile is read twice."""
        return replace(self, policies=self.policies.read_once())

    def ask(self, action: PendingAction, now: datetime) -> None:
        """The person it is for, unless they asked for it themselves, and who reviews for them; of what weighs, the
        team's overseers too.
        """
        people = self._concerned(action) | {u.user_id: u for u in self.policies.reviewers_of(action.on_behalf_of)}
        if action.risk in WEIGHTY or action.escalated_at or self._asked_for_by_owner(action):
            people |= self._overseers(action)
        names = self._names(people_in([action]))
        waiting = (u for u in people.values() if f"user:{u.user_id}" != action.requested_by)
        self._tell_all(waiting, lambda user: request_message(action, user, read_by(user, names), now), now)

    def settle(self, action: PendingAction) -> None:
        """Everybody who was asked sees in its place what became of it: nothing is left to press."""
        if not action.automatic:
            self._close(action, outcome, action)

    def acknowledge(self, action: PendingAction) -> None:
        """Says to whoever gave one of several approvals, in its place, that it counts."""
        voter = self.policies.users.get(action.votes[-1].by)
        note = vote_counted(action, self.names([action], voter), voter.timezone)
        for message_id in card_ids(action):
            self.notifier.close(voter, message_id, note)

    def supersede(self, before: PendingAction, action: PendingAction, now: datetime) -> None:
        """Everybody who was asked sees in its place who changed the words, and is asked anew below."""
        self._close(before, superseded, action)
        self.ask(action, now)

    def report(self, action: PendingAction, now: datetime) -> None:
        """Says how it went, to the requester as well. What weighs and went wrong reaches the overseers.

        What ran by itself at low risk and went well the digest tells: a message of each would be all one reads.
        """
        self.settle(action)
        if action.automatic and action.risk is Risk.LOW and action.execution.status is ExecutionStatus.DONE:
            return
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

    def tampered(self, action: PendingAction, now: datetime) -> None:
        """The table says of it what the log does not: whoever oversees the team, also the one its person is in."""
        owner = self.policies.users.find(action.on_behalf_of)
        teams = {action.team_id, *([owner.team] if owner else [])}
        people = {user.user_id: user for team in teams for user in self.policies.overseers(team)}
        self._tell_all(people.values(), lambda user: tampered_message(action, user, now), now)

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
        people = (*self.policies.overseers(action.team_id), *self.policies.reviewers_of(action.on_behalf_of))
        return {user.user_id: user for user in people}

    def _concerned(self, action: PendingAction) -> dict[str, User]:
        by = action.requested_by
        ids = [action.on_behalf_of, *([by.removeprefix("user:")] if by.startswith("user:") else [])]
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
