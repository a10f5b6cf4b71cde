"""Calendar periods of a budget: ``2026-11``, ``2026-Q4``, ``2026``. Fiscal years are the user's to translate."""

import re
from datetime import date, timedelta

from lambdas.domain.kernel.days import MONTHS

_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})(?:-01)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.](\d{4})")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[ -](\d{4})")
_QUARTER = re.compile(r"(\d{4})[- ]?[Qq]([1-4])|[Qq]([1-4])[- ]?(\d{4})")
_YEAR = re.compile(r"\d{4}")


def parse_period(value: object) -> str:
    """The canonical text of a period. Raises ValueError with the accepted forms."""
    text = str(value).strip()
    if found := _QUARTER.fullmatch(text):
        return f"{found[1] or found[4]}-Q{found[2] or found[3]}"
    if _YEAR.fullmatch(text) and 1970 <= int(text) <= 2100:
        return text
    year, month = _year_and_month(text)
    if not (1970 <= year <= 2100 and 1 <= month <= 12):
        raise ValueError(f"“{text[:40]}” is not a period: write 2026-11, 2026-Q4 or 2026")
    return f"{year:04d}-{month:02d}"


def _year_and_month(text: str) -> tuple[int, int]:
    if found := _MONTH.fullmatch(text):
        return int(found[1]), int(found[2])
    if found := _MONTH_FIRST.fullmatch(text):
        return int(found[2]), int(found[1])
    if found := _NAMED.fullmatch(text):
        return int(found[2]), MONTHS.get(found[1][:3].casefold(), 0)
    return 0, 0


def first_day(period: str) -> date:
    if "Q" in period:
        return date(int(period[:4]), 3 * int(period[-1]) - 2, 1)
    return date(int(period[:4]), int(period[5:] or 1), 1)


def last_day(period: str) -> date:
    """Inclusive."""
    months = 3 if "Q" in period else 1 if "-" in period else 12
    first = first_day(period)
    ahead = first.month - 1 + months
    return date(first.year + ahead // 12, ahead % 12 + 1, 1) - timedelta(days=1)


def share_elapsed(period: str, day: date) -> float:
    """Returns how much of the period is over at the end of ``day``, 0 to 1."""
    first, last = first_day(period), last_day(period)
    return min(1.0, max(0.0, ((day - first).days + 1) / ((last - first).days + 1)))


def spoken(period: str) -> str:
    """``November 2026``, ``Q4 2026``, ``2026``."""
    if "Q" in period:
        return f"{period[-2:]} {period[:4]}"
    return first_day(period).strftime("%B %Y") if "-" in period else period
