"""Notes how far each calendar was read, and until then that what came of it is half stored.

A calendar read by its hash can return to what it was before: a sync that died over the version in between would then
never be made good, for nothing seems to have changed. And of two syncs at once, the one that read first may write
last. Either way the stored state is one no provider knows, and the next reading is of the whole (faults 3, 78, 91).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lambdas.calendar_monitor.health import connection_after, error_message, turned_bad
from lambdas.calendar_monitor.read_calendars import CalendarReading, calendar_request
from lambdas.calendar_monitor.service import CalendarMonitor
from lambdas.calendar_monitor.watches import watched
from lambdas.domain.accounts.user import CalendarConnection, UserAccount

HALF_STORED = "half_stored"
"""The one key of a state no provider knows. Not an empty state, which is that of a calendar never read before: there
a file that ends in the middle is taken as it is."""


@dataclass(frozen=True)
class Recorded:
    """``is_overtaken``: another sync was at work on the same calendar; the calendar is to be read once more."""

    writes: int = 0
    is_overtaken: bool = False

    def __add__(self, other: "Recorded") -> "Recorded":
        return Recorded(self.writes + other.writes, self.is_overtaken or other.is_overtaken)


def note_beginnings(
    monitor: CalendarMonitor, user_id: str, readings: Sequence[CalendarReading]
) -> tuple[list[CalendarReading], int]:
    """Before the first write of a sync with news; returns the readings as their connections now stand, and the writes.

    Nothing is noted where a later sync is told all that is new since the stored state anyhow, or there is none yet.
    """
    begun = [_begun(monitor, user_id, reading) if _may_seem_unchanged(reading) else reading for reading in readings]
    return begun, sum(after is not before for after, before in zip(begun, readings, strict=True))


def record(
    monitor: CalendarMonitor,
    account: UserAccount,
    readings: Sequence[CalendarReading],
    fingerprint: str,
    now: datetime,
    rewatch: bool,
) -> Recorded:
    """Stored last: a run that did not come this far is done again from the same state."""
    recorded = Recorded()
    for reading in readings:
        after = connection_after(reading, fingerprint, now)
        if turned_bad(reading.connection, after):
            monitor.notifier.send(account.user, error_message(account.user.user_id, after, now), now)
        if reading.snapshot:
            question = calendar_request(monitor, account, reading.connection, now)
            after = watched(monitor.watches, question, after, now, anew=rewatch)
        if after != reading.connection:
            recorded += _recorded(monitor, account.user.user_id, reading, after)
    return recorded


def _recorded(monitor: CalendarMonitor, user_id: str, reading: CalendarReading, after: CalendarConnection) -> Recorded:
    """Another sync may have noted something meanwhile: then its state or this one's may stand over newer rows."""
    if monitor.accounts.calendars.record_sync(user_id, after, seen=reading.connection.sync_state):
        return Recorded(writes=1)
    if not reading.news or not monitor.accounts.calendars.note_state(user_id, after, _half_stored(monitor)):
        return Recorded()
    return Recorded(writes=1, is_overtaken=True)


def _may_seem_unchanged(reading: CalendarReading) -> bool:
    return bool(reading.news and reading.news.state_can_recur and reading.connection.sync_state)


def _begun(monitor: CalendarMonitor, user_id: str, reading: CalendarReading) -> CalendarReading:
    state = _half_stored(monitor)
    monitor.accounts.calendars.note_state(user_id, reading.connection, state)
    return replace(reading, connection=reading.connection.model_copy(update={"sync_state": state}))


def _half_stored(monitor: CalendarMonitor) -> dict[str, str]:
    """With an id, so that a sync sees whether another began after it."""
    return {HALF_STORED: monitor.new_id()}
