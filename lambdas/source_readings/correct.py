"""Corrects what a source says, for one person: until the source says something else, or they take it back."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from pydantic import ValidationError

from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.domain.records.wrong_fields import wrong_fields
from lambdas.domain.sources.account import owner_of_team
from lambdas.domain.sources.sourced_record import FieldCorrection, SourcedRecord, corrected
from lambdas.errors import NotFound, Refused
from lambdas.store.records import NO_RECORD
from lambdas.store.source_records import SourceRecords

FIXED = frozenset({"record_id", "as_of"})
"""What nobody corrects: the name of the record, and when the source last changed it."""
GONE = "It is gone at its source; there is nothing left to correct."


def correct(
    store: SourceRecords,
    user_id: str,
    team_id: str,
    kind: RecordKind,
    record_id: str,
    values: Mapping[str, Any],
    zone: tzinfo,
    now: datetime,
) -> Record:
    """Returns the record as it is known to the person from now on. ``team_id`` may be empty.

    A field that ``values`` does not name stays as it is, corrected or not; one without a value is corrected to
    nothing; one that says what the source says is no correction any more. Raises NotFound where no source has it, and
    Refused, naming each wrong field.
    """
    sourced = found(store, user_id, team_id, kind, record_id)
    if sourced.closed_at:
        raise Refused(GONE)
    held, _ = corrected(sourced, store.corrections(user_id, kind, record_id))
    after = _checked(held, values, zone, now).model_dump(mode="json")
    corrections = {
        name: FieldCorrection(value=value, instead_of=sourced.values.get(name))
        for name, value in after.items()
        if name not in FIXED and value != sourced.values.get(name)
    }
    store.correct(user_id, kind, record_id, corrections)
    return corrected(sourced, corrections)[0]


def take_back(store: SourceRecords, user_id: str, kind: RecordKind, record_id: str, fields: Iterable[str]) -> None:
    """These fields say again what the source says. Nothing happens to those that were not corrected."""
    before, dropped = store.corrections(user_id, kind, record_id), frozenset(fields)
    kept = {name: one for name, one in before.items() if name not in dropped}
    if len(kept) < len(before):
        store.correct(user_id, kind, record_id, kept)


def found(store: SourceRecords, user_id: str, team_id: str, kind: RecordKind, record_id: str) -> SourcedRecord:
    """Their own source's before their team's. Raises NotFound."""
    for owner in (user_id, *([owner_of_team(team_id)] if team_id else [])):
        if sourced := store.find(owner, kind, record_id):
            return sourced
    raise NotFound(NO_RECORD)


def _checked(held: Record, values: Mapping[str, Any], zone: tzinfo, now: datetime) -> Record:
    given = {name: value for name, value in values.items() if name not in FIXED}
    emptied = {name for name, value in given.items() if value is None or value in ("", [])}
    together = {name: value for name, value in {**held.model_dump(mode="json"), **given}.items() if name not in emptied}
    try:
        return sheet_of(held.kind).model.model_validate(together, context={"zone": zone, "now": now})
    except ValidationError as error:
        wrong = [f"{name.replace('_', ' ')} {reason}".strip() for name, reason in wrong_fields(error, {})]
        raise Refused("; ".join(wrong) + ".") from None
