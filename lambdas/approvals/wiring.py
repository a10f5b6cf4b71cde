"""Builds the services of approvals. What a function does not use is not imported."""

from functools import partial
from typing import TYPE_CHECKING

from lambdas import wiring
from lambdas.settings import load_autonomy_config

if TYPE_CHECKING:
    from lambdas.approvals.audit import Audits
    from lambdas.approvals.autonomy import AutonomyService
    from lambdas.approvals.decide import Decisions
    from lambdas.approvals.dispatch import Dispatcher
    from lambdas.approvals.execute import Executions
    from lambdas.approvals.executors import Executors
    from lambdas.approvals.learn import RuleLearner
    from lambdas.approvals.messages import Alerts
    from lambdas.approvals.policies import Policies
    from lambdas.approvals.propose import Proposals
    from lambdas.approvals.sweep import ActionSweep
    from lambdas.approvals.targets import Targets


def proposals() -> "Proposals":
    from lambdas.approvals.compose import ActionComposer
    from lambdas.approvals.propose import Proposals

    domains = load_autonomy_config().company_domains
    return Proposals(
        workspace_id=wiring.settings().stage,
        actions=wiring.pending_actions(),
        log=wiring.audit_log(),
        composer=ActionComposer(wiring.meetings(), wiring.documents(), wiring.settings().public_url, domains),
        targets=targets(),
        alerts=alerts(),
        dispatcher=dispatcher(),
        bus=wiring.bus(),
    )


def decisions() -> "Decisions":
    from lambdas.approvals.decide import Decisions

    return Decisions(
        actions=wiring.pending_actions(),
        log=wiring.audit_log(),
        alerts=alerts(),
        dispatcher=dispatcher(),
        learner=rule_learner(),
        bus=wiring.bus(),
    )


def autonomy_service() -> "AutonomyService":
    from lambdas.approvals.autonomy import AutonomyService

    return AutonomyService(wiring.autonomy_rows(), policies(), rule_learner(), alerts())


def audits() -> "Audits":
    from lambdas.approvals.audit import Audits

    return Audits(wiring.pending_actions(), wiring.audit_log(), wiring.anchors())


def policies() -> "Policies":
    from lambdas.approvals.policies import Policies

    return Policies(wiring.autonomy_rows(), wiring.users(), load_autonomy_config)


def executions() -> "Executions":
    from lambdas.approvals.execute import Executions

    return Executions(wiring.pending_actions(), targets(), executors(), alerts(), wiring.bus())


def executors() -> "Executors":
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


def targets() -> "Targets":
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


def action_sweep() -> "ActionSweep":
    from lambdas.approvals.sweep import ActionSweep

    return ActionSweep(wiring.pending_actions(), alerts(), dispatcher(), wiring.bus())


def dispatcher() -> "Dispatcher":
    from lambdas.approvals.dispatch import Dispatcher

    return Dispatcher(
        actions=wiring.pending_actions(),
        approved=wiring.queue("approved_actions"),
        workflows=wiring.approval_workflows(),
        schedules=wiring.schedules(),
        timers_arn=wiring.settings().queue_arn("action_timers"),
    )


def alerts() -> "Alerts":
    from lambdas.approvals.messages import Alerts

    return Alerts(policies(), wiring.notifier())


def rule_learner() -> "RuleLearner":
    from lambdas.approvals.learn import RuleLearner

    return RuleLearner(wiring.pending_actions(), wiring.autonomy_rows(), alerts())
