"""Matches a file's columns to a record's fields: by name, in any case and spacing, or by another usual one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from lambdas.domain.context.kinds.incidents import FollowUp
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.errors import Refused

ID = "id"
FOLLOW_UP = "follow_up"
FOLLOW_UP_COLUMNS = {FOLLOW_UP if name == "what" else f"{FOLLOW_UP}_{name}": name for name in FollowUp.model_fields}
"""Column -> field of FollowUp: in a table, an incident's row is repeated for each."""

TYPO_LIKENESS = 0.8

_ANY_KIND = {
    ID: ("record_id",),
    "as_of": ("updated", "updated_on", "updated_at", "last_updated", "date_of_figures"),
    "note": ("notes", "comment", "comments"),
    "owner": ("responsible", "lead", "assignee", "assigned_to"),
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """``names``: header of the file -> column of ours. ``ignored``: headers AMO has no use for."""

    names: Mapping[str, str]
    ignored: tuple[str, ...]


def columns_of(kind: RecordKind) -> tuple[str, ...]:
    """As files have them: an incident's follow-ups lie flat."""
    fields = [ID if name == "record_id" else name for name in sheet_of(kind).model.model_fields if name != "follow_ups"]
    return (*fields, *FOLLOW_UP_COLUMNS) if kind is RecordKind.INCIDENTS else tuple(fields)


@cache
def aliases_of(kind: RecordKind) -> Mapping[str, str]:
    """Other name -> column; what the kind itself says goes before what holds for all."""
    named = (*_ANY_KIND.items(), *sheet_of(kind).aliases.items())
    return {other: column for column, others in named for other in others}


def required_columns(kind: RecordKind) -> tuple[str, ...]:
    fields = sheet_of(kind).model.model_fields.items()
    return tuple(
        ID if name == "record_id" else name for name, field in fields if field.is_required() and name != "as_of"
    )


def recognise(kind: RecordKind, headers: Iterable[str]) -> Recognised:
    """A column's own name goes before other names for it; of those the first one counts.

    Raises Refused, naming the column and the expected ones, when one is missing, doubled or misspelt.
    """
    known = (*columns_of(kind), *(("follow_ups",) if kind is RecordKind.INCIDENTS else ()))
    words = [(header, _word(header)) for header in headers]
    names: dict[str, str] = {}
    for header, word in words:
        if word in known:
            _must_be_the_only_one(word, names, kind)
            names[header] = word
    for header, word in words:
        column = aliases_of(kind).get(word)
        if column and column not in names.values():
            names[header] = column
    ignored = tuple(header for header, _ in words if header not in names)
    _must_be_complete(kind, set(names.values()), ignored)
    _must_be_no_typo(kind, set(known) - set(names.values()), ignored)
    return Recognised(names, ignored)


def _word(header: str) -> str:
    """``Progress (%)`` and ``PROGRESS`` are ``progress``."""
    without_unit = re.sub(r"\(.*?\)", "", header).replace("%", " percent ")
    return re.sub(r"[\W_]+", "_", without_unit.strip().casefold()).strip("_")


def _must_be_the_only_one(word: str, names: Mapping[str, str], kind: RecordKind) -> None:
    if word in names.values():
        raise Refused(f"Two columns are called “{word}”: keep one. {_expected(kind)}")


def _must_be_complete(kind: RecordKind, found: set[str], ignored: Sequence[str]) -> None:
    missing = [column for column in required_columns(kind) if column not in found]
    if missing:
        one_or_more = "Column" if len(missing) == 1 else "Columns"
        unknown = f" “{'”, “'.join(header[:40] for header in ignored[:5])}” is not known." if ignored else ""
        raise Refused(f"{one_or_more} “{'”, “'.join(missing)}” missing.{unknown} {_expected(kind)}")


def _must_be_no_typo(kind: RecordKind, unused: set[str], ignored: Sequence[str]) -> None:
    """A misspelt optional column would lose its data without a word."""
    for header in ignored:
        likely = get_close_matches(_word(header), sorted(unused), 1, TYPO_LIKENESS)
        if likely:
            raise Refused(f"Column “{header[:40]}” is not known: did you mean “{likely[0]}”? {_expected(kind)}")


def _expected(kind: RecordKind) -> str:
    required = required_columns(kind)
    optional = [column for column in columns_of(kind) if column not in required]
    return f"Expected: {', '.join(required)}; and if you have them: {', '.join(optional)}."
