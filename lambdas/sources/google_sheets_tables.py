"""A sheet's rows as records, by the rules of a CSV import: the same columns, the same checks, the same refusals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from lambdas.domain.kernel.amounts import currency_in
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.errors import Refused, Retryable
from lambdas.record_tables.check import check
from lambdas.record_tables.columns import recognise
from lambdas.record_tables.rows import MAX_ROWS, Row, RowError, is_blank, unguarded
from lambdas.sources.google_sheets_cells import ShownCell, UnreadableCell, is_number, is_percentage, value_of

MAX_REFUSAL = 200
NO_HEADER = "Sheet “{}” has no row that names the columns: the first row of what is read has to."
TOO_MANY = f"Sheet “{{}}” has more than {MAX_ROWS:,} rows: keep what is current in a sheet of its own."
IN_SHEET = "Sheet “{}”: {}"
CHANGED = "The spreadsheet changed while it was read; AMO tries again."

Shown = Callable[[int, int, int], Sequence[ShownCell | None]]
"""The cells of the column so many places from the first one, from one row to another, as the spreadsheet shows them."""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """``rows`` as the sheet has them, numbered as it does; ``shown`` asks Google how a column looks."""

    kind: RecordKind
    title: str
    rows: Sequence[tuple[int, Sequence[Any]]]

    def records(self, shown: Shown, zone: tzinfo, now: datetime) -> tuple[tuple[SourceRow, ...], tuple[str, ...]]:
        """The rows of all records, and the refused ones. Raises Refused where the table as a whole cannot be used."""
        filled = [(number, cells) for number, cells in self.rows if not all(map(is_blank, cells))]
        if not filled:
            raise Refused(NO_HEADER.format(self.title))
        if len(filled) > MAX_ROWS + 1:
            raise Refused(TOO_MANY.format(self.title))
        columns = self._columns(filled[0][1])
        looks = self._looks(columns, filled[1:], shown)
        good, problems = self._read(columns, filled[1:], looks)
        checked = check(self.kind, good, zone, now)
        rows = tuple(
            SourceRow(self.kind, record.record_id, record.model_dump(mode="json", exclude={"record_id"}))
            for record in checked.records
        )
        return rows, self._refused([*problems, *checked.problems])

    def _columns(self, header: Sequence[Any]) -> dict[int, str]:
        """Place in the row -> column of ours; of two that are headed alike, the last, as in a file."""
        names = {place: unguarded(str(cell)) for place, cell in enumerate(header) if not is_blank(cell)}
        try:
            recognised = recognise(self.kind, names.values()).names
        except Refused as error:
            raise Refused(IN_SHEET.format(self.title, error)) from None
        places = {recognised[name]: place for place, name in names.items() if name in recognised}
        return {place: column for column, place in places.items()}

    def _looks(
        self, columns: Mapping[int, str], rows: Sequence[tuple[int, Sequence[Any]]], shown: Shown
    ) -> dict[tuple[int, int], ShownCell]:
        """The looks of the numbers in the one column that does not say by itself what its numbers mean.

        A percentage is a share, unless its cell is formatted as a plain number; an amount's currency is in its format.
        """
        asked = next((place for place, column in columns.items() if self._is_told_by_look(column, columns)), None)
        numbers = {
            n: cells[asked] for n, cells in rows if asked is not None and asked < len(cells) and is_number(cells[asked])
        }
        if asked is None or not numbers:
            return {}
        first, last = min(numbers), max(numbers)
        seen = shown(asked, first, last)
        looks: dict[tuple[int, int], ShownCell] = {}
        for number, value in numbers.items():
            look = seen[number - first] if number - first < len(seen) else None
            if look is None or look.number != value:
                raise Retryable(CHANGED)
            looks[number, asked] = look
        return looks

    def _is_told_by_look(self, column: str, columns: Mapping[int, str]) -> bool:
        if is_percentage(self.kind, column):
            return True
        return self.kind is RecordKind.BUDGET and column == "planned" and "currency" not in columns.values()

    def _read(
        self,
        columns: Mapping[int, str],
        rows: Iterable[tuple[int, Sequence[Any]]],
        looks: Mapping[tuple[int, int], ShownCell],
    ) -> tuple[list[Row], list[RowError]]:
        good, problems = [], []
        for number, cells in rows:
            values: dict[str, Any] = {}
            wrong: list[RowError] = []
            for place, column in columns.items():
                if place >= len(cells) or is_blank(cells[place]):
                    continue
                look = looks.get((number, place))
                try:
                    values[column] = value_of(self.kind, column, cells[place], look)
                except UnreadableCell as error:
                    wrong.append(RowError(row=number, column=column, reason=str(error)))
                if look and (currency := currency_in(look.text)) and column == "planned":
                    values["currency"] = currency
            problems += wrong
            if not wrong and values:
                good.append(Row(number, values))
        return good, problems

    def _refused(self, problems: Iterable[RowError]) -> tuple[str, ...]:
        """One line for each row, in the order of the rows: its first problem."""
        first: dict[int, str] = {}
        for one in sorted(problems, key=lambda problem: problem.row):
            first.setdefault(one.row, " ".join(f"{self.title} row {one.row}: {one.column} {one.reason}".split()))
        return tuple(one_line(line, MAX_REFUSAL) for line in first.values())
