"""Builds the services around a preparation's workflow. What a function does not use is not imported."""

from typing import TYPE_CHECKING

from lambdas import wiring
from lambdas.config_files import load_meeting_types

if TYPE_CHECKING:
    from lambdas.meeting_prep.end_run import RunEnder
    from lambdas.meeting_prep.fail import FailureReports
    from lambdas.meeting_prep.notify import PrepNotifications
    from lambdas.meeting_prep.request import PrepRequests
    from lambdas.meeting_prep.revise import AnswerRevisions
    from lambdas.meeting_prep.runs import Runs
    from lambdas.meeting_prep.start import PrepStarter
    from lambdas.meeting_prep.sweep import PrepSweep
    from lambdas.meeting_prep.withdraw import PrepWithdrawals


def prep_requests() -> "PrepRequests":
    from lambdas.meeting_prep.request import PrepRequests

    return PrepRequests(wiring.meetings(), prep_runs(), wiring.users(), wiring.bus())


def answer_revisions() -> "AnswerRevisions":
    from lambdas.meeting_prep.revise import AnswerRevisions

    return AnswerRevisions(wiring.meetings(), prep_runs(), wiring.users())


def prep_starter() -> "PrepStarter":
    from lambdas.meeting_prep.start import PrepStarter

    return PrepStarter(wiring.meetings(), prep_runs(), run_ender(), lambda: wiring.users().switches().workflow)


def prep_withdrawals() -> "PrepWithdrawals":
    from lambdas.meeting_prep.withdraw import PrepWithdrawals

    reminders_arn = wiring.settings().queue_arn("reminders")
    return PrepWithdrawals(
        meetings=wiring.meetings(),
        users=wiring.users(),
        notifier=wiring.notifier(),
        ender=run_ender(),
        schedules=wiring.schedules(),
        ended=wiring.ended_timer(),
        reminders_arn=reminders_arn,
    )


def prep_notifications() -> "PrepNotifications":
    from lambdas.meeting_prep.notify import PrepNotifications

    return PrepNotifications(
        meetings=wiring.meetings(),
        preparations=wiring.preparations(),
        contexts=wiring.contexts(),
        conversations=wiring.conversations(),
        users=wiring.users(),
        notifier=wiring.notifier(),
        types=load_meeting_types(),
    )


def prep_sweep() -> "PrepSweep":
    from lambdas.meeting_prep.sweep import PrepSweep

    return PrepSweep(
        meetings=wiring.meetings(),
        runs=prep_runs(),
        ender=run_ender(),
        failures=failure_reports(),
        bus=wiring.bus(),
        chat_timers=wiring.queue("chat_timers"),
    )


def prep_runs() -> "Runs":
    from lambdas.meeting_prep.runs import Runs

    return Runs(wiring.preparations(), wiring.conversations(), wiring.workflows(), wiring.schedules())


def run_ender() -> "RunEnder":
    from lambdas.meeting_prep.end_run import RunEnder

    return RunEnder(prep_runs(), wiring.users(), wiring.notifier())


def failure_reports() -> "FailureReports":
    from lambdas.meeting_prep.fail import FailureReports

    return FailureReports(
        meetings=wiring.meetings(),
        preparations=wiring.preparations(),
        users=wiring.users(),
        notifier=wiring.notifier(),
        bus=wiring.bus(),
    )
