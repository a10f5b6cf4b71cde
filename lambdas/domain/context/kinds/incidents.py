"""Incidents in operations, and what follows from them (CTX-3)."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from lambdas.domain.context.kinds.sheets import RecordSheet
from lambdas.domain.context.kinds.spec import ContextKindSpec, Words
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.records.fields import Day, Identity, Line, Moment, Name, Note
from lambdas.domain.records.records import Record
from lambdas.domain.records.statuses import FollowUpStatus, FollowUpStatusField, Severity, SeverityField

FOLLOW_UPS_LIMIT = 100


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


SPEC = ContextKindSpec(
    label="Incidents",
    gap="incidents",
    icon="M11 2.5 4.5 11.5H10l-1 6 6.5-9H10Z",
    ask="does this need time in the meeting?",
    decision_ask="what has to be agreed about this here?",
    question=Words(170, r"incidents?|reliability|outages?|sev\d?"),
    subject=Words(
        2, r"incidents?|outages?|reliability|sev[- ]?[0-4]|post-?mortems?|mttr|uptime|downtime|on-?call|availability"
    ),
)
SHEET = RecordSheet(
    model=Incident,
    one="incident",
    spoken="incident",
    columns=("title", "severity", "opened_at", "resolved_at", "follow_ups", "owner"),
    aliases={
        "id": ("incident", "incident_id", "number", "incident_number"),
        "severity": ("sev", "priority"),
        "title": ("summary", "description", "name"),
        "opened_at": ("opened", "created_at", "started_at", "start", "created_on"),
        "resolved_at": ("resolved", "resolved_on", "closed_at", "ended_at", "end"),
        "follow_up": ("action_item", "followup"),
        "follow_up_owner": ("followup_owner",),
        "follow_up_due": ("followup_due",),
        "follow_up_status": ("followup_status",),
    },
    tones={Severity.SEV0: "failed", Severity.SEV1: "failed", Severity.SEV2: "asking"},
)


def follow_up_of(values: Mapping[str, Any], zone: tzinfo, now: datetime) -> FollowUp:
    """Raises pydantic.ValidationError."""
    return FollowUp.model_validate(values, context={"zone": zone, "now": now})
