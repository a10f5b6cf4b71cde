"""The working week and the days off as the settings page shows them."""

from datetime import date, datetime

from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.accounts.working_week import DaysOff
from lambdas.domain.kernel.local_time import day_name, zone
from lambdas.domain.kernel.model import Model

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class WeekdayChoice(Model):
    number: int
    name: str
    is_worked: bool


class DaysOffRow(Model):
    """``first`` and ``last`` are what the form sends back to take it away."""

    first: str
    last: str
    words: str


class WorkingTimeView(Model):
    """``in_calendars`` are changed where they were found."""

    days: tuple[WeekdayChoice, ...]
    start: str
    end: str
    days_off: tuple[DaysOffRow, ...]
    in_calendars: tuple[str, ...]
    today: str


def working_time_view(account: UserAccount, now: datetime) -> WorkingTimeView:
    user = account.user
    week = user.working_week
    today = now.astimezone(zone(user.timezone)).date()
    return WorkingTimeView(
        days=tuple(
            WeekdayChoice(number=number, name=name, is_worked=number in week.days)
            for number, name in enumerate(DAY_NAMES)
        ),
        start="" if week.is_any_hour else f"{week.start:%H:%M}",
        end="" if week.is_any_hour else f"{week.end:%H:%M}",
        days_off=tuple(
            DaysOffRow(first=off.first.isoformat(), last=off.last.isoformat(), words=in_words(off, today))
            for off in user.days_off
            if off.last >= today
        ),
        in_calendars=tuple(in_words(off, today) for off in account.absences if off.last >= today),
        today=today.isoformat(),
    )


def in_words(off: DaysOff, today: date) -> str:
    """``Thu 5 Mar``, ``Thu 5 Mar to Wed 11 Mar``; with the year where it is another."""
    first, last = (
        f"{day_name(day)}{f' {day.year}' if day.year != today.year else ''}" for day in (off.first, off.last)
    )
    return first if off.first == off.last else f"{first} to {last}"
