"""A person's word on a pending action: taken once, by who may give it, before the deadline (ACT-3)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple, NoReturn

from pydantic import Field

from lambdas.approvals.alerts import Alerts
from lambdas.approvals.attempt import attempt
from lambdas.approvals.audit import anchor_weighty
from lambdas.approvals.dispatch import Dispatcher
from lambdas.approvals.entries import decided_event, entry
from lambdas.approvals.evidence import is_old, is_proved, report_tampering
from lambdas.approvals.learn import RuleLearner
from lambdas.approvals.policies import ALONE
from lambdas.aws.bus import Bus
from lambdas.domain.actions.audit import AuditEvent
from lambdas.domain.actions.evidence import emergency_note
from lambdas.domain.actions.pending_action import (
    ActionLook,
    ActionStatus,
    PendingAction,
    Reviewer,
    Vote,
    is_approved,
    is_over,
    may_see,
)
from lambdas.domain.actions.words import named
from lambdas.domain.kernel.model import Model
from lambdas.errors import Conflict, Forbidden, NotFound, Refused, Retryable
from lambdas.store.action_looks import ActionLooks
from lambdas.store.anchors import Anchors
from lambdas.store.audit_log import AuditLog
from lambdas.store.pending_actions import LIFE, NO_ACTION, PendingActions

log = logging.getLogger(__name__)

ATTEMPTS = 5
CHANGED = "What is stored is not what was proposed: it cannot be decided."
NOT_THEIRS = "It is not theirs to see."


class Decision(Model):
    """``payload_hash``: of what the person was looking at; empty is refused, a decision on nothing in particular."""

    verdict: Literal["approve", "reject"]
    note: str = Field(default="", max_length=2000)
    channel: str = ""
    payload_hash: str = ""
    confirm_own: bool = False
    """The second step of whoever asked for it themselves, where nobody else may approve it."""


class Entitlement(NamedTuple):
    """The reason somebody may decide that is not theirs by role: an emergency, or that there is nobody else."""

    emergency: str = ""
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Decisions:
    actions: PendingActions
    looks: ActionLooks
    log: AuditLog
    alerts: Alerts
    dispatcher: Dispatcher
    learner: RuleLearner
    anchors: Anchors
    bus: Bus

    def read_once(self) -> "Decisions":
        """Returns the same for one piece of work: no profile and no policy is read twice."""
        return replace(self, alerts=self.alerts.read_once())

    def process_approval(
        self, action_id: str, user_id: str, word: Decision, now: datetime, agent: str = ""
    ) -> PendingAction:
        """The action after this person's word. Saying the same again changes nothing.

        Raises NotFound for what is not theirs to see, Forbidden for what is not theirs to decide (audited), Conflict
        when it has been decided otherwise or is no longer what they saw, Refused when it is too late or they do not say
        what they saw.
        """
        action, is_news = self.taken(action_id, user_id, word, now, agent)
        if is_news:
            self.follow_up(action, now)
            attempt(self.learn, action, now)
            self.anchor([action], now)
        return action

    def look_at(self, action_id: str, user_id: str, now: datetime) -> PendingAction:
        """The action for somebody who may see it; that they looked is kept beside it, once. Raises NotFound.

        The action itself and its log are left alone: however many look, nobody who decides or carries out waits.
        """
        action, _ = self.visible(action_id, user_id)
        try:
            self.looks.add(action_id, ActionLook(user_id=user_id, at=now), action.created_at + LIFE)
        except Retryable as error:  # whoever looks is shown it all the same
            log.warning("a look at action %s was not kept: %s", action_id, type(error).__name__)
        return action

    def looked_at(self, action_id: str) -> list[ActionLook]:
        """Returns who looked at it and when first, the earliest first; whose it is to see is the caller's question."""
        return self.looks.of_action(action_id)

    def taken(
        self, action_id: str, user_id: str, word: Decision, now: datetime, agent: str
    ) -> tuple[PendingAction, bool]:
        """The action after this word, stored; False where it had been said before."""
        for _ in range(ATTEMPTS):
            on = self.read_once()
            action, reviewer = on.visible(action_id, user_id, agent, tried_at=now)
            must_say_what_was_seen(word)
            if _is_repeated(action, user_id, word):
                return action, False
            on.must_be_open(action, reviewer, word, now)
            try:
                return on._record(action, reviewer, word, now), True
            except Conflict:
                continue  # somebody else spoke at this very moment: look at what is left to say
        raise Retryable("Others keep deciding on this at the same time; look again.")

    def visible(
        self, action_id: str, user_id: str, agent: str = "", *, tried_at: datetime | None = None
    ) -> tuple[PendingAction, Reviewer]:
        """The action, and who looks at it. Raises NotFound.

        ``tried_at``: they want to decide; that it is not theirs to see is on its team's log then (fault 57).
        """
        action, reviewer = self.actions.find(action_id), self.alerts.policies.reviewer(user_id, agent)
        if action is None or reviewer is None:
            raise NotFound(NO_ACTION)
        if not may_see(action, reviewer):
            if tried_at:
                self.log.add(entry(action, AuditEvent.DENIED, f"user:{user_id}", tried_at, error=NOT_THEIRS))
            raise NotFound(NO_ACTION)
        return action, reviewer

    def _record(self, action: PendingAction, reviewer: Reviewer, word: Decision, now: datetime) -> PendingAction:
        emergency, is_alone = self.must_be_entitled(action, reviewer, word, now)
        actor = f"user:{reviewer.user_id}"
        vote = Vote(
            by=reviewer.user_id,
            role=reviewer.role,
            verdict=word.verdict,
            at=now,
            note=word.note,
            channel=word.channel,
            break_glass=emergency,
            is_alone=is_alone,
        )
        voted = action.moved(votes=(*action.votes, vote), note=word.note)
        if word.verdict == "reject":
            decided = voted.model_copy(update=_closed(ActionStatus.REJECTED, reviewer, now))
            return self.actions.record(decided, entry(decided, AuditEvent.REJECTED, actor, now, note=word.note))
        if not emergency and not is_approved(voted, voted.votes, self._reviewers(voted)):
            return self.actions.record(voted, entry(voted, AuditEvent.VOTED, actor, now, note=word.note))
        closed = _closed(ActionStatus.APPROVED, reviewer, now) | {"approved_hash": action.payload_hash}
        decided = voted.model_copy(update=closed)
        note = emergency_note(emergency) if emergency else word.note
        event = AuditEvent.CONFIRMED_ALONE if is_alone else AuditEvent.APPROVED
        return self.actions.record(decided, entry(decided, event, actor, now, note=note))

    def _reviewers(self, action: PendingAction) -> dict[str, Reviewer]:
        found = {vote.by: self.alerts.policies.reviewer(vote.by) for vote in action.votes}
        return {user_id: reviewer for user_id, reviewer in found.items() if reviewer}

    def must_be_entitled(self, action: PendingAction, reviewer: Reviewer, word: Decision, now: datetime) -> Entitlement:
        """Returns what entitles them, where their role does not. Raises Forbidden, and audits that.

        Whoever asked for an action may also take it back.
        """
        policies = self.alerts.policies
        if not is_proved(self.log, action):
            if is_old(self.actions, action):
                raise Conflict("Somebody else has just changed this; look at it again.")
            report_tampering(self.log, self.alerts, action, _actor(reviewer), CHANGED, now)
            raise Forbidden(CHANGED)
        is_withdrawal = word.verdict == "reject" and action.requested_by == f"user:{reviewer.user_id}"
        problem = policies.reason_against(action, reviewer)
        if not problem or (is_withdrawal and not reviewer.agent):
            return Entitlement()
        if emergency := policies.has_emergency_access(action, reviewer, now):
            return Entitlement(emergency=emergency)
        if word.verdict == "approve" and not reviewer.agent and policies.may_confirm_alone(action, reviewer.user_id):
            if word.confirm_own:
                return Entitlement(is_alone=True)
            problem = ALONE
        return self._denied(action, reviewer, problem, now)

    def _denied(self, action: PendingAction, reviewer: Reviewer, problem: str, now: datetime) -> NoReturn:
        self.log.add(entry(action, AuditEvent.DENIED, _actor(reviewer), now, error=problem))
        raise Forbidden(problem)

    def must_be_open(self, action: PendingAction, reviewer: Reviewer, word: Decision, now: datetime) -> None:
        """Raises Conflict, Refused when it is too late."""
        if action.status is not ActionStatus.PENDING:
            raise Conflict(f"This was {action.status.value}{self._by(action, reviewer)} already.")
        if is_over(action, now):
            raise Refused("It is too late: this could be decided until its deadline only.")
        if word.payload_hash != action.payload_hash:
            raise Conflict("This is not what you were shown; look at it again.")

    def _by(self, action: PendingAction, reviewer: Reviewer) -> str:
        if action.automatic or not action.decided_by:
            return ""
        reader = self.alerts.policies.users.get(reviewer.user_id)
        return f" by {named(action.decided_by, self.alerts.names([action], reader))}"

    def follow_up(self, action: PendingAction, now: datetime) -> None:
        """After the decision is stored; the sweeper does what a crash leaves undone."""
        log.info("action %s is %s", action.action_id, action.status)
        alerts = self.alerts.read_once()
        if action.votes[-1].break_glass:
            alerts.emergency_used(action, action.votes[-1].break_glass, action.votes[-1].by, now)
        if action.status is ActionStatus.PENDING:
            alerts.acknowledge(action)
            return
        self.dispatcher.hand_on(action, now)
        self.dispatcher.cancel_timers(action)
        if action.status is ActionStatus.REJECTED:
            alerts.report(action, now)
        else:
            alerts.settle(action)
        self.bus.publish([decided_event(action)])

    def anchor(self, decided: Iterable[PendingAction], now: datetime) -> None:
        """Last of all: it keeps nobody waiting."""
        anchor_weighty(self.log, self.anchors, decided, now)

    def learn(self, action: PendingAction, now: datetime) -> None:
        if action.status is not ActionStatus.PENDING:
            self.learner.record_approval_pattern(action, now)


def must_say_what_was_seen(word: Decision) -> None:
    """Raises Refused."""
    if not word.payload_hash:
        raise Refused("Say what you were shown: send the payload_hash of the action along.")


def _actor(reviewer: Reviewer) -> str:
    return f"agent:{reviewer.agent}" if reviewer.agent else f"user:{reviewer.user_id}"


def _is_repeated(action: PendingAction, user_id: str, word: Decision) -> bool:
    """A click delivered twice, a link opened again (fault 98)."""
    return any(vote.by == user_id and vote.verdict == word.verdict for vote in action.votes)


def _closed(status: ActionStatus, reviewer: Reviewer, now: datetime) -> dict[str, object]:
    return {"status": status, "decided_by": reviewer.user_id, "decided_at": now}
