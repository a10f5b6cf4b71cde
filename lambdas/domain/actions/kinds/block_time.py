"""Blocks time in the calendar to prepare."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from lambdas.domain.actions.kinds.base import FieldChange
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.model import Instant


class BlockTime(CalendarChange):
    action_type = "block_time"
    label = "Block time"
    undo = "The entry is removed from the calendar."
    editable: ClassVar[Mapping[str, str]] = {"start": "Begins", "end": "Ends"}
    too_late = "the meeting, or the time to block, has begun"
    start: Instant
    end: Instant

    @property
    def not_after(self) -> datetime | None:
        return min(self.meeting.start, self.start)

    @property
    def title(self) -> str:
        return self.title_for("your")

    def title_for(self, whose: str) -> str:
        return f"Block time in {whose} calendar to prepare {self.meeting_name}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (
            FieldChange(what="New entry", after=f"Preparation, {span(self.start, self.end, self.meeting.timezone)}"),
        )
