"""Days, months, weekdays and hours that a text names, in English, German and French, each as one comparable fact."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from lambdas.domain.kernel.day_words import MONTH_NAMES, SHORT_WEEKDAYS, WEEKDAYS

Fact = tuple[object, ...]
Claim = tuple[frozenset[Fact], ...]
"""Ways to read one thing said; each is borne out where all of its facts are."""
MASK = "\u00a7"
"""Stands where a date stood, so that its digits and names are not read again."""
_LONG = {name: number for name, number in MONTH_NAMES.items() if len(name) > 4 or name in ("june", "july", "juni")}
_LONG |= {"juli": 7, "juin": 6, "août": 8, "aout": 8, "märz": 3, "mars": 3, "mai": 5}
_SHORT = {name.capitalize(): number for name, number in MONTH_NAMES.items() if name not in _LONG and name != "jan"}
_SHORT |= {"March": 3, "April": 4, "June": 6, "July": 7}
_MONTH = "(?:" + "|".join(sorted({*MONTH_NAMES, "janv", "févr", "juil", "avr"}, key=len, reverse=True)) + r")\b\.?"
_MONTHS = {**MONTH_NAMES, "janv": 1, "févr": 2, "avr": 4, "juil": 7}
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th|er|\.)?"
_JOINED = r"\s*(?:-|–|to|and|und|bis|au|et|oder|or|ou|/)\s*(?:the |zum |le )?"
_WRITTEN = (
    re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)T?"),
    re.compile(r"(?<![\d.])(?P<day>[0-3]?\d)\.\s?(?P<number>[01]?\d)\.\s?(?P<year>(?:20)?\d\d)(?![\d.,]\d|\d)"),
    re.compile(r"(?<![\d.,])(?P<day>[0-3]\d)\.(?P<number>[01]\d)\.(?!\d)"),
    re.compile(
        rf"(?<![\d.,:/-])(?:{_DAY.format('other')}{_JOINED})?{_DAY.format('day')}\s+(?:of |de )?(?P<month>{_MONTH})"
        r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b(?![.,]\d))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<month>{_MONTH})\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?![.,:]\d|\s*(?:%|percent|USD|EUR|people))"
        rf"(?:{_JOINED}(?P<other>[0-3]?\d)\b)?(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?",
        re.IGNORECASE,
    ),
)
_SLASHED = re.compile(r"(?<![\d/])(?P<one>[0-3]?\d)/(?P<two>[0-3]?\d)(?:/(?P<year>(?:20)?\d\d))?(?![\d/])")
_TIME = re.compile(
    r"(?<![\w.,:])(?:(?P<from>[0-2]?\d)\s?(?:-|–|to|bis|à|and|und|et)\s?)?"
    r"(?:(?P<h>[0-2]?\d):(?P<m>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<h2>[0-2]?\d)(?:\.(?P<m2>[0-5]\d))?\s?"
    r"(?:(?P<half2>[ap])\.?m\b\.?(?! (?-i:[A-ZÄÖÜ\d§]))|Uhr(?:\s(?P<m3>[0-5]\d))?\b)"
    r"|(?P<h4>[0-2]?\d)\s?h\s?(?P<m4>[0-5]\d)(?!\d))",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(r"\b(?:the|le|am|zum|bis|au) (?P<day>[0-3]?\d)(?P<mark>st|nd|rd|th|er|\.)?(?![\w.,:%])")
_WEEKDAY = re.compile(
    r"\b(?:(?P<long>" + "|".join(WEEKDAYS) + r")s?|(?P<short>(?-i:Mon|Tues?|Wed|Thur?s?|Fri)))\b\.?"
    r"|\b(?P<dated>(?-i:Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So))\b\.?,?(?= [\d\u00a7])",
    re.IGNORECASE,
)
_RELATIVE = (
    ("tomorrow", r"\btomorrow\b|(?<!guten )\b(?-i:morgen)\b|\bdemain\b"),
    ("day after", r"\bday after tomorrow\b|\bübermorgen\b|\baprès-demain\b"),
    ("yesterday", r"\byesterday\b|\bgestern\b|\bhier\b(?=[ ,.]*(?:soir|matin|:|$))"),
    ("next week", r"\bnext week\b|\bnächste[rn]? woche\b|\bsemaine prochaine\b"),
    ("last week", r"\blast week\b|\b(?:letzte|vergangene)[rn]? woche\b|\bsemaine dernière\b"),
    ("next month", r"\bnext month\b|\bnächste[nrs]? monats?\b|\bmois prochain\b"),
    ("last month", r"\blast month\b|\b(?:letzte|vergangene)[nrs]? monats?\b|\bmois dernier\b"),
    ("next quarter", r"\bnext quarter\b|\bnächste[nrs]? quartals?\b|\btrimestre prochain\b"),
    ("next year", r"\bnext year\b|\bnächste[nrs]? jahr\w*\b|\bannée prochaine\b"),
)
_RELATIVES = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _RELATIVE)


@dataclass(frozen=True, slots=True)
class Dates:
    """``claims`` is what is said of time; ``rest`` the text with that masked."""

    claims: tuple[Claim, ...]
    rest: str

    @property
    def facts(self) -> frozenset[Fact]:
        return frozenset(fact for claim in self.claims for way in claim for fact in way)


def dates_in(text: str) -> Dates:
    reader = _Reader(text)
    reader.read()
    return Dates(tuple(reader.claims), reader.text)


def day_or_none(year: int, month: int, day: int) -> date | None:
    """There is no 31 April."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.claims: list[Claim] = []

    def read(self) -> None:
        for pattern in _WRITTEN:
            self._take(pattern, self._day)
        self._take(_SLASHED, self._slashed)
        self._take(_TIME, self._time)
        self._take(_DAY_OF_MONTH, self._day_of_month)
        self._take(_WEEKDAY, self._weekday)
        for name, pattern in reversed(_RELATIVES):
            self._take(pattern, partial(_relative, name))
        self._months()

    def _take(self, pattern: "re.Pattern[str]", read: Callable[[re.Match[str]], Claim | None]) -> None:
        def replaced(found: re.Match[str]) -> str:
            claim = read(found)
            if claim is None:
                return found[0]
            self.claims.append(claim)
            return MASK * len(found[0])

        self.text = pattern.sub(replaced, self.text)

    def _day(self, found: re.Match[str]) -> Claim | None:
        parts = found.groupdict()
        month = int(parts["number"]) if parts.get("number") else _MONTHS[parts["month"].casefold().rstrip(".")]
        days = [int(parts[name]) for name in ("day", "other") if parts.get(name)]
        if not 1 <= month <= 12 or not all(1 <= day <= 31 for day in days):
            return None
        year = int(parts.get("year") or 0)
        year += 2000 if 0 < year < 100 else 0
        facts: set[Fact] = {("day", month, day) for day in days}
        facts |= {("number", year)} if year else set()
        facts |= self._weekday_before(found, month, days[0])
        return (frozenset(facts),)

    def _weekday_before(self, found: re.Match[str], month: int, day: int) -> set[Fact]:
        before = list(_WEEKDAY.finditer(f"{found.string[: found.start()]} 1"))
        if before and not found.string[before[-1].end() : found.start()].strip(" ,.denth"):
            return {("weekday of", month, day, _weekday(before[-1]))}
        return set()

    def _slashed(self, found: re.Match[str]) -> Claim | None:
        one, two = int(found["one"]), int(found["two"])
        if not (one and two) or min(one, two) > 12 or max(one, two) > 31:
            return None
        numbers: frozenset[Fact] = frozenset({("number", one), ("number", two)})
        if max(one, two) <= 12:
            return (frozenset({("literal", found[0])}), *(() if found["year"] else (numbers,)))
        day: set[Fact] = {("day", min(one, two), max(one, two))}
        if found["year"]:
            day.add(("number", int(found["year"]) + (0 if len(found["year"]) > 2 else 2000)))
            return (frozenset(day),)
        return (frozenset(day), numbers)

    def _time(self, found: re.Match[str]) -> Claim | None:
        parts = found.groupdict()
        hour = int(parts["h"] or parts["h2"] or parts["h4"])
        minute = int(parts["m"] or parts["m2"] or parts["m3"] or parts["m4"] or 0)
        half = (parts["half"] or parts["half2"] or "").casefold()
        if hour > 24 or (half and hour > 12):
            return None
        hours = [hour, *([int(parts["from"])] if parts["from"] else [])]
        if half:
            hours = [hour % 12 + (12 if half == "p" else 0) for hour in hours]
        times = [hours[0] * 60 + minute, *(hour * 60 for hour in hours[1:])]
        clock: frozenset[Fact] = frozenset(("time", time) for time in times)
        return (clock, frozenset({("minutes", times[0])})) if parts["h4"] else (clock,)

    def _day_of_month(self, found: re.Match[str]) -> Claim | None:
        day = int(found["day"])
        if not 1 <= day <= 31 or not (found["mark"] or found[0].startswith("le ")):
            return None
        return (frozenset({("day of month", day)}), frozenset({("number", day)}))

    def _weekday(self, found: re.Match[str]) -> Claim:
        return (frozenset({("weekday", _weekday(found))}),)

    def _months(self) -> None:
        words = list(re.finditer(r"[^\W\d_]+", self.text))
        for found in words:
            word = found[0]
            month = _SHORT.get(word) or (_LONG.get(word.casefold()) if word not in ("march", "april") else None)
            if word == "May" and found.start() and self.text[found.end() :].strip()[:1] in ("", ",", ".", MASK):
                month = 5
            if month:
                self.claims.append((frozenset({("month", month)}), frozenset({("word", word.casefold())})))
                self.text = self.text[: found.start()] + MASK * len(word) + self.text[found.end() :]


def borne_out_by(dates: Dates) -> frozenset[Fact]:
    """All that the dates of a text bear out: with a year its weekday, with a day its month."""
    return frozenset(_implied(dates))


def _implied(dates: Dates) -> Iterator[Fact]:
    for claim in dates.claims:
        for way in claim:
            yield from way
            years = [fact[1] for fact in way if fact[0] == "number"]
            for fact in way:
                if fact[0] == "day":
                    yield ("month", fact[1])
                    yield ("day of month", fact[2])
                    yield from _with_year(fact, years)
                if fact[0] == "weekday of":
                    yield ("weekday", fact[3])


def _with_year(fact: Fact, years: list[object]) -> Iterator[Fact]:
    _, month, day = fact
    for year in years:
        if found := day_or_none(int(str(year)), int(str(month)), int(str(day))):
            yield ("weekday", found.weekday())
            yield ("weekday of", month, day, found.weekday())


def _relative(name: str, _: re.Match[str]) -> Claim:
    return (frozenset({("relative", name)}),)


def _weekday(found: re.Match[str]) -> int:
    if found["long"]:
        return WEEKDAYS[found["long"].casefold()]
    short = found["short"] or found["dated"]
    return SHORT_WEEKDAYS[short]
