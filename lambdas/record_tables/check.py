"""Rows into records: every good row counts, every bad one is told with its column and the reason."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from pydantic import ValidationError

from lambdas.domain.context.kinds.incidents import FollowUp, Incident, follow_up_of
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.domain.records.wrong_fields import wrong_fields
from lambdas.record_tables.columns import FOLLOW_UP, FOLLOW_UP_COLUMNS, ID
from lambdas.record_tables.rows import Row, RowError


@dataclass(slots=True)
class Checked:
    """``incomplete``: ids of incidents some of whose follow-ups were refused."""

    records: list[Record] = field(default_factory=list)
    problems: list[RowError] = field(default_factory=list)
    incomplete: set[str] = field(default_factory=set)


def check(kind: RecordKind, rows: Iterable[Row], zone: tzinfo, now: datetime) -> Checked:
    """``rows`` by column of ours. Of two rows with the same key, the first counts and the second is a problem."""
    if kind is RecordKind.INCIDENTS:
        return _check_incidents(rows, zone, now)
    checked = Checked()
    seen: dict[str, int] = {}
    for row in rows:
        try:
            record = record_of(kind, _fields(row.cells), zone, now)
        except ValidationError as error:
            checked.problems += problems_in(error, row.number)
            continue
        first = seen.setdefault(record.record_id, row.number)
        if first == row.number:
            checked.records.append(record)
        else:
            key = " and ".join(record.key_fields)
            checked.problems.append(RowError(row=row.number, column=key, reason=f"the same as in row {first}"))
    return checked


def problems_in(error: ValidationError, row: int, columns: Mapping[str, str] | None = None) -> Iterator[RowError]:
    """One per wrong field, in our words."""
    for column, reason in wrong_fields(error, {"record_id": ID, **(columns or {})}):
        yield RowError(row=row, column=column, reason=reason)


def _fields(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {"record_id" if column == ID else column: cell for column, cell in cells.items()}


def _check_incidents(rows: Iterable[Row], zone: tzinfo, now: datetime) -> Checked:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row.cells.get(ID, f"\0{row.number}")).strip(), []).append(row)
    checked = Checked()
    for group in groups.values():
        _check_incident(group, zone, now, checked)
    checked.problems.sort(key=lambda problem: problem.row)
    return checked


def _check_incident(rows: list[Row], zone: tzinfo, now: datetime, checked: Checked) -> None:
    """One incident from its first row, and its follow-ups from all of them."""
    own = {column: cell for column, cell in rows[0].cells.items() if column not in FOLLOW_UP_COLUMNS}
    consistent, contradictions = _same_incident(rows, own)
    follow_ups, problems = _follow_ups(consistent, zone, now)
    nested = own.pop("follow_ups", [])
    try:
        values = {**_fields(own), "follow_ups": [*nested, *follow_ups] if isinstance(nested, list) else nested}
        incident = record_of(RecordKind.INCIDENTS, values, zone, now)
    except ValidationError as error:
        checked.problems += problems_in(error, rows[0].number, {"follow_ups": FOLLOW_UP})
        reason = f"belongs to the incident that was refused in row {rows[0].number}"
        checked.problems += [RowError(row=row.number, column="", reason=reason) for row in rows[1:]]
        return
    checked.records.append(incident)
    checked.problems += [*contradictions, *problems]
    if contradictions or problems:
        checked.incomplete.add(incident.record_id)


def _same_incident(rows: list[Row], own: Mapping[str, Any]) -> tuple[list[Row], list[RowError]]:
    """The rows that say the same of the incident as the first one, or nothing; and where the others differ."""
    consistent, problems = [], []
    for row in rows:
        differing = [c for c in row.cells if c not in FOLLOW_UP_COLUMNS and row.cells[c] != own.get(c)]
        if differing:
            reason = f"is not what row {rows[0].number} says of the same incident"
            problems.append(RowError(row=row.number, column=differing[0], reason=reason))
        else:
            consistent.append(row)
    return consistent, problems


def _follow_ups(rows: list[Row], zone: tzinfo, now: datetime) -> tuple[list[FollowUp], list[RowError]]:
    follow_ups: dict[str, FollowUp] = {}
    problems: list[RowError] = []
    for row in rows:
        cells = {name: row.cells[column] for column, name in FOLLOW_UP_COLUMNS.items() if column in row.cells}
        if not cells:
            continue
        try:
            follow_up = follow_up_of(cells, zone, now)
        except ValidationError as error:
            columns = {name: column for column, name in FOLLOW_UP_COLUMNS.items()}
            problems += problems_in(error, row.number, columns)
            continue
        if follow_ups.setdefault(follow_up.what.casefold(), follow_up) is not follow_up:
            problems.append(RowError(row=row.number, column=FOLLOW_UP, reason="is there twice for the same incident"))
    return list(follow_ups.values()), problems


def keeping(incident: Incident, stored: Incident) -> Incident:
    """With the stored follow-ups that the file's refused rows may be about: a typing error loses nothing."""
    named = {follow_up.what.casefold() for follow_up in incident.follow_ups}
    kept = tuple(follow_up for follow_up in stored.follow_ups if follow_up.what.casefold() not in named)
    return incident.model_copy(update={"follow_ups": incident.follow_ups + kept})
