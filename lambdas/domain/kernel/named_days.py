"""The day that words of a sentence name: by the groups that spoken_days.py finds them in."""

import re
from calendar import monthrange
from datetime import date, timedelta

from lambdas.domain.kernel import day_words as words

FRIDAY = 4


def named_day(found: re.Match[str], today: date) -> date | None:
    """None where it is no day, or may be two."""
    try:
        return _dated(found, today) or _relative(found, today)
    except (ValueError, OverflowError):
        return None


def _dated(found: re.Match[str], today: date) -> date | None:
    if found["iso"]:
        year, month, day = map(int, re.split(r"[-/.]", found["iso"]))
        return date(year, month, day)
    if found["dotted"]:
        day, month, *years = map(int, re.findall(r"\d+", found["dotted"]))
        return date(2000 + years[0] % 100, month, day) if years else _nearest(month, day, today)
    for name in ("dmy", "mdy"):
        if found[name]:
            month = words.MONTH_NAMES[found[f"{name}_month"].casefold()]
            said = found[f"{name}_year"]
            return date(int(said), month, int(found[name])) if said else _nearest(month, int(found[name]), today)
    if found["slashed"]:
        return _slashed(found["slashed"], today)
    return _nth(int(found["nth"]), today) if found["nth"] else None


def _relative(found: re.Match[str], today: date) -> date | None:
    if found["today"]:
        return today
    if found["tomorrow"] or found["day_after"]:
        return today + timedelta(days=1 if found["tomorrow"] else 2)
    if found["count"]:
        said = found["count"].casefold()
        count = int(said) if said.isdigit() else words.COUNTS[said]
        return today + timedelta(days=count if found["days"] else 7 * count)
    if found["weekday"] or found["short"]:
        return _weekday(found, today)
    return _end(found, today)


def _weekday(found: re.Match[str], today: date) -> date | None:
    """The coming one; said on that weekday, the one a week on. "Next" counts where every reading of it is one day."""
    number = words.SHORT_WEEKDAYS[found["short"]] if found["short"] else words.WEEKDAYS[found["weekday"].casefold()]
    ahead = (number - today.weekday()) % 7
    coming = today + timedelta(days=ahead or 7)
    of_next_week = today + timedelta(days=7 - today.weekday() + number)
    if found["week_first"] or found["week_behind"]:
        return of_next_week
    if found["next"] or found["next_behind"]:
        return coming if coming == of_next_week else None
    return today + timedelta(days=ahead) if found["this"] else coming


def _end(found: re.Match[str], today: date) -> date | None:
    friday = today + timedelta(days=FRIDAY - today.weekday())
    if found["week_end"]:
        return friday if friday >= today else None
    if found["next_week_end"]:
        return friday + timedelta(days=7)
    if found["year_end"]:
        return date(today.year, 12, 31)
    if found["month_end"]:
        month = words.MONTH_NAMES[found["month_end_of"].casefold()]
        first = _nearest(month, 1, today)
        return _last_of_month(first.year, month) if first else None
    if not (found["this_month_end"] or found["next_month_end"]):
        return None
    months = today.year * 12 + today.month - 1 + (1 if found["next_month_end"] else 0)
    return _last_of_month(months // 12, months % 12 + 1)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _nearest(month: int, day: int, today: date) -> date | None:
    """The day of that name nearest to ``today``: in January, December is the last one."""
    near = [found for year in (-1, 0, 1) if (found := _valid(today.year + year, month, day))]
    return min(near, key=lambda found: abs((found - today).days)) if near else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _slashed(text: str, today: date) -> date | None:
    """None where day first and month first are two days: it is another day in another country."""
    one, other, *years = map(int, text.split("/"))
    read = [
        _valid(2000 + years[0] % 100, *pair) if years else _nearest(*pair, today)
        for pair in ((other, one), (one, other))
    ]
    days = {day for day in read if day}
    return days.pop() if len(days) == 1 else None


def _nth(day: int, today: date) -> date | None:
    """``the 15th``: the coming one."""
    month = today.year * 12 + today.month - 1 + (1 if day < today.day else 0)
    return _valid(month // 12, month % 12 + 1, day)
