"""The people who are here, and those who are looked for (CTX-4)."""

from pydantic import Field

from lambdas.domain.context.kinds.sheets import RecordSheet
from lambdas.domain.context.kinds.spec import ContextKindSpec, Words
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.fields import Count, Day, Line, Name, Note
from lambdas.domain.records.records import Record
from lambdas.domain.records.statuses import StageField


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


SPEC = ContextKindSpec(
    label="Staffing",
    gap="staffing",
    icon=(
        "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 16.5c0-2.800 2.200-4.5 5-4.5s5 1.700 5 4.5"
        "M13 4a2.800 2.800 0 0 1 0 5.300M14.5 12.300c1.800.5 3 2 3 4.200"
    ),
    ask="is there a concern you want to raise?",
    decision_ask="what do you need from the group on this?",
    question=Words(190, r"staff(?:ing)?|hir(?:e|es|ing)|headcount|requisitions?"),
    subject=Words(
        3,
        r"staff(?:ing)?|hir(?:e|es|ing)|headcount|requisitions?|recruit(?:ing|ers?|ment)|candidates?|vacanc(?:y|ies)|"
        r"attrition|open (?:roles?|positions?)|backfills?|(?:two|three|four|five|six|\d+) (?:more )?(?:\w+ )?"
        r"(?:engineers?|developers?|SREs?|designers?|analysts?)",
    ),
)
SHEET = RecordSheet(
    model=StaffingLine,
    one="role",
    spoken="staffing",
    columns=("role", "team", "headcount", "open_requisitions", "candidates", "stage"),
    aliases={
        "team": ("department", "group"),
        "role": ("title", "position", "job"),
        "headcount": ("hc", "heads", "filled"),
        "open_requisitions": ("open", "open_reqs", "requisitions", "open_positions", "reqs"),
        "opened_on": ("opened", "open_since"),
        "candidates": ("pipeline", "candidate_count"),
        "stage": ("pipeline_stage",),
        "target_start": ("start_date", "target_date"),
        "owner": ("hiring_manager", "recruiter"),
    },
)
