"""Figures the way a person says them aloud."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.subject import MeetingSubject

MAX_NAME = 120
NAMES_SAID = 5


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """The moment something is looked at, the zone of its days, and the meeting it is looked at for.

    What is known or over is told by ``now``; days are counted to the meeting's day, on which they are read.
    """

    now: datetime
    zone: tzinfo
    meeting: MeetingSubject = field(default_factory=MeetingSubject)

    @property
    def today(self) -> date:
        return self.day_of(self.now)

    @property
    def meeting_day(self) -> date:
        """Returns the day the meeting begins; today where it is over or none is meant."""
        return max(self.today, self.day_of(self.meeting.start)) if self.meeting.start else self.today

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def days_since(self, day: date) -> int:
        """To the meeting's day; negative when ``day`` is after it."""
        return (self.meeting_day - day).days

    def days_late(self, due: date | None) -> int:
        """On the meeting's day; 0 for what is not late then, or has no day."""
        return max(0, self.days_since(due)) if due else 0

    def said(self, day: date) -> str:
        """``20 November``, with the year when it is another one."""
        return f"{day.day} {day:%B}" + ("" if day.year == self.today.year else f" {day.year}")


def name(text: str, max_length: int = MAX_NAME) -> str:
    return one_line(text, max_length)


def quoted(text: str) -> str:
    return f"“{name(text)}”"


def in_days(days: int) -> str:
    """From the meeting's day."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {counted(days, 'day')}")


def days_ago(days: int) -> str:
    """From the meeting's day."""
    return {0: "today", 1: "yesterday"}.get(days, f"{counted(days, 'day')} ago")


def due(day: date, view: Viewpoint) -> str:
    days = view.days_since(day)
    if days > 0:
        return f"was due {view.said(day)}, {counted(days, 'day')} late"
    return f"due {view.said(day)}, {in_days(-days)}"


def money(amount: Decimal, currency: str) -> str:
    """Whole from a hundred on, to the cent below; without its sign."""
    size = abs(amount)
    figure = f"{size:,.0f}" if size >= 100 or size == size.to_integral_value() else f"{size:,.2f}"
    return f"{figure} {currency}".strip()


def percent(share: Decimal | float) -> str:
    """Of a share, without its sign: ``12 %``."""
    hundredths = abs(float(share)) * 100
    return "under 1 %" if 0 < hundredths < 1 else f"{hundredths:,.0f} %"


def lasting(minutes: float) -> str:
    """``47 min``, ``3 h 10 min``, ``2 days 4 h``."""
    whole = round(minutes)
    if whole < 60:
        return f"{whole} min"
    hours, rest = divmod(whole, 60)
    if hours < 24:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, hours = divmod(hours, 24)
    return counted(days, "day") + (f" {hours} h" if hours else "")


def listed(names: Sequence[str], most: int = NAMES_SAID) -> str:
    """``A, B and C``; beyond ``most``, how many more."""
    said = [name(one, 60) for one in names]
    if len(said) > most:
        said = [*said[:most], f"{len(said) - most:,} more"]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""
