"""Which records a meeting needs, and why: never because they are merely heavy."""

import pytest

from lambdas.config_files import load_agenda_shapes
from lambdas.domain.agenda.answer_points import points
from lambdas.domain.agenda.materials import Admission, Findings
from lambdas.domain.agenda.relevance import Relevance
from lambdas.domain.context.notes import Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.preferences.material_preferences import MaterialPreferences
from tests.fakes import findings

GUEST = Attendee(name="Bo Chen", email="bo@acme.example")


def judged(gathered: Findings) -> dict[str, Admission]:
    shape = load_agenda_shapes().get(gathered.tracked.plan.meeting_type)
    said = points(gathered.session) if gathered.session else ()
    return {one.ref: one for one in Relevance(gathered, shape, said).admissions()}


def with_guest(gathered: Findings) -> Findings:
    meeting = gathered.tracked.meeting
    there = meeting.model_copy(update={"attendees": (*meeting.attendees, GUEST)})
    return gathered.model_copy(update={"tracked": gathered.tracked.model_copy(update={"meeting": there})})


def test_a_meeting_of_its_type_looks_at_what_its_people_answer_for() -> None:
    known = judged(findings.findings_of(findings.meeting("Leadership team"), "leadership_meeting", findings.ROCKS))
    assert known["big_rocks:audit-log"].why == "a meeting of this type looks at it"
    alone = findings.meeting("Leadership team", people=findings.PEOPLE[:2])
    without = judged(findings.findings_of(alone, "leadership_meeting", findings.ROCKS))
    assert not without["big_rocks:audit-log"].is_admitted
    assert without["big_rocks:audit-log"].why == "Eva Lind, who answers for it, is not invited"


@pytest.mark.parametrize(
    ("title", "description", "answer", "why"),
    [
        ("Remote-work policy", "", "", "the title names it"),
        ("Catch up", "- Remote-work policy", "", "the invitation names it"),
        ("Catch up", "", "the remote-work policy", "your answer 1 names it"),
    ],
)
def test_elsewhere_a_record_has_to_be_named(title: str, description: str, answer: str, why: str) -> None:
    about = findings.meeting(title, description=description)
    said = findings.answering("default", answer) if answer else None
    known = judged(findings.findings_of(about, "default", findings.DECISIONS, said=said))
    assert (known["decisions:17"].is_admitted, known["decisions:17"].why) == (True, why)


def test_with_a_guest_only_what_is_about_them_is_for_all_to_see() -> None:
    theirs = Fact(text="Acme rollout: 40 % done.", ref="big_rocks:acme", weight=3, subject="Acme rollout")
    rocks = findings.note(ContextKind.BIG_ROCKS, theirs, *findings.ROCKS.facts)
    known = judged(with_guest(findings.findings_of(findings.meeting("Q4 QBR"), "qbr", rocks)))
    assert (known["big_rocks:acme"].is_admitted, known["big_rocks:acme"].is_private) == (True, False)
    assert known["big_rocks:acme"].why == "it is about Acme, whose people are in the room"
    assert known["big_rocks:audit-log"].why == "it is not about those the meeting is with, and nobody brought it up"


def test_what_a_confidence_names_is_needed_and_for_the_users_eyes_alone() -> None:
    said = findings.answering("staff_meeting", "", "", "Will the remote-work policy end? We have not decided")
    about = findings.meeting("All-hands")
    known = judged(findings.findings_of(about, "staff_meeting", findings.DECISIONS, said=said))
    assert (known["decisions:17"].is_admitted, known["decisions:17"].is_private) == (True, True)
    assert known["decisions:17"].why == "your answer 3 names it, for your eyes"


def test_what_nobody_is_to_hear_of_is_not_shown_though_it_is_about_them() -> None:
    theirs = Fact(text="Acme lost uploads.", ref="incidents:7", weight=3, subject="Upload outage", background="Acme")
    said = findings.answering("default", "They must not hear about the outage, and I want the renewal signed")
    note = findings.note(ContextKind.INCIDENTS, theirs)
    known = judged(with_guest(findings.findings_of(findings.meeting("Renewal call"), "default", note, said=said)))
    assert (known["incidents:7"].is_admitted, known["incidents:7"].is_private) == (True, True)


def test_a_decision_is_named_by_its_choices() -> None:
    fact = Fact(text="Carrier", ref="decisions:44", part=FactPart.DECISION, choices=("InPost", "DPD"))
    note = findings.note(ContextKind.DECISIONS, fact)
    said = findings.answering("default", "InPost or DPD")
    known = judged(findings.findings_of(findings.meeting("Sync"), "default", note, said=said))
    assert known["decisions:44"].why == "your answer 1 names it"


def test_what_the_house_spends_on_its_guests_is_not_for_them() -> None:
    theirs = Fact(text="Acme hosting is 11,000 over.", ref="budget:acme", weight=3, subject="Acme hosting")
    known = judged(
        with_guest(findings.findings_of(findings.meeting("Q4 QBR"), "qbr", findings.note(ContextKind.BUDGET, theirs)))
    )
    assert (known["budget:acme"].is_admitted, known["budget:acme"].is_private) == (True, True)


def test_a_review_is_of_its_own_incident_and_of_no_other() -> None:
    about = findings.meeting("Post-mortem: Search outage")
    own = judged(findings.findings_of(about, "incident_review", findings.OWN_INCIDENT))
    assert {one.why for one in own.values()} == {"it is the incident this meeting is about"}
    other = findings.meeting("Post-mortem: login loop")
    foreign = judged(findings.findings_of(other, "incident_review", findings.INCIDENTS))
    assert {one.why for one in foreign.values()} == {"it is another incident"}


def test_a_wish_for_less_of_a_source_holds_unless_it_is_named() -> None:
    less = MaterialPreferences(less_of=frozenset({ContextKind.BUDGET}))
    gathered = findings.findings_of(findings.meeting("Leadership team"), "leadership_meeting", findings.BUDGET)
    known = judged(gathered.model_copy(update={"preferences": less}))
    assert known["budget:compute"].why == "you asked for less of budget"
    said = findings.answering("leadership_meeting", "compute")
    named = judged(gathered.model_copy(update={"preferences": less, "session": said}))
    assert named["budget:compute"].is_admitted
