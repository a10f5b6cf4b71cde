"""The days of one reading: those of this month that are complete, and those of the month before. UTC, as AWS counts.

Facts from botocore's model of Cost Explorer (2017-10-25): the end of a period is exclusive, its start is not; a
forecast starts today or later. Start and end may not be the same day, as on the first of a month.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class CostMonth:
    """``today`` is not complete. On the first of a month, the month is the one that has just ended."""

    today: date

    @classmethod
    def at(cls, now: datetime) -> "CostMonth":
        return cls(now.astimezone(UTC).date())

    @property
    def last_complete(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def first(self) -> date:
        return self.last_complete.replace(day=1)

    @property
    def next_first(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def first_before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def is_over(self) -> bool:
        return self.today == self.next_first

    @property
    def period(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def period_before(self) -> str:
        return f"{self.first_before:%Y-%m}"

    @property
    def as_of(self) -> datetime:
        """Noon of the last complete day: the same day in every zone a person may read it in."""
        return datetime.combine(self.last_complete, time(12), UTC)

    @property
    def days_left(self) -> int:
        return (self.next_first - self.today).days

    @property
    def days_left_before(self) -> int:
        """Returns how many days the month before had beyond the same day of it."""
        return max(0, (self.first - self.first_before).days - self.last_complete.day)

    def is_so_far_before(self, day: date) -> bool:
        """Says whether a day of the month before is no later in it than the last complete one is in this."""
        return day.day <= self.last_complete.day
