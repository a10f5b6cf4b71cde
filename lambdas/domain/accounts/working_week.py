"""The time a person works, on their own clock: their week, and the days they are away."""

from datetime import date, time
from typing import Annotated, Self

from pydantic import Field, model_validator

from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.quiet_hours import WallTime

MAX_DAYS_AWAY = 366

Weekday = Annotated[int, Field(ge=0, le=6)]
"""0 is Monday, as in ``date.weekday``."""

MONDAY_TO_FRIDAY = frozenset(range(5))


class WorkingWeek(Model):
    """``start`` equal to ``end``: at any hour of a working day."""

    days: frozenset[Weekday] = Field(default=MONDAY_TO_FRIDAY, min_length=1)
    start: WallTime = time(8)
    end: WallTime = time(18)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise ValueError("working hours end after they begin, as 08:00 and 18:00")
        return self

    @property
    def is_any_hour(self) -> bool:
        return self.start == self.end

    def includes(self, clock: time) -> bool:
        return self.is_any_hour or self.start <= clock < self.end


class DaysOff(Model):
    """From ``first`` to ``last``, both included."""

    first: date
    last: date

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if not 0 <= (self.last - self.first).days < MAX_DAYS_AWAY:
            raise ValueError("days off end on or after the day they begin, and within a year")
        return self

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last
