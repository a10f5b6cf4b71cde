"""The repetition rules of vCalendar 1.0 (versit, 1996, section 2.1.4), put into RFC 5545's words.

``D1 #10`` daily, ten times; ``W1 MO WE 20261231T000000Z`` until then; ``MP1 1+ TU #0`` first Tuesdays, for ever;
``MD1 15 LD`` the 15th and the last day; ``YM1 6``, ``YD1 100``. Without an end a rule strikes twice. Rules within
rules (``D1 #5 M30``) and times of day (``W1 TU 1200``) have no counterpart here and are not read.
"""

import re
from collections.abc import Iterable

from lambdas.calendars.ics.values import UnreadableValue

_RULE = re.compile(r"(D|W|MP|MD|YM|YD)(\d{1,4})", re.ASCII)
_FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "MP": "MONTHLY", "MD": "MONTHLY", "YM": "YEARLY", "YD": "YEARLY"}
_LISTS = {"D": "", "W": "BYDAY", "MP": "BYDAY", "MD": "BYMONTHDAY", "YM": "BYMONTH", "YD": "BYYEARDAY"}
_COUNT = re.compile(r"#(\d{1,4})", re.ASCII)
_END = re.compile(r"\d{8}(?:T\d{6}Z?)?", re.ASCII)
_WEEKDAY = re.compile(r"MO|TU|WE|TH|FR|SA|SU")
_NUMBER = re.compile(r"(\d{1,3})([+-]?)", re.ASCII)
_TWICE = ";COUNT=2"


def is_old_rule(text: str) -> bool:
    return "=" not in text and _RULE.match(text.strip().upper()) is not None


def rule_of_old(text: str) -> str:
    """Raises Unreadable for what RFC 5545 has no words for."""
    head, *words = text.upper().split()
    found = _RULE.fullmatch(head)
    if not found:
        raise UnreadableValue("its repetition rule (vCalendar 1.0) cannot be read")
    end = _ended(words.pop()) if words and (_COUNT.fullmatch(words[-1]) or _END.fullmatch(words[-1])) else _TWICE
    items = list(_placed_days(words) if found[1] == "MP" else map(_item, words))
    if items and not _LISTS[found[1]]:
        raise UnreadableValue("its repetition rule (vCalendar 1.0) cannot be read")
    listed = f";{_LISTS[found[1]]}={','.join(items)}" if items else ""
    return f"FREQ={_FREQUENCIES[found[1]]};INTERVAL={found[2]}{listed}{end}"


def _ended(word: str) -> str:
    found = _COUNT.fullmatch(word)
    if not found:
        return f";UNTIL={word}"
    return f";COUNT={found[1]}" if int(found[1]) else ""


def _item(word: str) -> str:
    """A weekday, or a number from the start (``15``, ``15+``) or the end (``1-``, ``LD`` the last day)."""
    if _WEEKDAY.fullmatch(word):
        return word
    found = _NUMBER.fullmatch("1-" if word == "LD" else word)
    if not found:
        raise UnreadableValue("its repetition rule (vCalendar 1.0) cannot be read")
    return f"-{found[1]}" if found[2] == "-" else found[1]


def _placed_days(words: Iterable[str]) -> Iterable[str]:
    """``1+ 2- TU FR``: places, then the weekdays at all of them."""
    places: list[str] = []
    days: list[str] = []
    for word in words:
        if _WEEKDAY.fullmatch(word):
            days.append(word)
            yield from (f"{place}{word}" for place in places)
            continue
        if days:
            places, days = [], []
        places.append(_item(word))
