"""One sync of one user: read, compare, write, settle, and last of all remember how far the calendars were read."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lambdas.calendar_monitor.read_calendars import CalendarReading, read_calendars
from lambdas.calendar_monitor.reconcile import reconcile
from lambdas.calendar_monitor.record_readings import note_beginnings, record
from lambdas.calendar_monitor.service import CalendarError, CalendarMonitor, SyncReport, SyncRequest
from lambdas.calendar_monitor.store_changes import ChangeWriter, Stored
from lambdas.calendars.base import CalendarSnapshot, Window
from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.classification.doubtful_meetings import MAX_TITLES, doubtful_meetings
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.changes import Changes, Reading, compare
from lambdas.domain.meetings.identity import CalendarsRead, recognise
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.absences import absences_in
from lambdas.domain.preparation.plan import rules_fingerprint, sight
from lambdas.domain.preparation.working_time import same_days
from lambdas.errors import Refused, Retryable

MAX_READ_AGAIN = 2
"""After that it is left to the next sync."""


@dataclass(frozen=True)
class Disconnected:
    """A calendar the user took away: it shows nothing any more."""

    meetings: tuple[Meeting, ...] = ()

    def shows_gone(self, _meeting: Meeting) -> bool:
        return True


@dataclass(frozen=True)
class SyncOutcome:
    stored: Stored = field(default_factory=Stored)
    unchanged: int = 0
    writes: int = 0


def sync_now(monitor: CalendarMonitor, user_id: str) -> SyncReport:
    """For somebody who waits for the answer: raises Refused, in one line, where nothing could be read at all."""
    account = monitor.accounts.get(user_id)
    if not monitor.accounts.users.switches().calendar:
        raise Refused("The calendar is switched off for this stage.")
    if not account.connections:
        raise Refused("No calendar is connected; connect an .ics file or a feed's address first.")
    report = sync_user(monitor, SyncRequest(user_id=user_id))
    if len(report.problems) == len(account.connections):
        raise Refused(" ".join(f"{failed.label}: {failed.problem}" for failed in report.problems))
    return report


def sync_user(monitor: CalendarMonitor, request: SyncRequest) -> SyncReport:
    """Brings everything of one user up to date. Safe to repeat and to run twice at once.

    A calendar that cannot be read is named in the report, and stops neither the others nor their meetings. While the
    calendar is switched off (OPS-2) none is read; stored meetings are still planned again where that is asked for.
    Raises NotFound for an unknown user, Retryable when AWS or the time left does not let it finish.
    """
    report, is_overtaken = _sync(monitor, request)
    for _ in range(MAX_READ_AGAIN):
        if not is_overtaken:
            break
        again, is_overtaken = _sync(monitor, request)
        report = _together(report, again)
    return report


def _sync(monitor: CalendarMonitor, request: SyncRequest) -> tuple[SyncReport, bool]:
    """And whether another sync was at work meanwhile, so that a calendar is to be read once more."""
    now = monitor.clock()
    account = monitor.accounts.get(request.user_id)
    is_read = account.user.active and monitor.accounts.users.switches().calendar
    readings = read_calendars(monitor, account, now, request.calendar_id) if is_read else []
    fingerprint = rules_fingerprint(monitor.rules, account)
    has_new_rules = request.replan or any(known.planned_with != fingerprint for known in account.connections)
    outcome, notes = SyncOutcome(), 0
    if has_new_rules or any(reading.news for reading in readings):
        readings, notes = note_beginnings(monitor, request.user_id, readings)
        outcome = _bring_up_to_date(monitor, account, readings, now, has_new_rules)
    recorded = record(monitor, account, readings, fingerprint, now, request.rewatch)
    writes = notes + outcome.writes + recorded.writes
    return _report(readings, outcome, writes, (monitor.clock() - now).total_seconds()), recorded.is_overtaken


def _bring_up_to_date(
    monitor: CalendarMonitor,
    account: UserAccount,
    readings: Sequence[CalendarReading],
    now: datetime,
    has_new_rules: bool,
) -> SyncOutcome:
    news = {reading.connection.calendar_id: reading.news for reading in readings if reading.news}
    window = _window(monitor, account, news.values(), now)
    known = list(monitor.meetings.between(account.user.user_id, window.start, window.end))
    sources = _with_disconnected(news, account, known)
    recognised = recognise(known, CalendarsRead(sources, _known_until(monitor, account, readings, now), now))
    changes = compare(recognised.rows, recognised.readings, now, recognised.names)
    account, is_away_anew = _with_absences(monitor, account, changes, now)
    writer = ChangeWriter(monitor, account, recognised, now)
    writer.changes(changes.all)
    writer.second_rows()
    if has_new_rules or is_away_anew:
        writer.plans(changes.unchanged)
    written = {row.meeting.meeting_id: row for row in writer.stored.rows}
    untouched = [row for row in changes.unchanged if row.meeting.meeting_id not in written]
    unsettled = [row for row in (*written.values(), *untouched) if not row.is_final]
    marks = reconcile(monitor, unsettled, now) if unsettled else 0
    if is_away_anew:  # last: an interrupted sync finds it again, and plans the rest
        monitor.accounts.absences.record(account.user.user_id, account.absences)
    _ask_about(monitor, account, (*writer.stored.rows, *untouched))
    return SyncOutcome(writer.stored, len(untouched) + len(writer.stored.overtaken), writer.stored.writes + marks)


def _ask_about(monitor: CalendarMonitor, account: UserAccount, rows: Sequence[TrackedMeeting]) -> None:
    """Has a model asked what the rules cannot tell; a sync does not wait for it, and is none the worse without."""
    if monitor.doubtful is None:
        return
    ids = [row.meeting.meeting_id for row in doubtful_meetings(rows, account)]
    bodies = [
        {"user_id": account.user.user_id, "meeting_ids": ids[start : start + MAX_TITLES]}
        for start in range(0, len(ids), MAX_TITLES)
    ]
    if bodies:
        with suppress(Retryable):  # the next sync with news finds them again
            monitor.doubtful().send(bodies)


def _window(monitor: CalendarMonitor, account: UserAccount, news: Iterable[CalendarSnapshot], now: datetime) -> Window:
    """Of the stored meetings, those any of the calendars might speak about."""
    ahead = sight(monitor.config.days_ahead, monitor.rules.types, account, now)
    windows = [snapshot.window for snapshot in news]
    return Window(
        start=min([now - timedelta(days=monitor.config.days_behind), *(window.start for window in windows)]),
        end=max([now + ahead, *(window.end for window in windows)]),
    )


def _known_until(
    monitor: CalendarMonitor, account: UserAccount, readings: Sequence[CalendarReading], now: datetime
) -> dict[str, datetime]:
    """Returns until when each calendar was read before: later ones only come into sight now, and replace nothing."""
    ahead = sight(monitor.config.days_ahead, monitor.rules.types, account, now)
    connections = (reading.connection for reading in readings)
    return {each.calendar_id: each.last_good_at + ahead for each in connections if each.last_good_at}


def _with_absences(
    monitor: CalendarMonitor, account: UserAccount, changes: Changes, now: datetime
) -> tuple[UserAccount, bool]:
    """The account with the days its calendars now say its owner is away, and whether those are others than before."""
    meetings = [*(row.meeting for row in changes.unchanged), *(change.meeting for change in changes.all)]
    absences = absences_in(meetings, account.user, monitor.rules.lexicon, now)
    today = now.astimezone(zone(account.user.timezone)).date()
    if same_days(absences, account.absences, today):
        return account, False
    return account.model_copy(update={"absences": absences}), True


def _with_disconnected(
    news: dict[str, CalendarSnapshot], account: UserAccount, known: Iterable[TrackedMeeting]
) -> dict[str, Reading]:
    connected = {connection.calendar_id for connection in account.connections if connection.counts}
    gone = {calendar_id for row in known for calendar_id in row.calendars} - connected
    return {**news, **{calendar_id: Disconnected() for calendar_id in gone}}


def _report(readings: Sequence[CalendarReading], outcome: SyncOutcome, writes: int, seconds: float) -> SyncReport:
    stored = outcome.stored
    snapshots = [reading.snapshot for reading in readings if reading.snapshot]
    quiet = [reading.connection for reading in readings if reading.snapshot and not reading.news]
    return SyncReport(
        fetched=sum(len(snapshot.meetings) for snapshot in snapshots),
        created=len(stored.created),
        updated=len(stored.updated),
        cancelled=len(stored.cancelled),
        unchanged=outcome.unchanged + sum(connection.meeting_count for connection in quiet),
        refused=(*(refusal for snapshot in snapshots for refusal in snapshot.refused), *stored.refused),
        problems=tuple(
            CalendarError(
                calendar_id=reading.connection.calendar_id,
                label=reading.connection.label,
                problem=str(reading.failure),
                retry_after=reading.retry_after,
            )
            for reading in readings
            if reading.failure
        ),
        requests=sum(snapshot.requests for snapshot in snapshots),
        writes=writes,
        seconds=seconds,
    )


def _together(first: SyncReport, again: SyncReport) -> SyncReport:
    """Adds two reports; the calendars' state is what the second found."""
    done = ("created", "updated", "cancelled", "requests", "writes", "seconds")
    return again.model_copy(update={name: getattr(first, name) + getattr(again, name) for name in done})
