"""The entries of the calendar monitor; the table in stacks/functions.py says what runs each."""

import json
from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.calendar_monitor import change_notification, due_prep, ended_calendars, fan_out, sync
from lambdas.calendar_monitor.service import (
    CalendarMonitor,
    ChangedCalendar,
    DuePrep,
    EndedCalendars,
    SyncReport,
    SyncRequest,
)
from lambdas.calendar_monitor.wiring import calendar_monitor, type_guesser
from lambdas.errors import AmoError


def fan_out_syncs(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every two hours."""
    asked_for = fan_out.fan_out_syncs(wiring.users(), wiring.queue("calendar_syncs"))
    metrics.count("SyncsRequested", asked_for)
    metrics.flush()
    return {"users": asked_for}


def sync_user(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS: one user each, or calendars that somebody took away."""
    monitor = calendar_monitor(context.get_remaining_time_in_millis)
    try:
        return partial_batch(
            event,
            lambda body: _sync(monitor, json.loads(body)),
            wiring.queue("calendar_syncs"),
            monitor.may_continue,
        )
    finally:
        metrics.flush()


def sync_changed_calendar(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS: what providers said changed."""
    monitor, subscriptions = calendar_monitor(context.get_remaining_time_in_millis), wiring.subscriptions()
    try:
        return partial_batch(
            event,
            lambda body: _measure_noticed(
                change_notification.sync_changed_calendar(
                    monitor, subscriptions, ChangedCalendar.model_validate_json(body)
                )
            ),
            wiring.queue("calendar_notices"),
            monitor.may_continue,
        )
    finally:
        metrics.flush()


def sync_user_now(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """For the operator: the report of ``sync --json``, or ``{"error": line}``."""
    try:
        monitor = calendar_monitor(context.get_remaining_time_in_millis)
        return _measure(sync.sync_now(monitor, str(event["user_id"]))).model_dump(mode="json")
    except AmoError as error:
        return {"error": str(error)}
    finally:
        metrics.flush()


def guess_types(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS: meetings whose type the rules cannot tell."""
    from lambdas.calendar_monitor.guess_types import DoubtfulMeetings

    guesser = type_guesser()
    try:
        return partial_batch(
            event,
            lambda body: metrics.count("TypesGuessed", guesser.guess(DoubtfulMeetings.model_validate_json(body))),
            wiring.queue("doubtful_meetings"),
        )
    finally:
        metrics.flush()


def announce_due_prep(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS: what one-time schedules say when they fire."""
    meetings, bus = wiring.meetings(), wiring.bus()
    return partial_batch(
        event,
        lambda body: due_prep.announce_due_prep(meetings, bus, DuePrep.model_validate_json(body), wiring.now()),
        wiring.queue("due_preps"),
    )


def _sync(monitor: CalendarMonitor, asked: dict[str, Any]) -> None:
    if "connections" in asked:
        ended_calendars.unwatch_ended(monitor, wiring.unwatch(), EndedCalendars.model_validate(asked))
    else:
        _measure(sync.sync_user(monitor, SyncRequest.model_validate(asked)))


def _measure_noticed(report: SyncReport | None) -> None:
    """Counted apart: the sync success of MON-1 is of the syncs asked for every two hours."""
    metrics.count("CalendarNotices")
    if report:
        metrics.count("NoticedSyncs")
        metrics.count("CalendarsFailed", len(report.problems))


def _measure(report: SyncReport) -> SyncReport:
    """``SyncsCompleted`` out of ``SyncsRequested`` is the sync success of MON-1."""
    metrics.count("SyncsCompleted")
    metrics.count("MeetingsSynced", report.fetched + report.unchanged)
    metrics.count("CalendarsFailed", len(report.problems))
    metrics.milliseconds("SyncDuration", report.seconds * 1000)
    return report
