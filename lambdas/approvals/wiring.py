"""Builds the services of approvals. What a function does not use is not imported."""

from functools import partial
from typing import TYPE_CHECKING

from lambdas import wiring
from lambdas.config_files import load_autonomy_config

if TYPE_CHECKING:
    from lambdas.approvals.alerts import Alerts
    from lambdas.approvals.audit import Audits
    from lambdas.approvals.autonomy import AutonomyService
    from lambdas.approvals.decide import Decisions
    from lambdas.approvals.dispatch import Dispatcher
    from lambdas.approvals.execute import Executions
    from lambdas.approvals.kinds.base import Effects, Lookups
    from lambdas.approvals.learn import RuleLearner
    from lambdas.approvals.policies import Policies
    from lambdas.approvals.propose import Proposals
    from lambdas.approvals.share_each_agenda import AgendaSharing
    from lambdas.approvals.suggest import Suggestions
    from lambdas.approvals.sweep import ActionSweep
    from lambdas.approvals.teams import Teams


def proposals() -> "Proposals":
    from lambdas.approvals.propose import Proposals

    return Proposals(
        workspace_id=wiring.settings().stage,
        actions=wiring.pending_actions(),
        log=wiring.audit_log(),
        lookups=lookups(),
        alerts=alerts(),
        dispatcher=dispatcher(),
        bus=wiring.bus(),
        new_salt=wiring.new_id,
    )


def decisions() -> "Decisions":
    from lambdas.approvals.decide import Decisions

    return Decisions(
        actions=wiring.pending_actions(),
        looks=wiring.action_looks(),
        log=wiring.audit_log(),
        alerts=alerts(),
        dispatcher=dispatcher(),
        learner=rule_learner(),
        anchors=wiring.anchors(),
        bus=wiring.bus(),
    )


def autonomy_service() -> "AutonomyService":
    from lambdas.approvals.autonomy import AutonomyService

    return AutonomyService(wiring.autonomy_rows(), policies(), rule_learner(), alerts())


def teams() -> "Teams":
    from lambdas.approvals.teams import Teams

    return Teams(policies(), wiring.team_news())


def agenda_sharing() -> "AgendaSharing":
    from lambdas.approvals.share_each_agenda import AgendaSharing

    return AgendaSharing(wiring.users(), policies(), sends_mail=bool(wiring.settings().mail_from))


def action_suggestions() -> "Suggestions":
    from lambdas.approvals.suggest import Suggestions

    return Suggestions(proposals(), wiring.absences())


def audits() -> "Audits":
    from lambdas.approvals.audit import Audits

    return Audits(wiring.pending_actions(), wiring.audit_log(), wiring.anchors())


def policies() -> "Policies":
    from lambdas.approvals.policies import Policies

    return Policies(wiring.autonomy_rows(), wiring.users(), load_autonomy_config)


def executions() -> "Executions":
    from lambdas.approvals.action_kinds import ACTION_KINDS
    from lambdas.approvals.execute import Executions

    return Executions(
        actions=wiring.pending_actions(),
        kinds=ACTION_KINDS,
        lookups=lookups(),
        effects=effects(),
        alerts=alerts(),
        bus=wiring.bus(),
        anchors=wiring.anchors(),
    )


def lookups() -> "Lookups":
    from lambdas.approvals.kinds.base import Lookups

    config = load_autonomy_config()
    return Lookups(
        meetings=wiring.meetings(),
        users=wiring.users(),
        accounts=wiring.shown_accounts(),
        documents=wiring.documents(),
        consents=wiring.write_consents(),
        slack_accounts=wiring.slack_records(),
        notes=wiring.meeting_notes(),
        items=wiring.action_items(),
        systems={name: system.takes for name, system in config.systems.items()},
        company_domains=config.company_domains,
        sends_mail=bool(wiring.settings().mail_from),
    )


def effects() -> "Effects":
    from lambdas.approvals.kinds.base import Effects
    from lambdas.task_systems.webhook import Webhook

    keys = wiring.task_keys()
    return Effects(
        mailer=wiring.mailer(),
        items=wiring.action_items(),
        systems={
            name: partial(Webhook, str(system.url), partial(keys, system.secret), system.takes_dedupe_key)
            for name, system in load_autonomy_config().systems.items()
        },
        documents=wiring.documents(),
        material_texts=wiring.material_texts(),
        writers=wiring.calendar_writers(),
        rooms=wiring.slack_rooms(),
        users=wiring.users(),
        notifier=wiring.notifier(),
        calendar_syncs=wiring.queue("calendar_syncs"),
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
    from lambdas.approvals.alerts import Alerts

    return Alerts(policies(), wiring.notifier())


def rule_learner() -> "RuleLearner":
    from lambdas.approvals.learn import RuleLearner

    return RuleLearner(wiring.pending_actions(), wiring.autonomy_rows(), alerts())
