"""A record that a source filled in: where it comes from, when it was closed, and what a person put right in it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError

from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.records.records import Record

MAX_ID = 80
"""Of a record's id."""


class SourcedRecord(Model):
    """``values`` are the record in its JSON form. ``closed_at``: a complete reading had it no longer.

    ``memory`` is its adapter's (SourceRow).
    """

    kind: RecordKind
    record_id: str
    source_id: str
    external_id: str
    values: dict[str, Any]
    closed_at: Instant | None = None
    memory: dict[str, Any] = Field(default_factory=dict, repr=False)

    @property
    def record(self) -> Record:
        return sheet_of(self.kind).model.model_validate(self.values)


class FieldCorrection(Model):
    """A field as a person says it is, and as the source said then: it holds until the source says something else."""

    value: Any
    instead_of: Any


Corrections = Mapping[str, FieldCorrection]


def record_id_of(source_id: str, external_id: str) -> str:
    """``pagerduty:PT4KHLK``; a long one is cut, and told apart by a fingerprint."""
    whole = f"{source_id}:{external_id}"
    if len(whole) <= MAX_ID:
        return whole
    return f"{whole[: MAX_ID - 9]}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def corrected(sourced: SourcedRecord, corrections: Corrections) -> tuple[Record, frozenset[str]]:
    """The record with what still holds of the corrections, and the names of the corrected fields.

    Corrections that no longer make a record together with what the source says are left aside.
    """
    held = {name: one.value for name, one in corrections.items() if sourced.values.get(name) == one.instead_of}
    if not held:
        return sourced.record, frozenset()
    try:
        record = sheet_of(sourced.kind).model.model_validate({**sourced.values, **held})
    except ValidationError:
        return sourced.record, frozenset()
    return record, frozenset(held)
