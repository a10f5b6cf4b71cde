"""Entries of the audit log and the bus for each move of an action, made from the action as it is after it."""

from datetime import datetime

from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.actions.evidence import terms_hash
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.kernel.events import ActionDecided


def entry(
    action: PendingAction,
    event: AuditEvent,
    actor: str,
    now: datetime,
    *,
    note: str = "",
    result: str = "",
    error: str = "",
) -> AuditEntry:
    """``actor``: ``user:ID``, ``agent:NAME`` or ``policy``."""
    return AuditEntry(
        team_id=action.team_id,
        workspace_id=action.workspace_id,
        at=now,
        event=event,
        actor=actor,
        automatic=action.automatic,
        action_id=action.action_id,
        action_type=action.action_type,
        risk=action.risk.value,
        payload_hash=action.payload_hash,
        terms_hash=terms_hash(action),
        policy_version=action.policy_version,
        note=note,
        result=result,
        error=error,
    )


def decided_event(action: PendingAction) -> ActionDecided:
    return ActionDecided(
        action_id=action.action_id,
        team_id=action.team_id,
        action_type=action.action_type,
        status=action.status.value,
        automatic=action.automatic,
    )
