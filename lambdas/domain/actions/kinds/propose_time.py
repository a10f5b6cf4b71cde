"""Proposes another time to the organizer."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from lambdas.domain.actions.kinds.base import FieldChange
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.model import Instant


class ProposeTime(CalendarChange):
    action_type = "propose_time"
    label = "Propose a time"
    editable: ClassVar[Mapping[str, str]] = {"start": "Begins", "end": "Ends"}
    too_late = "the meeting, or the time proposed, has begun"
    start: Instant
    end: Instant

    @property
    def not_after(self) -> datetime | None:
        return min(self.meeting.start, self.start)

    @property
    def title(self) -> str:
        return f"Propose another time for {self.meeting_name} to its organizer"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        meeting = self.meeting
        before = span(meeting.start, meeting.end, meeting.timezone)
        return (FieldChange(what="Time", before=before, after=span(self.start, self.end, meeting.timezone)),)
