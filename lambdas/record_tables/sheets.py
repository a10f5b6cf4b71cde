"""A CSV or JSON file as rows of named cells, before anybody asks what they mean."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from lambdas.errors import Refused
from lambdas.record_tables.rows import MAX_ROWS, Row, RowError, is_blank, unguarded

MAX_FILE = 10 * 1024 * 1024
"""Bytes."""
MAX_CELL = 20_000
"""A longer one costs its row. csv's own limit, of 131,072 characters, would end the reading there."""

csv.field_size_limit(MAX_FILE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Sheet:
    """``problems`` are the rows that could not even be read."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[RowError, ...] = ()


def read_sheet(content: bytes) -> Sheet:
    """Raises Refused, with what to do, when the file as a whole cannot be read."""
    if len(content) > MAX_FILE:
        raise Refused(f"The file is larger than {MAX_FILE // 1024 // 1024} MB: split it.")
    text = text_of(content)
    start = text.lstrip()[:1]
    if not start:
        raise Refused("The file is empty.")
    if start == "<":
        raise Refused("This is a web page, not a CSV or JSON file: download the data itself.")
    return _from_json(text) if start in "[{" else _from_csv(text)


def text_of(content: bytes) -> str:
    """Raises Refused for what is no text."""
    if content.startswith(b"PK"):
        raise Refused("This is a spreadsheet workbook: save the sheet as CSV first.")
    try:
        text = content.decode("utf-16") if content.startswith(_UTF_16) else _utf_8_or_windows(content)
    except UnicodeDecodeError:
        raise Refused("The file is not text in UTF-8: save it as CSV (UTF-8).") from None
    if "\0" in text:
        raise Refused("The file is not text: save it as CSV (UTF-8).")
    return text


def _utf_8_or_windows(content: bytes) -> str:
    """Excel on Windows still writes "CSV" in the Western code page."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _from_json(text: str) -> Sheet:
    objects = _objects(text)
    rows, problems, headers = [], [], dict[str, None]()
    for number, cells in enumerate(objects, start=1):
        if isinstance(cells, dict):
            headers |= dict.fromkeys(cells)
            rows.append(Row(number, {header: cell for header, cell in cells.items() if not is_blank(cell)}))
        else:
            problems.append(RowError(row=number, column="", reason="is not an object with named members"))
    return Sheet(tuple(headers), tuple(rows), tuple(problems))


def _objects(text: str) -> list[Any]:
    try:
        content = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"The file is not valid JSON{place}.") from None
    if isinstance(content, dict) and len(content) == 1:
        content = next(iter(content.values()))
    if not isinstance(content, list):
        raise Refused("The JSON file must be a list of objects, one for each record.")
    _limit(len(content))
    return content


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _from_csv(text: str) -> Sheet:
    text, delimiter = _delimited(text)
    table = _numbered(text, delimiter)
    number, header = next(table, (1, "names no column"))
    if isinstance(header, str):
        raise Refused(f"Row {number}, the header, {header}.")
    headers = tuple(unguarded(cell) for cell in header)
    rows, problems = [], []
    for number, cells in table:
        if isinstance(cells, str):
            problems.append(RowError(row=number, column="", reason=cells))
        elif len(cells) > len(headers) and any(cell.strip() for cell in cells[len(headers) :]):
            reason = (
                f"has {len(cells)} cells, the header {len(headers)}: put text that contains “{delimiter}” in quotes"
            )
            problems.append(RowError(row=number, column="", reason=reason))
        elif named := {h: unguarded(c) for h, c in zip(headers, cells, strict=False) if h and not is_blank(c)}:
            rows.append(Row(number, named))
        _limit(len(rows) + len(problems))
    return Sheet(tuple(h for h in headers if h), tuple(rows), tuple(problems))


def _delimited(text: str) -> tuple[str, str]:
    """The text without Excel's ``sep=`` line, and the delimiter that cuts its header into most cells."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        return rest, first.strip()[-1]
    header = next(line for line in text.splitlines() if line.strip())
    return text, max(_DELIMITERS, key=lambda delimiter: len(_cells(header, delimiter)))


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """(row number, its cells) of every row that is not empty; at a broken quote, the reason instead, and no more."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield (
                number,
                f"its quotes do not match (near line {reader.line_num}); this row and all after it were not read",
            )
            return
        if any(cell.strip() for cell in cells):
            yield number, _bounded(cells)


def _bounded(cells: list[str]) -> list[str] | str:
    if any(len(cell) > MAX_CELL for cell in cells):
        return f"has a cell of more than {MAX_CELL:,} characters"
    return cells


def _limit(rows: int) -> None:
    if rows > MAX_ROWS:
        raise Refused(f"The file has more than {MAX_ROWS:,} rows: split it.")
