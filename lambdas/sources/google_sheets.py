"""Records kept in a Google spreadsheet, by the columns of a CSV import, read with a service account's key.

A sheet is read whole and checked whole, since a row may repeat another's key, or go on with another's incident; its
records are then given in pieces. A reading that another function goes on with reads that sheet once more.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_pages import SourcePage, SourceRow
from lambdas.errors import NeedsConsent, Refused
from lambdas.sources.base import Secret, SourceParts, SourceReader
from lambdas.sources.google_sheets_access import GoogleTokens, ServiceAccountKey
from lambdas.sources.google_sheets_answers import SheetsAnswer, SpreadsheetFacts, shown_in, values_in
from lambdas.sources.google_sheets_cells import ShownCell
from lambdas.sources.google_sheets_places import SheetPlace, places_of, spreadsheet_of
from lambdas.sources.google_sheets_tables import SheetTable
from lambdas.sources.http import SourceHttp

WINDOW = 1000
"""Rows of one request: Google recommends answers of at most 2 MB (developers.google.com, Sheets usage limits)."""
MAX_GRID = 20_000
"""Rows of a sheet that are looked at, empty ones included: 20 requests of the 60 a minute that Google allows."""
PIECE = 1000
"""Records of one page."""
KEPT = timedelta(minutes=10)

FACTS = "properties(title,timeZone),sheets(properties(title,gridProperties(rowCount,columnCount)))"
LOOKS = "sheets(data(rowData(values(effectiveValue(numberValue),effectiveFormat(numberFormat(type)),formattedValue))))"
NO_SHEET = "The spreadsheet has no sheet “{}”; it has {}."
OUTSIDE = "Sheet “{}” has only {:,} rows and {:,} columns: what is to be read begins beyond them."
TOO_LONG = f"Sheet “{{}}” is longer than {MAX_GRID:,} rows: name those that are used, such as {{}}={{}}!A1:H5000."


def reader(parts: SourceParts) -> SourceReader:
    return GoogleSheetsReader(parts.http)


@dataclass(frozen=True, slots=True)
class _Read:
    """One sheet's records as they were at ``at``."""

    at: datetime
    rows: tuple[SourceRow, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoogleSheetsReader:
    http: SourceHttp
    tokens: GoogleTokens = field(default_factory=GoogleTokens)
    _kept: dict[tuple[str, str, datetime, int], _Read] = field(default_factory=dict, repr=False)

    def check(self, account: SourceAccount, secret: Secret, now: datetime) -> str:
        spreadsheet = self._spreadsheet(account, secret, now)
        facts = spreadsheet.facts()
        for place in places_of(account.settings):
            _found(facts, place)
        return f"reads “{facts.title}” as {spreadsheet.key.email}"

    def page(self, account: SourceAccount, secret: Secret, cursor: str, now: datetime) -> SourcePage:
        """A cursor is the sheet's place among those named, and that of the first record among its own."""
        places = places_of(account.settings)
        index, first = _position(cursor, len(places))
        name = (account.owner, account.source_id, account.connected_at, index)
        read = self._kept.pop(name, None) if first else None
        if read is None or now - read.at > KEPT:
            read = self._read(account, secret, places[index], now)
        refused = () if first else read.refused
        if first + PIECE < len(read.rows):
            self._kept.clear()
            self._kept[name] = read
            return SourcePage(read.rows[first : first + PIECE], f"{index}:{first + PIECE}", refused)
        following = f"{index + 1}:0" if index + 1 < len(places) else None
        return SourcePage(read.rows[first:], following, refused)

    def _read(self, account: SourceAccount, secret: Secret, place: SheetPlace, now: datetime) -> _Read:
        spreadsheet = self._spreadsheet(account, secret, now)
        facts = spreadsheet.facts()
        found = _found(facts, place)
        rows = [
            (top + offset, cells)
            for top in range(found.top, found.bottom + 1, WINDOW)
            for offset, cells in enumerate(spreadsheet.values(found.window(top, min(top + WINDOW - 1, found.bottom))))
        ]

        def shown(offset: int, top: int, bottom: int) -> list[ShownCell | None]:
            return spreadsheet.looks(found.column(offset, top, bottom))

        return _Read(now, *SheetTable(found.kind, found.title, rows).records(shown, facts.zone, now))

    def _spreadsheet(self, account: SourceAccount, secret: Secret, now: datetime) -> "_Spreadsheet":
        address = self.http.address(account)
        key = ServiceAccountKey.of(secret.get("key", ""), address)
        return _Spreadsheet(self.http, self.tokens, account, key, address, spreadsheet_of(account.settings), now)


@dataclass(frozen=True, slots=True)
class _Spreadsheet:
    """One spreadsheet, asked with the key's token."""

    http: SourceHttp
    tokens: GoogleTokens
    account: SourceAccount
    key: ServiceAccountKey
    address: str
    spreadsheet_id: str
    now: datetime

    def facts(self) -> SpreadsheetFacts:
        return SpreadsheetFacts.of(self._get("", [("fields", FACTS)]))

    def values(self, a1: str) -> list[list[Any]]:
        options = [
            ("majorDimension", "ROWS"),
            ("valueRenderOption", "UNFORMATTED_VALUE"),
            ("dateTimeRenderOption", "SERIAL_NUMBER"),
        ]
        return values_in(self._get("/values:batchGet", [("ranges", a1), *options]))

    def looks(self, a1: str) -> list[ShownCell | None]:
        return shown_in(self._get("", [("ranges", a1), ("fields", LOOKS)]))

    def _get(self, path: str, query: list[tuple[str, str]]) -> Any:
        """A token that Google takes no longer, before its time, is exchanged once."""
        token, is_fresh = self.tokens.token(self.key, self.address, self.now)
        try:
            return self._asked(token, path, query)
        except NeedsConsent:
            if is_fresh:
                raise
        self.tokens.forget(self.key, self.address)
        return self._asked(self.tokens.token(self.key, self.address, self.now)[0], path, query)

    def _asked(self, token: str, path: str, query: list[tuple[str, str]]) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        judge = SheetsAnswer(self.key.email)
        path = f"/v4/spreadsheets/{self.spreadsheet_id}{path}"
        return self.http.get(self.account, path, headers=headers, query=query, rate_limited=judge).content


def _found(facts: SpreadsheetFacts, place: SheetPlace) -> SheetPlace:
    """The place within its sheet. Raises Refused where there is none, or too much of it."""
    found = facts.size(place.title)
    if found is None:
        known = ", ".join(f"“{one_line(name, 40)}”" for name in list(facts.sizes)[:10])
        raise Refused(NO_SHEET.format(one_line(place.title, 100), known))
    title, rows, columns = found
    if place.top > rows or place.first > columns:
        raise Refused(OUTSIDE.format(title, rows, columns))
    within = SheetPlace(place.kind, title, place.first, place.last, place.top, place.bottom).within(rows, columns)
    if within.bottom - within.top >= MAX_GRID:
        raise Refused(TOO_LONG.format(title, place.kind, title))
    return within


def _position(cursor: str, places: int) -> tuple[int, int]:
    """A cursor nobody can read begins at the beginning."""
    index, _, first = cursor.partition(":")
    is_one = index.isascii() and index.isdecimal() and first.isascii() and first.isdecimal() and len(cursor) < 20
    return (int(index), int(first)) if is_one and int(index) < places else (0, 0)
