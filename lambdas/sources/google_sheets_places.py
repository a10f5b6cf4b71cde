"""The places records stand at: a spreadsheet and its sheets, as settings name them, and ranges in A1 notation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.plain_text import one_line
from lambdas.errors import Refused

NO_SPREADSHEET = "Write the spreadsheet's address as the browser shows it while it is open, or the id in it."
NO_SHEETS = "Name each kind of record and where it stands, such as budget=Budget!A:H, incidents=Incidents."
NOT_A_KIND = "“{}” is no kind of record: write one of {}."
TWICE = "{} is named twice: one sheet for each kind of record."
BACKWARDS = "{} ends before it begins."

_ADDRESS = re.compile(r"https://docs\.google\.com/spreadsheets/(?:u/\d{1,3}/)?d/([A-Za-z0-9_-]{20,120})(?:[/?#].*)?")
_ID = re.compile(r"[A-Za-z0-9_-]{20,120}")
_PLACE = re.compile(
    r"\s*(?P<kind>[A-Za-z_ ]{1,40}?)\s*=\s*(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^',!=][^,!]*?))"
    r"(?:!(?P<first>[A-Za-z]{1,3})(?P<top>[1-9]\d{0,6})?:(?P<last>[A-Za-z]{1,3})(?P<bottom>[1-9]\d{0,6})?)?"
    r"\s*(?:,|$)"
)


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """Columns and rows from 1; ``last`` and ``bottom`` 0 reach to the sheet's end. The first row is the header."""

    kind: RecordKind
    title: str
    first: int = 1
    last: int = 0
    top: int = 1
    bottom: int = 0

    def within(self, rows: int, columns: int) -> "SheetPlace":
        """The same, where a sheet of that size ends: Google refuses a range that begins beyond it."""
        last = min(self.last or columns, columns)
        bottom = min(self.bottom or rows, rows)
        return SheetPlace(self.kind, self.title, self.first, last, self.top, bottom)

    def window(self, top: int, bottom: int) -> str:
        return self._a1(self.first, top, self.last, bottom)

    def column(self, offset: int, top: int, bottom: int) -> str:
        """``offset`` from its first column on."""
        return self._a1(self.first + offset, top, self.first + offset, bottom)

    def _a1(self, first: int, top: int, last: int, bottom: int) -> str:
        quoted = self.title.replace("'", "''")
        return f"'{quoted}'!{_letters(first)}{top}:{_letters(last)}{bottom}"


def spreadsheet_of(settings: Mapping[str, str]) -> str:
    """Raises Refused: it becomes part of an address."""
    given = settings.get("spreadsheet", "").strip()
    found = _ADDRESS.fullmatch(given)
    if found:
        return found[1]
    if not _ID.fullmatch(given):
        raise Refused(NO_SPREADSHEET)
    return given


def places_of(settings: Mapping[str, str]) -> tuple[SheetPlace, ...]:
    """Raises Refused, with what to write. A title with a comma or an exclamation mark stands in single quotes."""
    text = settings.get("ranges", "").strip().rstrip(",")
    places: dict[RecordKind, SheetPlace] = {}
    at = 0
    while at < len(text):
        found = _PLACE.match(text, at)
        if not found:
            raise Refused(NO_SHEETS)
        place = _place(found)
        if place.kind in places:
            raise Refused(TWICE.format(place.kind))
        places[place.kind] = place
        at = found.end()
    if not places:
        raise Refused(NO_SHEETS)
    return tuple(places.values())


def _place(found: re.Match[str]) -> SheetPlace:
    word = found["kind"].strip().casefold().replace(" ", "_")
    if word not in tuple(RecordKind):
        raise Refused(NOT_A_KIND.format(one_line(found["kind"], 40), ", ".join(RecordKind)))
    title = found["quoted"].replace("''", "'") if found["quoted"] else found["bare"].strip()
    first, last = _number(found["first"] or "A"), _number(found["last"] or "")
    top, bottom = int(found["top"] or 1), int(found["bottom"] or 0)
    if (last and last < first) or (bottom and bottom < top):
        raise Refused(BACKWARDS.format(one_line(found[0].strip(" ,"), 80)))
    return SheetPlace(RecordKind(word), title, first, last, top, bottom)


def _number(letters: str) -> int:
    """``A`` is 1, ``AA`` 27, nothing 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
