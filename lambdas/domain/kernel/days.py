"""Days and moments as people and exports write them. What depends on a country's habit is refused, never guessed."""

import re
from datetime import date, datetime, time, tzinfo

from lambdas.domain.kernel.instants import to_utc

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})\.?[ -]([A-Za-z]{3,9})\.?[ -](\d{4})")
_MONTH_DAY_YEAR = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")
_DATE_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}")


def parse_day(value: object) -> date:
    """Accepts ``2026-11-20``, ``20.11.2026``, ``20 Nov 2026``, ``November 20, 2026``.

    Raises ValueError on anything else; ``11/12/2026`` is another day in another country.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if _SLASHED.fullmatch(text):
        raise ValueError(f"“{text}” can be read day first or month first: write it as 2026-11-20")
    try:
        day = date(*_year_month_day(text))
    except ValueError:
        raise ValueError(f"“{text[:40]}” is not a date: write it as 2026-11-20") from None
    if not 1970 <= day.year <= 2100:
        raise ValueError(f"“{text[:40]}” is not between 1970 and 2100")
    return day


def _year_month_day(text: str) -> tuple[int, int, int]:
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DOTTED.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        return int(found[3]), MONTHS.get(found[2][:3].casefold(), 0), int(found[1])
    if found := _MONTH_DAY_YEAR.fullmatch(text):
        return int(found[3]), MONTHS.get(found[1][:3].casefold(), 0), int(found[2])
    raise ValueError(text)


def parse_moment(value: object, zone: tzinfo | None) -> datetime:
    """An instant in UTC from ISO 8601, with or without seconds; without an offset it is wall-clock time in ``zone``.

    Raises ValueError where the time of day is missing, or the offset is and there is no ``zone``.
    """
    if isinstance(value, datetime):
        moment = value
    else:
        text = str(value).strip()
        if _DATE_ONLY.fullmatch(text):
            raise ValueError(f"“{text}” needs its time of day: write it as 2026-11-20 14:30")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"“{text[:40]}” is not a time: write it as 2026-11-20 14:30") from None
    if moment.tzinfo is None:
        if zone is None:
            raise ValueError("needs its offset: write it as 2026-11-20T14:30+01:00")
        moment = moment.replace(tzinfo=zone)
    if not 1970 < moment.year <= 2100:
        raise ValueError("is not between 1971 and 2100")
    return to_utc(moment)


def parse_as_of(value: object, zone: tzinfo | None) -> datetime:
    """As :func:`parse_moment`; a day alone means its beginning, since figures of a day are at least that old."""
    try:
        return parse_moment(value, zone)
    except ValueError:
        if zone is None:
            raise
        return to_utc(datetime.combine(parse_day(value), time.min, zone))
