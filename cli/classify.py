"""Tries the classification rules on a list of titles; needs neither engine nor AWS."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lambdas.config_files import load_classification_rules
from lambdas.domain.classification.classification_rules import ClassificationRules
from lambdas.domain.classification.classify import classify_text
from lambdas.errors import Refused

COLUMNS = ("title", "description", "attendee_count")

CELL_LIMIT = 10_000_000
"""Characters in one cell; csv's own limit of 131,072 would refuse a long description."""


def classify_file(path: Path) -> list[dict[str, str]]:
    """``title``, ``meeting_type`` and ``type_reason`` of each row, in the file's order. Other columns are ignored.

    Raises Refused, in one line, for a file that cannot be read, a missing column and a number that is none.
    """
    rules = load_classification_rules()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_classified(_rows(file, path), path, rules))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not UTF-8 text; save it as CSV in UTF-8.") from error
    except csv.Error as error:
        raise Refused(f"{path} is not CSV: {error}.") from error


def _rows(lines: Iterable[str], path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row with the line it ends on."""
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.DictReader(lines, restval="")
    present = [(name or "").strip() for name in reader.fieldnames or ()]
    if missing := [name for name in COLUMNS if name not in present]:
        raise Refused(f"{path} has no column {', '.join(missing)}; its first line must name {', '.join(COLUMNS)}.")
    reader.fieldnames = present
    yield from ((reader.line_num, row) for row in reader)


def _classified(
    rows: Iterable[tuple[int, Mapping[str, str]]], path: Path, rules: ClassificationRules
) -> Iterator[dict[str, str]]:
    for line, row in rows:
        found = classify_text(row["title"], row["description"], _count(row["attendee_count"], line, path), rules)
        yield {"title": row["title"], "meeting_type": found.meeting_type, "type_reason": found.reason}


def _count(text: str, line: int, path: Path) -> int:
    """Empty means that nobody is listed."""
    text = text.strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Refused(f'{path}, line {line}: attendee_count is "{text[:40]}"; write a whole number, 0 or more.')
    return int(text)
