"""Actions for tests: plausible, and each test changes only what it is about."""

from datetime import timedelta
from typing import Any

from lambdas.approvals.entries import entry
from lambdas.domain.actions.action import action_of, summary
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.actions.kinds.base import Details
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.kernel.canonical import digest
from tests.fakes.samples import NOW

A_TASK = CreateTask(what="Send the draft")


def a_pending(
    action_id: str = "a" + "1" * 20,
    details: Details = A_TASK,
    action_type: str = CreateTask.action_type,
    **changes: Any,
) -> PendingAction:
    """Asked for by AMO on behalf of u1, who is a team of their own; open for a day."""
    action = action_of(action_id, action_type, changes.get("on_behalf_of", "u1"), details)
    values = {
        "action_id": action_id,
        "workspace_id": "local",
        "team_id": "own-u1",
        "agent": "amo",
        "action_type": action_type,
        "risk": action.risk,
        "on_behalf_of": "u1",
        "requested_by": "agent:amo",
        "payload": action.payload,
        "payload_hash": digest(action.payload),
        "summary": summary(action.payload),
        "policy_version": "0" * 16,
        "created_at": NOW,
        "deadline": NOW + timedelta(hours=24),
    }
    return PendingAction(**values | changes)


def an_entry(action: PendingAction, event: AuditEvent = AuditEvent.PROPOSED) -> AuditEntry:
    return entry(action, event, action.requested_by, NOW)
