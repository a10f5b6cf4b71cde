"""The records that a kind of context is gathered from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from importlib import import_module
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record, id_from


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSheet:
    """The records of a kind: their model, whose fields are a file's columns and a form's, and how they are shown.

    ``one`` is a single record, ``spoken`` goes before the word "record". ``columns`` are those of the page's table;
    the first one names the record. ``aliases`` are a column's other names in files; ``tones`` colour statuses.
    """

    model: type[Record]
    one: str
    spoken: str
    columns: tuple[str, ...]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)


@cache
def sheet_of(kind: RecordKind) -> RecordSheet:
    """Imports the kind's module when somebody first asks for it."""
    sheet: RecordSheet = import_module(f"{__package__}.{kind}").SHEET
    return sheet


def record_of(kind: RecordKind, values: Mapping[str, Any], zone: tzinfo, now: datetime) -> Record:
    """A checked record with its id. Times without an offset are in ``zone``; without ``as_of``, it is ``now``.

    Raises pydantic.ValidationError, one error per wrong field.
    """
    given = {"as_of": now.replace(microsecond=0), **values}
    record = sheet_of(kind).model.model_validate(given, context={"zone": zone, "now": now})
    return record if record.record_id else record.model_copy(update={"record_id": id_from(record.natural_key)})
