"""The functions of approvals: the steps of their workflow, its timers, and what runs by the clock."""

import json
from dataclasses import replace
from typing import Any

from lambdas import wiring
from lambdas.approvals.wiring import action_suggestions, action_sweep, alerts, executions, proposals
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.errors import Conflict


def propose_action(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """First step of the approval workflow; the event is a proposal."""
    from lambdas.approvals.propose import Proposal
    from lambdas.approvals.workflow_steps import propose

    return propose(proposals(), Proposal.model_validate(event), wiring.now()).model_dump()


def await_decision(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """The workflow goes on when its token is answered, not when this returns."""
    from lambdas.approvals.workflow_steps import DecisionWait

    waiting = DecisionWait(wiring.pending_actions(), wiring.approval_workflows())
    action = waiting.await_decision(event["action_id"], event["token"])
    return {"status": action.status.value}


def execute_action(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.approvals.workflow_steps import carried_out, reported

    try:
        step = carried_out(executions().execute(event["action_id"], wiring.now()))
    except Conflict as error:
        step = reported(error)
    metrics.flush()
    return step.model_dump()


def execute_approved_action(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS: actions to carry out, and done ones to undo."""

    service = executions()

    def handle(body: str) -> None:
        message = json.loads(body)
        if user_id := message.get("undone_by"):
            service.undo(message["action_id"], user_id, wiring.now())
        else:
            service.execute(message["action_id"], wiring.now())

    answer = partial_batch(event, handle, wiring.queue("approved_actions"))
    metrics.flush()
    return answer


def action_timer(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS, from one-time schedules: deadlines and escalations."""

    sweep = action_sweep()
    return partial_batch(
        event,
        lambda body: sweep.sweep_action(json.loads(body)["action_id"], wiring.now()),
        wiring.queue("action_timers"),
    )


def sweep_actions(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every five minutes: whatever a lost timer, message or function has left.

    With ``{"killed_at": ...}`` (UTC) all that is under way: until then an engine ran that took everybody along.
    """
    from lambdas.domain.kernel.instants import parse_iso

    now, actions = wiring.now(), wiring.pending_actions()
    killed_at = parse_iso(event["killed_at"]) if "killed_at" in event else None
    concerned = actions.overdue(now) if killed_at is None else actions.watched()
    try:
        done = action_sweep().sweep_all(replace(executions(), killed_at=killed_at), concerned, now)
    finally:
        metrics.flush()
    return {"tended": done}


def send_digests(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every hour: to those whose hour it is."""
    from lambdas.approvals import digest

    users = wiring.users().active()
    return {"sent": digest.send_digests(wiring.pending_actions(), alerts(), users, wiring.now())}


def suggest_actions(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every hour: to those whose hour it is, while calendars are followed."""
    users, now = wiring.users(), wiring.now()
    if not users.switches().monitor:
        return {"proposed": 0}
    return {"proposed": action_suggestions().suggest_to_all(users.active(), now)}


def anchor_audit(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every quarter of an hour: where each team's log stands."""
    from lambdas.approvals.audit import anchor_teams

    teams = {user.team for user in wiring.users().active()}
    return {"anchored": anchor_teams(wiring.audit_log(), wiring.anchors(), teams, wiring.now())}


def share_with_attendees(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """An optional last step of a preparation, for users who want it."""
    from lambdas.approvals.workflow_steps import share_with_attendees as share

    return {"approval": share(wiring.approval_workflows(), event["user_id"], event["meeting_id"], event["run"])}
