"""The functions of approvals, and what the edges need to propose and decide."""

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.errors import Conflict
from lambdas.settings import load_autonomy_config

if TYPE_CHECKING:
    from lambdas.approvals.audit import Auditing
    from lambdas.approvals.autonomy import Governing
    from lambdas.approvals.decide import Deciding
    from lambdas.approvals.dispatch import Dispatching
    from lambdas.approvals.execute import Executing
    from lambdas.approvals.executors import Executors
    from lambdas.approvals.learn import Teaching
    from lambdas.approvals.messages import Alerting
    from lambdas.approvals.policies import Policies
    from lambdas.approvals.propose import Proposing
    from lambdas.approvals.sweep import Tending
    from lambdas.approvals.targets import Targets


def propose_action(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """First step of the approval workflow; the event is a proposal."""
    from lambdas.approvals.propose import Proposal
    from lambdas.approvals.workflow_steps import propose

    return propose(proposing(), Proposal.model_validate(event), wiring.now()).model_dump()


def await_decision(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """The workflow goes on when its token is answered, not when this returns."""
    from lambdas.approvals.workflow_steps import Waiting
    from lambdas.approvals.workflow_steps import await_decision as wait

    waiting = Waiting(wiring.pending_actions(), wiring.approval_workflows())
    action = wait(waiting, event["action_id"], event["token"])
    return {"status": action.status.value}


def execute_action(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.approvals.execute import execute
    from lambdas.approvals.workflow_steps import carried_out, reported

    try:
        step = carried_out(execute(_executing(), event["action_id"], wiring.now()))
    except Conflict as error:
        step = reported(error)
    metrics.flush()
    return step.model_dump()


def execute_approved_action(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS: actions to carry out, and done ones to undo."""
    from lambdas.approvals.execute import execute, undo

    executing = _executing()

    def handle(body: str) -> None:
        message = json.loads(body)
        if user_id := message.get("undone_by"):
            undo(executing, message["action_id"], user_id, wiring.now())
        else:
            execute(executing, message["action_id"], wiring.now())

    answer = partial_batch(event, handle)
    metrics.flush()
    return answer


def action_timer(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS, from one-time schedules: deadlines and escalations."""
    from lambdas.approvals.sweep import sweep_action

    tending = _tending()
    return partial_batch(event, lambda body: sweep_action(tending, json.loads(body)["action_id"], wiring.now()))


def sweep_actions(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every five minutes: whatever a lost timer, message or function has left.

    With ``{"killed_at": ...}`` (UTC) all that is under way: until then an engine ran that took everybody along.
    """
    from lambdas.approvals.sweep import sweep_all
    from lambdas.domain.kernel.instants import parse_iso

    now, actions = wiring.now(), wiring.pending_actions()
    killed_at = parse_iso(event["killed_at"]) if "killed_at" in event else None
    concerned = actions.overdue(now) if killed_at is None else actions.watched()
    done = sweep_all(_tending(), replace(_executing(), killed_at=killed_at), concerned, now)
    metrics.flush()
    return {"tended": done}


def send_digests(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every hour: to those whose hour it is."""
    from lambdas.approvals.digest import send_digest

    send = partial(send_digest, wiring.pending_actions(), _alerting())
    users, now = wiring.users(), wiring.now()
    return {"sent": sum(send(users.get(user_id), now) for user_id in users.active_user_ids())}


def anchor_audit(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every quarter of an hour: where each team's log stands."""
    from lambdas.approvals.audit import anchor_team

    users, now = wiring.users(), wiring.now()
    teams = {users.get(user_id).team for user_id in users.active_user_ids()}
    anchored = [anchor_team(wiring.audit_log(), wiring.anchors(), team, now) for team in sorted(teams)]
    return {"anchored": sum(anchored)}


def share_with_attendees(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """An optional last step of a preparation, for users who want it."""
    from lambdas.approvals.workflow_steps import share_with_attendees as share

    return {"approval": share(wiring.approval_workflows(), event["user_id"], event["meeting_id"], event["run"])}


def proposing() -> "Proposing":
    from lambdas.approvals.compose import Composing
    from lambdas.approvals.propose import Proposing

    domains = load_autonomy_config().company_domains
    return Proposing(
        workspace_id=wiring.settings().stage,
        actions=wiring.pending_actions(),
        log=wiring.audit_log(),
        composing=Composing(wiring.meetings(), wiring.documents(), wiring.settings().public_url, domains),
        targets=_targets(),
        alerting=_alerting(),
        dispatching=_dispatching(),
        bus=wiring.bus(),
    )


def deciding() -> "Deciding":
    from lambdas.approvals.decide import Deciding

    return Deciding(
        actions=wiring.pending_actions(),
        log=wiring.audit_log(),
        alerting=_alerting(),
        dispatching=_dispatching(),
        teaching=_teaching(),
        bus=wiring.bus(),
    )


def governing() -> "Governing":
    from lambdas.approvals.autonomy import Governing

    return Governing(wiring.autonomy_rows(), policies(), _teaching(), _alerting())


def auditing() -> "Auditing":
    from lambdas.approvals.audit import Auditing

    return Auditing(wiring.pending_actions(), wiring.audit_log(), wiring.anchors())


def policies() -> "Policies":
    from lambdas.approvals.policies import Policies

    return Policies(wiring.autonomy_rows(), wiring.users(), load_autonomy_config)


def _executing() -> "Executing":
    from lambdas.approvals.execute import Executing

    return Executing(wiring.pending_actions(), _targets(), _executors(), _alerting(), wiring.bus())


def _executors() -> "Executors":
    from lambdas.approvals.executors import executors_over
    from lambdas.task_systems.webhook import Webhook

    keys = wiring.task_keys()
    systems = {
        name: partial(Webhook, str(system.url), partial(keys, system.secret), system.takes_dedupe_key)
        for name, system in load_autonomy_config().task_systems.items()
    }
    return executors_over(
        mailer=wiring.mailer(),
        items=wiring.action_items(),
        systems=systems,
        documents=wiring.documents(),
        writers=wiring.calendar_writers(),
        rooms=wiring.slack_rooms(),
    )


def _targets() -> "Targets":
    from lambdas.approvals.targets import Targets

    systems = frozenset(load_autonomy_config().task_systems)
    return Targets(
        wiring.meetings(),
        wiring.users(),
        wiring.documents(),
        systems,
        wiring.write_consents(),
        wiring.slack_rooms(),
    )


def _tending() -> "Tending":
    from lambdas.approvals.sweep import Tending

    return Tending(wiring.pending_actions(), _alerting(), _dispatching(), wiring.bus())


def _dispatching() -> "Dispatching":
    from lambdas.approvals.dispatch import Dispatching

    return Dispatching(
        actions=wiring.pending_actions(),
        approved=wiring.queue("approved_actions"),
        workflows=wiring.approval_workflows(),
        schedules=wiring.schedules(),
        timers_arn=wiring.settings().queue_arn("action_timers"),
    )


def _alerting() -> "Alerting":
    from lambdas.approvals.messages import Alerting

    return Alerting(policies(), wiring.notifier())


def _teaching() -> "Teaching":
    from lambdas.approvals.learn import Teaching

    return Teaching(wiring.pending_actions(), wiring.autonomy_rows(), _alerting())
