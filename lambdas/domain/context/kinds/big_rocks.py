"""The initiatives and how far they are (CTX-2)."""

from pydantic import Field, ValidationInfo, field_validator

from lambdas.domain.context.kinds.sheets import RecordSheet
from lambdas.domain.context.kinds.spec import ContextKindSpec, Words
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.fields import Day, Line, Name, Note, Percent
from lambdas.domain.records.records import Record
from lambdas.domain.records.statuses import RockStatus, RockStatusField


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


SPEC = ContextKindSpec(
    label="Big rocks",
    gap="the big rocks",
    icon="M2.5 16h15L12 5.5 9 11l-1.800-2.5ZM14.5 4.5v0",
    ask="what do you want to hear about this?",
    decision_ask="what do you need from the group to get this moving?",
    question=Words(200, r"big rocks?|initiatives?|blockers?|blocked|milestones?|projects?"),
    subject=Words(5, r"big rocks?|initiatives?|roadmap|milestones?|blockers?|projects?"),
)
SHEET = RecordSheet(
    model=BigRock,
    one="big rock",
    spoken="big rocks",
    columns=("name", "progress", "status", "due", "blockers", "owner"),
    aliases={
        "name": ("initiative", "rock", "big_rock", "title", "project"),
        "progress": ("percent", "percent_complete", "percent_done", "completion"),
        "status": ("rag", "health", "state"),
        "started_on": ("start", "start_date", "started"),
        "due": ("due_date", "deadline", "target_date", "end_date"),
        "blockers": ("blocker", "blocked_by"),
    },
    tones={RockStatus.BLOCKED: "failed", RockStatus.AT_RISK: "asking", RockStatus.ON_TRACK: "ready"},
)
