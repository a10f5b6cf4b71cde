"""The entries of the calendar monitor; the table in stacks/functions.py says what runs each."""

from secrets import token_urlsafe
from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.calendar_monitor import change_notification, due_prep, fan_out, sync
from lambdas.calendar_monitor.service import ChangedCalendar, DuePrep, Monitor, SyncReport, SyncRequest
from lambdas.calendar_monitor.watches import Watching
from lambdas.errors import AmoError
from lambdas.settings import load_calendar_config, load_classification_rules

MILLISECONDS_TO_FINISH = 20_000
"""With less of the function's time left, no further piece of work is begun."""


def fan_out_syncs(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every two hours."""
    asked_for = fan_out.fan_out_syncs(wiring.users(), wiring.queue("calendar_syncs"))
    metrics.count("SyncsRequested", asked_for)
    metrics.flush()
    return {"users": asked_for}


def sync_user(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS: one user each."""
    monitor = _monitor(context)
    try:
        return partial_batch(
            event,
            lambda body: _measure(sync.sync_user(monitor, SyncRequest.model_validate_json(body))),
            monitor.may_continue,
        )
    finally:
        metrics.flush()


def sync_changed_calendar(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS: what providers said changed."""
    monitor, subscriptions = _monitor(context), wiring.subscriptions()
    try:
        return partial_batch(
            event,
            lambda body: _measure_noticed(
                change_notification.sync_changed_calendar(
                    monitor, subscriptions, ChangedCalendar.model_validate_json(body)
                )
            ),
            monitor.may_continue,
        )
    finally:
        metrics.flush()


def sync_user_now(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """For the operator: the report of ``sync --json``, or ``{"error": line}``."""
    try:
        return _measure(sync.sync_now(_monitor(context), str(event["user_id"]))).model_dump(mode="json")
    except AmoError as error:
        return {"error": str(error)}
    finally:
        metrics.flush()


def announce_due_prep(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS: what one-time schedules say when they fire."""
    meetings, bus = wiring.meetings(), wiring.bus()
    return partial_batch(
        event, lambda body: due_prep.announce_due_prep(meetings, bus, DuePrep.model_validate_json(body), wiring.now())
    )


def _monitor(context: Any) -> Monitor:
    return Monitor(
        users=wiring.users(),
        meetings=wiring.meetings(),
        schedules=wiring.schedules(),
        due_preps=wiring.queue("due_preps"),
        due_preps_arn=wiring.settings().queue_arn("due_preps"),
        bus=wiring.bus(),
        notifier=wiring.notifier(),
        providers=wiring.calendar_providers(),
        rules=load_classification_rules(),
        config=load_calendar_config(),
        clock=wiring.now,
        new_id=wiring.new_id,
        may_continue=lambda: context.get_remaining_time_in_millis() > MILLISECONDS_TO_FINISH,
        watching=_watching(),
    )


def _watching() -> Watching:
    watchers, url = wiring.calendar_watchers(), wiring.settings().public_url
    return Watching(wiring.subscriptions(), watchers, url, wiring.new_id, token_urlsafe)


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
