"""A context of the suppliers a department depends on."""

import json

from tests.house.additions.addition import Addition, Insertion

KIND = '''"""Suppliers, and until when they are bound."""

from pydantic import Field

from lambdas.domain.context.kinds.sheets import RecordSheet
from lambdas.domain.context.kinds.spec import ContextKindSpec, Words
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.fields import Amount, Day, Name, Note
from lambdas.domain.records.records import Record


class Vendor(Record):
    kind = RecordKind.VENDORS
    key_fields = ("name",)

    name: Name = Field(description="the supplier")
    bound_until: Day = Field(description="when the contract ends")
    per_year: Amount | None = Field(default=None, description="what it costs in a year")
    note: Note = Field(default="", description="anything worth knowing")


SPEC = ContextKindSpec(
    label="Vendors",
    gap="the vendors",
    icon="M4 4h12v12H4Z",
    ask="should this be talked about?",
    decision_ask="do you want to renew?",
    question=Words(205, r"vendors?|suppliers?"),
    subject=Words(6, r"vendors?|suppliers?"),
)
SHEET = RecordSheet(
    model=Vendor,
    one="vendor",
    spoken="vendor",
    columns=("name", "bound_until", "per_year"),
    aliases={"name": ("supplier",)},
)
'''
SUMMARY = '''"""Which contracts end."""

from collections.abc import Sequence

from lambdas.context.notes import note
from lambdas.context.phrases import Viewpoint, name
from lambdas.domain.context.kinds.vendors import Vendor
from lambdas.domain.context.notes import ContextNote, Fact, NEEDS_DECISION
from lambdas.domain.kernel.context_kinds import ContextKind


def summarise(vendors: Sequence[Vendor], view: Viewpoint) -> ContextNote:
    return note(ContextKind.VENDORS, view, facts=[_fact(vendor, view) for vendor in vendors])


def _fact(vendor: Vendor, view: Viewpoint) -> Fact:
    text = f"{name(vendor.name)} is bound until {view.said(vendor.bound_until)}."
    return Fact(text=text, ref=vendor.ref, weight=NEEDS_DECISION, as_of=vendor.as_of)
'''
HANDLER = "vendors = _from_records(RecordKind.VENDORS)\n"
DOCUMENT = """
## vendors
Contracts by their end.

| column | | |
|---|---|---|
| `id` |  | your own id; without it, one is made from the key columns |
| `as_of` |  | when this was true; without it, the moment of the import |
| `name` | required, key | the supplier |
| `bound_until` | required | when the contract ends |
| `per_year` |  | what it costs in a year |
| `note` |  | anything worth knowing |
"""
EXAMPLE = """supplier,bound_until,per_year,note
Cloud Nine,today+30,"120,000",EXAMPLE: invented
Paper Trail,today+200,-900,EXAMPLE
"""
GAP = "{% 'vendors could not be gathered (' & $states.errorOutput.Error & ')' %}"
MISSING = {"Output": {"kind": "vendors", "gathered": False, "gap": GAP}, "Next": "VendorsMissing"}
PERMANENT = ["Refused", "NotFound", "Conflict", "States.DataLimitExceeded", "States.Timeout"]
BACKING_OFF = {"IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 2, "MaxDelaySeconds": 10}
BRANCH = {
    "StartAt": "Vendors",
    "States": {
        "Vendors": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {"FunctionName": "${VendorsArn}", "Payload": "{% $prep %}"},
            "TimeoutSeconds": 15,
            "Output": {
                "kind": "vendors",
                "gathered": "{% $states.result.Payload.gathered %}",
                "gap": "{% $substring($states.result.Payload.gap, 0, 300) %}",
            },
            "Retry": [
                {"ErrorEquals": PERMANENT, "MaxAttempts": 0},
                {"ErrorEquals": ["States.ALL"], **BACKING_OFF, "JitterStrategy": "FULL"},
            ],
            "Catch": [
                {"ErrorEquals": ["States.DataLimitExceeded"], **MISSING},
                {"ErrorEquals": ["States.ALL"], **MISSING},
            ],
            "End": True,
        },
        "VendorsMissing": {"Type": "Pass", "End": True},
    },
}
PROOF = """
from pathlib import Path
from pytest import MonkeyPatch
from cli.main import _parser
from lambdas import wiring
from lambdas.context import handlers
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.conversation.occasion import Occasion
from lambdas.domain.conversation.questions import questions_for
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.subject import MeetingSubject
from lambdas.domain.agenda.rules_composer import RulesComposer
from lambdas.config_files import check_configuration, load_agenda_shapes, load_meeting_types
from stacks.functions import FUNCTIONS
from tests.fakes import findings
from tests.unit.edges.harness import ADA, WAITING, Harness
from tests.workflows import test_definition as machine

# the workflow
check_configuration()
states = machine.json.loads(machine.DEFINITION.read_text())
machine.test_its_context_branches_are_those_of_the_contract(states)
machine.test_every_task_has_a_literal_timeout_retries_with_jitter_and_a_catch(states)
machine.test_every_placeholder_is_quoted_and_named_like_its_state(states)
machine.test_every_placeholder_has_a_function()
(branch,) = [one for one in states["States"]["GatherContext"]["Branches"] if one["StartAt"] == "Vendors"]
assert {catcher["Next"] for catcher in branch["States"]["Vendors"]["Catch"]} < set(branch["States"])

# records: imported, shown, edited, exported
harness = Harness(MonkeyPatch()).furnish()
sheet = Path("examples/records/vendors.csv").read_text()
looked_at = harness.post("/records/vendors/preview", text=sheet)
assert "Import 2 records" in looked_at.text, looked_at.text
assert harness.post("/records/vendors/import", text=sheet).status == 303
listed = harness.get("/records/vendors").text
assert "Vendors" in listed and "Cloud Nine" in listed and "120,000" in listed and "M4 4h12v12H4Z" in listed
form = harness.get("/records/vendors/edit").text
assert "Add a vendor" in form and 'name="bound_until"' in form and "When the contract ends" in form
assert ",-900.00," in harness.get("/records/vendors/export").text
assert harness.call("GET", "/api/records/vendors").json[0]["name"] == "Cloud Nine"
assert _parser().parse_args(["records", "import", "vendors", "x.csv"]).kind == "vendors"

# what a meeting knows
told = handlers.vendors({"user_id": ADA, "meeting_id": WAITING}, None)
assert told == {"kind": "vendors", "gathered": True, "gap": ""}
note = next(one for one in harness.contexts.of_meeting(WAITING) if one.kind is ContextKind.VENDORS)
page = harness.get(f"/meetings/{WAITING}").text
assert "Vendors" in page and "Cloud Nine is bound until" in page
kind = load_meeting_types()["leadership_meeting"]
roomy = kind.model_copy(update={"prep_questions": kind.prep_questions[:3]})
named = Occasion(subject=MeetingSubject(words=content_words("Cloud Nine renewal")))
assert any("do you want to renew?" in question.text for question in questions_for(roomy, [note], occasion=named))

# the agenda
about = findings.meeting("Leadership team", 60)
known = findings.findings_of(about, "leadership_meeting", note, expected=kind.context_required)
composer = RulesComposer(load_agenda_shapes())
sections = {section.title: section.lines for section in composer.compose(known).sections}
(title,) = [title for title in sections if title.startswith("Vendors")]
assert any("Cloud Nine is bound until" in line.text for line in sections[title])
missing = findings.findings_of(about, "leadership_meeting", expected=(ContextKind.VENDORS,))
assert "the vendors (could not be gathered)" in composer.compose(missing).gaps
"""
ADDITION = Addition(
    heading="A kind of context",
    name="vendors",
    created={
        "lambdas/domain/context/kinds/vendors.py": KIND,
        "lambdas/context/vendors.py": SUMMARY,
        "examples/records/vendors.csv": EXAMPLE,
    },
    changed={
        "lambdas/domain/kernel/context_kinds.py": (
            Insertion('    VENDORS = "vendors"\n', '    HISTORY = "history"'),
            Insertion("    VENDORS = ContextKind.VENDORS\n"),
        ),
        "lambdas/context/handlers.py": (Insertion(HANDLER, "decisions = "),),
        "statemachines/meeting_prep.asl.json": (
            Insertion(f"{json.dumps(BRANCH)},\n        ", '{\n          "StartAt": "History"'),
        ),
        "statemachines/refresh_materials.asl.json": (Insertion('"${VendorsArn}", ', '"${HistoryArn}"'),),
        "stacks/functions.py": (Insertion('    _agent("vendors"),\n', '    replace(\n        _agent("history")'),),
        "config/meeting_types.yaml": (Insertion("vendors, ", "history]\n\none_on_one"),),
        "config/agenda.yaml": (
            Insertion("    - {title: Vendors, topics: [vendors]}\n", "    - {title: Decisions waiting"),
        ),
        "docs/records.md": (Insertion(DOCUMENT),),
    },
    proof=PROOF,
)
