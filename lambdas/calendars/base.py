"""The interface every calendar provider offers the monitor, whether it reads a feed, Google or Microsoft.

A provider turns one connected calendar into the complete set of its occurrences in a window (absence means the
meeting is gone), or says that nothing changed. It writes nothing but its own copies: what is stored, scheduled
or told is the monitor's decision.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.meeting import Meeting


class Window(Model):
    """From ``start`` up to, but not including, ``end``."""

    start: Instant
    end: Instant

    def touches(self, start: datetime, end: datetime) -> bool:
        """Returns whether something from ``start`` to ``end`` (exclusive) happens in here; an instant counts too."""
        return start < self.end and (end > self.start or start >= self.start)


class CalendarRequest(Model):
    """The calendar to read, and for when. ``timezone`` is the owner's: floating times and all-day events need it."""

    user_id: str
    connection: CalendarConnection
    owner: CalendarOwner = CalendarOwner()
    timezone: str = "UTC"
    now: Instant
    days_ahead: int = 14
    days_behind: int = 1

    @property
    def window(self) -> Window:
        return Window(start=self.now - timedelta(days=self.days_behind), end=self.now + timedelta(days=self.days_ahead))


class SkippedItem(Model):
    """Something in a calendar that was left out or cut short: why, and which (a UID or a position, never a secret).

    ``leaves_out``: meetings may be missing for it. Otherwise only a detail is, and what is gone is gone all the same.
    """

    reason: str
    item: str
    leaves_out: bool = True


class CalendarSnapshot(Model):
    """The answer of one sync.

    With ``unchanged`` there is nothing to do: ``meetings`` is empty, ``refused`` as at the last reading. Otherwise
    ``meetings`` holds every occurrence of this calendar in ``window``, which may be wider than the one asked for.
    ``complete`` is False when a limit cut the reading short. ``requests`` counts calls to the outside.
    ``state_can_recur``: the state says what the calendar is (a hash, an entity tag), not what was told so far; when the
    calendar returns to an earlier version, so does the state.
    """

    unchanged: bool = False
    meetings: tuple[Meeting, ...] = ()
    refused: tuple[SkippedItem, ...] = ()
    sync_state: dict[str, str]
    window: Window
    complete: bool = True
    requests: int = 0
    state_can_recur: bool = False

    def shows_gone(self, meeting: Meeting) -> bool:
        """Returns whether a stored meeting of this calendar, not in ``meetings``, was really removed by its people.

        False when this snapshot cannot know: outside its window, cut short, or the event is there but unreadable.
        """
        if self.unchanged or not self.complete or not self.window.touches(meeting.start, meeting.end):
            return False
        name = meeting.external_id
        unread = (refusal.item for refusal in self.refused if refusal.leaves_out)
        return not any(name == item or name.startswith(f"{item}/") for item in unread)


class CalendarProvider(Protocol):
    """One kind of calendar. Every method raises Retryable when it may work later, Refused when a person must act."""

    source: Source

    def fetch_upcoming_meetings(self, request: CalendarRequest) -> CalendarSnapshot:
        """Returns the meetings in the request's window, or that nothing changed since ``connection.sync_state``."""
        ...

    def get_meeting_details(self, request: CalendarRequest, meeting_id: str) -> Meeting:
        """One meeting as the calendar has it now. Raises NotFound when it is not in the request's window."""
        ...

    def refresh_calendar_token(self, request: CalendarRequest) -> CalendarConnection:
        """The connection with credentials that work; unchanged for providers that have none to renew."""
        ...


def whole_days(window: Window) -> Window:
    """The window up to the midnight (UTC) after its end: it then stays covered while the clock moves within a day."""
    midnight = window.end.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Window(start=window.start, end=midnight + timedelta(days=1))
