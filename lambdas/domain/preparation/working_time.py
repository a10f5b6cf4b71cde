"""The time a preparation may begin at: in its person's working hours, on a day they work.

A moment outside goes to the last working day before, at the same time of day where that leaves time to answer there.
It never goes forward, so that a preparation is never late because of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.accounts.working_week import DaysOff, WorkingWeek
from lambdas.domain.kernel.instants import to_utc
from lambdas.domain.kernel.local_time import day_name, zone
from lambdas.domain.kernel.model import Instant, Model

FURTHEST = timedelta(days=60)
"""Whoever is away for longer is prepared when it is due."""
LAST_HOUR = timedelta(hours=1)
"""What is moved comes no later than this before the working day ends: somebody should still be there to answer."""
NAMED_DAYS = 3


class DueTime(Model):
    """``skipped`` says what was gone past, as half a sentence: empty where the moment is within working time."""

    at: Instant
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    week: WorkingWeek
    timezone: str
    days_off: tuple[DaysOff, ...] = ()

    def last_before(self, moment: datetime) -> DueTime:
        """Returns ``moment`` itself where it is within working time; before a free day half a day is left to answer."""
        local = moment.astimezone(zone(self.timezone))
        if self.is_working_day(local.date()) and self.week.includes(local.time()):
            return DueTime(at=moment)
        day = self._last_working_day(local)
        if day is None:
            return DueTime(at=moment)
        skipped = [off for off in _days_after(day, local.date()) if not self.is_working_day(off)]
        at = datetime.combine(day, self._clock(day, local, before_free_days=bool(skipped)), local.tzinfo)
        return DueTime(at=to_utc(at), skipped=_in_words(skipped) or f"{local:%H:%M} is outside your working hours")

    def nudge_before(self, moment: datetime) -> datetime:
        """Returns ``moment``, or from a free day the last hour worked before it."""
        local = moment.astimezone(zone(self.timezone))
        day = self._last_working_day(local)
        if self.is_working_day(local.date()) or day is None or self.week.is_any_hour:
            return moment
        return to_utc(datetime.combine(day, _earlier(self.week.end, LAST_HOUR), local.tzinfo))

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.week.days and not any(off.covers(day) for off in self.days_off)

    def max_break(self, today: date) -> int:
        """Returns how many days in a row, in the months ahead, are no working days."""
        most = run = 0
        for ahead in range(FURTHEST.days):
            run = 0 if self.is_working_day(today + timedelta(days=ahead)) else run + 1
            most = max(most, run)
        return most

    def _last_working_day(self, local: datetime) -> date | None:
        """Of an early morning, a day before; None where there is none within reach."""
        first = local.date() - timedelta(days=int(not self.week.is_any_hour and local.time() < self.week.start))
        days = (first - timedelta(days=back) for back in range(FURTHEST.days))
        return next((day for day in days if self.is_working_day(day)), None)

    def _clock(self, day: date, local: datetime, before_free_days: bool) -> time:
        week = self.week
        if week.is_any_hour:
            return local.time()
        length = datetime.combine(day, week.end) - datetime.combine(day, week.start)
        latest = _earlier(week.end, length / 2 if before_free_days else min(LAST_HOUR, length))
        is_early = local.time() < week.start
        return latest if is_early else min(local.time(), latest)


def _earlier(clock: time, by: timedelta) -> time:
    return (datetime.combine(date.max, clock) - by).time()


def _days_after(day: date, last: date) -> Iterator[date]:
    return (day + timedelta(days=1 + ahead) for ahead in range((last - day).days))


def _in_words(skipped: Sequence[date]) -> str:
    if not skipped:
        return ""
    if len(skipped) > NAMED_DAYS:
        return f"{day_name(skipped[0])} to {day_name(skipped[-1])} are skipped"
    *first, last = (f"{day:%A}" for day in skipped)
    return f"{', '.join(first)} and {last} are skipped" if first else f"{last} is skipped"


def working_time(account: UserAccount) -> WorkingTime:
    user = account.user
    return WorkingTime(user.working_week, user.timezone, (*user.days_off, *account.absences))


def same_days(one: Iterable[DaysOff], other: Iterable[DaysOff], today: date) -> bool:
    """Returns whether both say the same of today and of what follows."""
    return _days(one, today) == _days(other, today)


def _days(spans: Iterable[DaysOff], today: date) -> frozenset[date]:
    return frozenset(
        span.first + timedelta(days=ahead)
        for span in spans
        for ahead in range(max(0, (today - span.first).days), (span.last - span.first).days + 1)
    )
