"""A file that an HR system writes into the stage's bucket: the columns and checks of an import, CSV or JSON.

It is read anew for each page. One that is replaced while it is read is begun anew: rows of the old one that are gone
stay until the next reading, which sees the new one whole. A file that is missing is waited for, as a service that is
away: what it said before stays, and the line of the source says where it is expected.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.records.records import id_from
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.hr_file import hr_file_key
from lambdas.domain.sources.source_pages import SourcePage, SourceRow
from lambdas.errors import NotFound, Refused, Retryable
from lambdas.record_tables.columns import ID, recognise
from lambdas.record_tables.sheets import MAX_FILE, Sheet, read_sheet
from lambdas.sources.base import Secret, SourceParts, SourceReader

PAGE_ROWS = 500
KEY_COLUMNS = ("team", "role")
"""Of a row without an id, as an import makes one from them."""
MAX_ID = 100

NO_FILE = "No file is there yet; it is expected at {} in the stage's bucket."
NO_ROWS = "The file has a header, but no rows."


def reader(parts: SourceParts) -> SourceReader:
    return HrFileReader(parts)


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """``number`` as the spreadsheet numbers it, ``cells`` by column of ours."""

    number: int
    external_id: str
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HrFileReader:
    parts: SourceParts

    def check(self, account: SourceAccount, secret: Secret, now: datetime) -> str:  # noqa: ARG002 - none is needed
        """Raises nothing where no file is there: its place is known only once the source is connected."""
        key = hr_file_key(account)
        try:
            stored_at = self.parts.files().get_stamped(key, 0).stored_at
        except NotFound:
            return NO_FILE.format(key)
        return f"The file at {key}, of {iso(stored_at)}"

    def page(
        self,
        account: SourceAccount,
        secret: Secret,  # noqa: ARG002 - none is needed
        cursor: str,
        now: datetime,  # noqa: ARG002 - the file says when
    ) -> SourcePage:
        """``cursor`` is the file's stamp and a row's place. Figures without a time are of when the file was written."""
        key = hr_file_key(account)
        try:
            file = self.parts.files().get_stamped(key, MAX_FILE)
        except NotFound:
            raise Retryable(NO_FILE.format(key)) from None
        sheet = read_sheet(file.body)
        rows = list(_rows(sheet))
        if not rows and not sheet.problems:
            raise Refused(NO_ROWS)
        first = _place(cursor, file.stamp)
        shown = rows[first : first + PAGE_ROWS]
        next_cursor = f"{file.stamp}:{first + PAGE_ROWS}" if first + PAGE_ROWS < len(rows) else None
        twice = _twice(rows)
        refused = [f"row {one.number}: {twice[one.number]}" for one in shown if one.number in twice]
        if first == 0:
            refused += [one_line(f"row {one.row}: {one.reason}", 200) for one in sheet.problems]
        return SourcePage(
            tuple(_source_row(one, file.stored_at) for one in shown if one.number not in twice),
            next_cursor,
            tuple(refused),
        )


def _rows(sheet: Sheet) -> Iterator[NumberedRow]:
    names = recognise(RecordKind.STAFFING, sheet.headers).names
    for row in sheet.rows:
        cells = {names[header]: cell for header, cell in row.cells.items() if header in names}
        yield NumberedRow(row.number, _external_id(cells) or f"row {row.number}", cells)


def _external_id(cells: Mapping[str, Any]) -> str:
    """Empty for a row that has neither an id nor its key: it is refused for what it lacks."""
    given = cells.get(ID)
    if isinstance(given, str | int) and not isinstance(given, bool):
        return one_line(str(given), MAX_ID)
    key = [str(cells.get(name) or "").strip() for name in KEY_COLUMNS]
    return id_from(" ".join(key)) if all(key) else ""


def _twice(rows: list[NumberedRow]) -> dict[int, str]:
    """Of two rows with one id the first counts, as in an import."""
    first: dict[str, int] = {}
    return {
        row.number: f"the same as in row {first[row.external_id]}"
        for row in rows
        if first.setdefault(row.external_id, row.number) != row.number
    }


def _source_row(row: NumberedRow, stored_at: datetime) -> SourceRow:
    values = {name: cell for name, cell in row.cells.items() if name != ID}
    return SourceRow(RecordKind.STAFFING, row.external_id, {"as_of": iso(stored_at), **values})


def _place(cursor: str, stamp: str) -> int:
    """The beginning, where the file is another one by now."""
    of, _, place = cursor.rpartition(":")
    return int(place) if of == stamp and place.isdecimal() else 0
