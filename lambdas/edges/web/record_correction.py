"""The form in which somebody corrects what a source says, and what of it they changed."""

from collections.abc import Mapping
from typing import Any

from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.records.records import Record
from lambdas.domain.sources.known_records import RecordOrigin
from lambdas.edges.web.record_form import RecordForm, form_of, label_of, values_of
from lambdas.edges.web.record_origins import source_says
from lambdas.source_readings.correct import FIXED

FOLLOW_UPS = "follow_ups"


class CorrectedField(Model):
    name: str
    label: str
    source_says: str


def seen_of(record: Record) -> str:
    """Returns what the form carries along: it tells whether the record is still what was shown."""
    return digest(canonical(record.model_dump(mode="json")))


def correction_form(kind: RecordKind, record: Record, typed: Mapping[str, str], timezone: str) -> RecordForm:
    """The form of a record without what nobody corrects."""
    form = form_of(kind, record, typed, timezone)
    return form.model_copy(update={"fields": tuple(field for field in form.fields if field.name not in FIXED)})


def changes_in(kind: RecordKind, record: Record, posted: Mapping[str, str], timezone: str) -> dict[str, Any]:
    """Returns the fields that say something else than the form did: a time is shown without its seconds, and stays."""
    form = correction_form(kind, record, {}, timezone)
    inputs = [*form.fields, *(field for row in form.follow_ups for field in row)]
    shown = {field.name: field.value for field in inputs}
    changed: dict[str, Any] = {
        field.name: posted.get(field.name, "").strip()
        for field in form.fields
        if field.name in posted and _words(posted[field.name]) != _words(field.value)
    }
    if kind is RecordKind.INCIDENTS:
        given, before = (values_of(kind, one).get(FOLLOW_UPS, []) for one in (posted, shown))
        if given != before:
            changed[FOLLOW_UPS] = given
    return changed


def corrected_fields(origin: RecordOrigin, timezone: str) -> tuple[CorrectedField, ...]:
    return tuple(
        CorrectedField(name=name, label=label_of(name), source_says=source_says(origin, name, timezone))
        for name in sorted(origin.corrected)
    )


def _words(text: str) -> str:
    """Without what a browser makes of line breaks."""
    return " ".join(text.split())
