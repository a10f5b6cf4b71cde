"""The one way in for whatever wants to act outside: composed, judged by the policy, then run or queued (ACT-3)."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import Field, JsonValue

from lambdas.approvals.action_kinds import blocking_reason, compose
from lambdas.approvals.alerts import Alerts
from lambdas.approvals.dispatch import Dispatcher
from lambdas.approvals.entries import decided_event, entry
from lambdas.approvals.kinds.base import Lookups
from lambdas.aws.bus import Bus
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action, action_id_for, action_of, summary
from lambdas.domain.actions.audit import AuditEvent
from lambdas.domain.actions.autonomy import Ask, Policy, Refuse, Run, answer_until, considered, decide, is_by_person
from lambdas.domain.actions.pending_action import POLICY, ActionStatus, PendingAction
from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.events import ActionQueued
from lambdas.domain.kernel.model import Model
from lambdas.errors import Conflict, Refused
from lambdas.store.audit_log import AuditLog
from lambdas.store.pending_actions import PendingActions

log = logging.getLogger(__name__)

KB = 1024
MAX_PARAMETERS = 16 * KB
MAX_PAYLOAD = 64 * KB
"""More than what is asked for: AMO adds the people invited and the text."""
MAX_BY_PERSON, MAX_BY_AMO = 50, 100
"""Waiting at once, asked for by one person, and by AMO for one person."""
MAX_A_DAY = 200
"""Asked for by one person within 24 hours, also what ran unasked or was taken back: each of it tells people, adds to
the log, or reads calendars."""


class Proposal(Model):
    """``key`` makes proposing it again the same action. ``requested_by``: ``user:ID`` or ``agent:NAME``."""

    action_type: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    parameters: Mapping[str, JsonValue] = Field(default_factory=dict)
    on_behalf_of: str
    requested_by: str
    key: str = Field(min_length=1, max_length=200)
    in_workflow: bool = False

    @property
    def asked_hash(self) -> str:
        """Of all that makes it this proposal and no other under its key."""
        return digest(canonical([self.action_type, dict(self.parameters), self.on_behalf_of, self.requested_by]))


@dataclass(frozen=True, slots=True)
class Proposals:
    workspace_id: str
    actions: PendingActions
    log: AuditLog
    lookups: Lookups
    alerts: Alerts
    dispatcher: Dispatcher
    bus: Bus
    new_salt: Callable[[], str]

    def queue_for_approval(self, proposal: Proposal, now: datetime) -> PendingAction:
        """The action, pending or on its way. Raises Refused with the reason when it may not be done at all."""
        now = now.replace(microsecond=0)
        action_id = action_id_for(proposal.on_behalf_of, proposal.key)
        must_be_small(canonical(dict(proposal.parameters)), MAX_PARAMETERS)
        on, known = replace(self, alerts=self.alerts.read_once()), self.actions.find(action_id)
        stored = known or on._store(proposal, action_id, now)
        if not _is_same(stored, proposal):
            raise Conflict("Something else has been proposed under this key: give this another dedupe_key.")
        on._follow_up(stored, now)
        return stored

    def _store(self, proposal: Proposal, action_id: str, now: datetime) -> PendingAction:
        policies = self.alerts.policies
        user = policies.users.get(proposal.on_behalf_of)
        self._must_be_few(proposal, now)
        policy = policies.of(user)
        details = compose(self.lookups, user, proposal.action_type, proposal.parameters)
        action = action_of(action_id, proposal.action_type, proposal.on_behalf_of, details, self.new_salt())
        must_be_small(action.payload, MAX_PAYLOAD)
        if reason := blocking_reason(self.lookups, action):
            raise Refused(reason)
        decision = decide(considered(action, proposal.requested_by), policy, now)
        unjudged = _unjudged(self.workspace_id, proposal, action, user, policy, now)
        if isinstance(decision, Refuse):
            self.log.add(entry(unjudged, AuditEvent.REFUSED, proposal.requested_by, now, note=decision.reason))
            raise Refused(decision.reason)
        judged = unjudged.model_copy(update=_judged(decision, unjudged, now))
        try:
            return self.actions.add(
                judged, entry(judged, AuditEvent.PROPOSED, proposal.requested_by, now, note=decision.reason)
            )
        except Conflict:  # proposed twice at once
            return self.actions.get(action_id)

    def _must_be_few(self, proposal: Proposal, now: datetime) -> None:
        """Keeps a queue that whoever decides finds what matters in. Raises Refused."""
        is_own = is_by_person(proposal.requested_by)
        asked, waiting = self.actions.count_asked(proposal.on_behalf_of, proposal.requested_by, now)
        if is_own and asked >= MAX_A_DAY:
            raise Refused(f"You asked for {MAX_A_DAY} things within a day, and that is the most: go on tomorrow.")
        most = MAX_BY_PERSON if is_own else MAX_BY_AMO
        if waiting < most:
            return
        who = "you asked for" if is_own else "AMO proposed for this person"
        raise Refused(
            f"{most} things {who} wait for a decision already: have some of them decided or taken back first."
        )

    def _follow_up(self, action: PendingAction, now: datetime) -> None:
        """All that proposing leads to; each of it is harmless when done again after a crash."""
        log.info("action %s, %s, %s risk: %s", action.action_id, action.action_type, action.risk, action.status)
        if action.status is ActionStatus.PENDING:
            self.dispatcher.set_timers(action, now)
            self.alerts.ask(action, now)
            self.bus.publish([_queued(action)])
        elif action.automatic and not action.is_final:
            self.bus.publish([decided_event(action)])
            if not action.in_workflow:
                self.dispatcher.hand_on(action, now)


def must_be_small(text: str, most: int) -> None:
    """Raises Refused."""
    if len(text.encode("utf-8", "surrogatepass")) > most:
        raise Refused(f"This is too much for one action: {most // KB} KB is the most. Leave something out.")


def _is_same(stored: PendingAction, proposal: Proposal) -> bool:
    """One that an older AMO stored says only of which type it is, and who asked for it."""
    if stored.asked_hash:
        return stored.asked_hash == proposal.asked_hash
    return (stored.action_type, stored.requested_by) == (proposal.action_type, proposal.requested_by)


def _unjudged(
    workspace_id: str, proposal: Proposal, action: Action, user: User, policy: Policy, now: datetime
) -> PendingAction:
    payload = action.payload
    return PendingAction(
        action_id=action.action_id,
        workspace_id=workspace_id,
        team_id=user.team,
        agent=proposal.requested_by.removeprefix("agent:") if proposal.requested_by.startswith("agent:") else "",
        action_type=action.action_type,
        risk=action.risk,
        on_behalf_of=user.user_id,
        requested_by=proposal.requested_by,
        payload=payload,
        payload_hash=digest(payload),
        summary=summary(payload),
        policy_version=policy.version,
        asked_hash=proposal.asked_hash,
        created_at=now,
        deadline=answer_until(policy.expires_after_hours, action.details.not_after, now),
        in_workflow=proposal.in_workflow,
    )


def _judged(decision: Run | Ask, action: PendingAction, now: datetime) -> dict[str, Any]:
    if isinstance(decision, Ask):
        return {
            "approvers": decision.approvers,
            "deadline": decision.until,
            "escalate_at": decision.escalate_at,
            "reason": decision.reason,
        }
    return {
        "status": ActionStatus.APPROVED,
        "decided_by": POLICY,
        "decided_at": now,
        "approved_hash": action.payload_hash,
        "reason": decision.reason,
    }


def _queued(action: PendingAction) -> ActionQueued:
    return ActionQueued(
        action_id=action.action_id,
        team_id=action.team_id,
        action_type=action.action_type,
        risk=action.risk.value,
        deadline=action.deadline,
    )
