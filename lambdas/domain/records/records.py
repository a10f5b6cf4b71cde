"""The records people have in their own tables and AMO prepares from: one typed model per kind (CTX-1..5).

A record's id is given, or derived from its natural key, so that importing the same file again updates it.
Text in records is hostile: it is plain text by the time it is a record, and never more than that.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import Field, ValidationInfo, field_validator, model_validator

from lambdas.domain.kernel.amounts import currency_in
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.records.fields import (
    Amount,
    AsOf,
    Choices,
    Count,
    Currency,
    Day,
    Identity,
    Line,
    Moment,
    Name,
    Note,
    Percent,
    Period,
)
from lambdas.domain.records.statuses import (
    DecisionStatus,
    DecisionStatusField,
    FollowUpStatus,
    FollowUpStatusField,
    RockStatus,
    RockStatusField,
    SeverityField,
    StageField,
)

FOLLOW_UPS_LIMIT = 100


class RecordKind(StrEnum):
    BUDGET = "budget"
    BIG_ROCKS = "big_rocks"
    INCIDENTS = "incidents"
    STAFFING = "staffing"
    DECISIONS = "decisions"


class Record(Model):
    """``as_of`` is when its figures were true, not when they were imported (unless nothing else is known)."""

    kind: ClassVar[RecordKind]
    key_fields: ClassVar[tuple[str, ...]]

    record_id: Identity = Field(default="", description="your own id; without it, one is made from the key columns")
    as_of: AsOf = Field(description="when this was true; without it, the moment of the import")

    @property
    def natural_key(self) -> str:
        return " ".join(str(getattr(self, name)) for name in self.key_fields)

    @property
    def ref(self) -> str:
        """Returns the reference by which facts point to their record."""
        return f"{self.kind}:{self.record_id}"


class BudgetLine(Record):
    kind = RecordKind.BUDGET
    key_fields = ("line", "period")

    line: Name = Field(description="what the money is for")
    period: Period = Field(description="calendar month, quarter or year: 2026-11, 2026-Q4, 2026")
    planned: Amount = Field(description="budget for the whole period")
    actual: Amount = Field(description="spent so far in the period")
    forecast: Amount | None = Field(default=None, description="your own forecast to the period's end, if you have one")
    currency: Currency = Field(default="", description="three letters; may stand beside the amounts instead")
    owner: Line = Field(default="", description="who answers for it")
    note: Note = Field(default="", description="anything worth knowing")

    @model_validator(mode="before")
    @classmethod
    def _currency_beside_amounts(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values
        written = {currency_in(values.get(name)) for name in ("planned", "actual", "forecast")} - {""}
        stated = str(values.get("currency") or "").strip().upper()
        if len(written | ({stated} - {""})) > 1:
            raise ValueError("the amounts are in different currencies")
        return {**values, "currency": stated or next(iter(written), "")}


class BigRock(Record):
    kind = RecordKind.BIG_ROCKS
    key_fields = ("name",)

    name: Name = Field(description="the initiative")
    owner: Line = Field(default="", description="who answers for it")
    progress: Percent = Field(description="how much is done, 0 to 100, with or without %")
    status: RockStatusField = Field(
        default=RockStatus.ON_TRACK,
        description="not_started, on_track, at_risk, blocked or done (or green, amber, red)",
    )
    started_on: Day | None = Field(default=None, description="with it, progress is held against the time gone")
    due: Day | None = Field(default=None, description="when it is to be done")
    blockers: Note = Field(default="", description="what stands in the way")
    note: Note = Field(default="", description="anything worth knowing")

    @field_validator("due")
    @classmethod
    def _after_the_start(cls, due: Day | None, info: ValidationInfo) -> Day | None:
        started_on = info.data.get("started_on")
        if due and started_on and due < started_on:
            raise ValueError(f"{due} is before the start, {started_on}")
        return due


class FollowUp(Model):
    what: Name = Field(description="one follow-up; repeat the incident's row for each more")
    owner: Line = Field(default="", description="who does it")
    due: Day | None = Field(default=None, description="by when")
    status: FollowUpStatusField = Field(default=FollowUpStatus.OPEN, description="open or closed")


class Incident(Record):
    """Its own id is required: incidents have one wherever they are kept, and titles repeat."""

    kind = RecordKind.INCIDENTS
    key_fields = ("record_id",)

    record_id: Identity = Field(min_length=1, description="the incident's id or number")
    severity: SeverityField = Field(description="SEV0 to SEV4")
    title: Name = Field(description="what happened")
    opened_at: Moment = Field(description="when it began, with the time of day")
    resolved_at: Moment | None = Field(default=None, description="when it was over; empty while it lasts")
    owner: Line = Field(default="", description="who answers for it")
    note: Note = Field(default="", description="anything worth knowing")
    follow_ups: tuple[FollowUp, ...] = Field(default=(), max_length=FOLLOW_UPS_LIMIT)

    @field_validator("resolved_at")
    @classmethod
    def _after_the_beginning(cls, resolved_at: Instant | None, info: ValidationInfo) -> Instant | None:
        opened_at = info.data.get("opened_at")
        if resolved_at and opened_at and resolved_at < opened_at:
            raise ValueError("is before opened_at")
        return resolved_at


class StaffingLine(Record):
    kind = RecordKind.STAFFING
    key_fields = ("team", "role")

    team: Name = Field(description="the team")
    role: Name = Field(description="the role within the team")
    headcount: Count = Field(default=0, description="people in this role today")
    open_requisitions: Count = Field(default=0, description="positions open for this role")
    opened_on: Day | None = Field(default=None, description="since when the oldest of them is open")
    candidates: Count | None = Field(default=None, description="candidates now in the pipeline; empty when unknown")
    stage: StageField | None = Field(
        default=None, description="of the furthest candidate: sourcing, screening, interview, offer or hired"
    )
    target_start: Day | None = Field(default=None, description="when somebody should start")
    owner: Line = Field(default="", description="who is hiring")
    note: Note = Field(default="", description="anything worth knowing")


class DecisionRecord(Record):
    kind = RecordKind.DECISIONS
    key_fields = ("title",)

    title: Name = Field(description="what is to be decided")
    raised_on: Day = Field(description="when it was first asked")
    due: Day | None = Field(default=None, description="by when it is needed")
    owner: Line = Field(default="", description="who decides")
    options: Choices = Field(default=(), description="the choices, with | between them")
    status: DecisionStatusField = Field(default=DecisionStatus.OPEN, description="open, decided or dropped")
    asked_count: Count = Field(default=1, description="how often it has been asked for")
    decided_on: Day | None = Field(default=None, description="when it was decided")
    note: Note = Field(default="", description="anything worth knowing")


MODELS: Mapping[RecordKind, type[Record]] = {
    model.kind: model for model in (BudgetLine, BigRock, Incident, StaffingLine, DecisionRecord)
}


def record_of(kind: RecordKind, values: Mapping[str, Any], zone: tzinfo, now: datetime) -> Record:
    """A checked record with its id. Times without an offset are in ``zone``; without ``as_of``, it is ``now``.

    Raises pydantic.ValidationError, one error per wrong field.
    """
    given = {"as_of": now.replace(microsecond=0), **values}
    record = MODELS[kind].model_validate(given, context=_context(zone, now))
    return record if record.record_id else record.model_copy(update={"record_id": id_from(record.natural_key)})


def follow_up_of(values: Mapping[str, Any], zone: tzinfo, now: datetime) -> FollowUp:
    """Raises pydantic.ValidationError."""
    return FollowUp.model_validate(values, context=_context(zone, now))


def _context(zone: tzinfo, now: datetime) -> dict[str, Any]:
    return {"zone": zone, "now": now}


def id_from(natural_key: str) -> str:
    """Readable and stable; a fingerprint is added where the readable form alone could meet another key's."""
    key = " ".join(natural_key.casefold().split())
    readable = "".join(c if c.isalnum() else "-" for c in key)[:60].strip("-")
    if readable.replace("-", " ") == key.replace("-", " "):
        return readable
    return f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:8]}".lstrip("-")
