"""A calendar that shows what it is told to, and knows when nothing changed; can be told to fail."""

import hashlib
from collections.abc import Iterable

from lambdas.calendars.base import CalendarRequest, CalendarSnapshot, SkippedItem, whole_days
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NotFound


class FakeCalendarProvider:
    """Several calendars by id. ``requests`` records every question asked; ``failures`` what to raise, by id."""

    source = Source.ICS

    def __init__(self) -> None:
        self.failures: dict[str, Exception] = {}
        self.refused: tuple[SkippedItem, ...] = ()
        self.state_can_recur = True
        self.requests: list[CalendarRequest] = []
        self._shown: dict[str, tuple[Meeting, ...]] = {}

    def show(self, calendar_id: str, meetings: Iterable[Meeting]) -> None:
        self._shown[calendar_id] = tuple(
            meeting.model_copy(update={"calendar_id": calendar_id}) for meeting in meetings
        )

    def shown(self, calendar_id: str) -> tuple[Meeting, ...]:
        return self._shown.get(calendar_id, ())

    def fetch_upcoming_meetings(self, request: CalendarRequest) -> CalendarSnapshot:
        self.requests.append(request)
        calendar_id = request.connection.calendar_id
        if calendar_id in self.failures:
            raise self.failures[calendar_id]
        window = whole_days(request.window)
        meetings = tuple(m for m in self._shown.get(calendar_id, ()) if window.touches(m.start, m.end))
        digest = hashlib.sha256(repr((meetings, window.end)).encode()).hexdigest()
        if request.connection.sync_state.get("digest") == digest:
            return CalendarSnapshot(unchanged=True, sync_state=request.connection.sync_state, window=window, requests=1)
        return CalendarSnapshot(
            meetings=meetings,
            refused=self.refused,
            sync_state={"digest": digest},
            window=window,
            requests=1,
            state_can_recur=self.state_can_recur,
        )

    def get_meeting_details(self, request: CalendarRequest, meeting_id: str) -> Meeting:
        for meeting in self._shown.get(request.connection.calendar_id, ()):
            if meeting.meeting_id == meeting_id:
                return meeting
        raise NotFound("The calendar has no such meeting.")

    def refresh_calendar_token(self, request: CalendarRequest) -> CalendarConnection:
        return request.connection
