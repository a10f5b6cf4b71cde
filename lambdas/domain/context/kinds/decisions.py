"""Decisions that wait (CTX-5)."""

from pydantic import Field

from lambdas.domain.context.kinds.sheets import RecordSheet
from lambdas.domain.context.kinds.spec import ContextKindSpec, Words
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.fields import Choices, Count, Day, Identity, Line, Name, Note
from lambdas.domain.records.records import Record
from lambdas.domain.records.statuses import DecisionStatus, DecisionStatusField


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
    option: Line = Field(default="", description="what was decided, in words")
    who: Line = Field(default="", description="who decided it")
    why: Note = Field(default="", description="the reason that was given")
    meeting_id: Identity = Field(default="", description="the meeting it was decided in, as AMO calls it")
    supersedes: Identity = Field(default="", description="the id of an earlier decision that it takes the place of")


SPEC = ContextKindSpec(
    label="Decisions",
    gap="decisions waiting",
    icon="M5 3v14M5 4.5h9.5L12.5 8l2 3.5H5",
    ask="which way do you lean?",
    decision_ask="should this be closed in the meeting, and which way do you lean?",
    question=Words(160, r"decisions?|decide|approvals?"),
    subject=Words(4, r"decisions?|decide[ds]?|approv(?:e|al|als)|sign[- ]?offs?"),
)
SHEET = RecordSheet(
    model=DecisionRecord,
    one="decision",
    spoken="decision",
    columns=("title", "status", "raised_on", "due", "asked_count", "owner"),
    aliases={
        "title": ("decision", "topic", "question", "name"),
        "raised_on": ("raised", "opened_on", "asked_on", "created", "date"),
        "due": ("due_date", "deadline", "needed_by"),
        "owner": ("decider",),
        "options": ("choices", "alternatives"),
        "asked_count": ("asked", "times_asked"),
        "status": ("state",),
        "decided_on": ("decided",),
    },
    tones={DecisionStatus.OPEN: "asking", DecisionStatus.DECIDED: "ready"},
)
