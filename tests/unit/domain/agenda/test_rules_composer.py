"""Materials by rules, held against good-materials.md: would a person walk in with this, and nothing else?"""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.config_files import load_agenda_shapes
from lambdas.domain.agenda.materials import Findings, MaterialsPlan, Section
from lambdas.domain.agenda.rules_composer import RulesComposer
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.kernel.context_kinds import ContextKind
from tests.fakes import findings

BRIEFS = [
    findings.leadership,
    findings.one_on_one,
    findings.quarterly_review,
    findings.incident_review,
    findings.nothing_known,
]


def compose(gathered: Findings) -> MaterialsPlan:
    return RulesComposer(load_agenda_shapes()).compose(gathered)


def named(plan: MaterialsPlan, beginning: str) -> Section:
    return next(section for section in plan.sections if section.title.startswith(beginning))


def titles(plan: MaterialsPlan) -> list[str]:
    return [section.title for section in plan.sections]


def said(section: Section) -> str:
    return "\n".join(line.text for line in section.lines)


@pytest.mark.parametrize("made", BRIEFS)
def test_sections_add_up_and_every_line_can_be_traced(made: Callable[[], Findings]) -> None:
    gathered = made()
    plan = compose(gathered)
    assert sum(section.minutes for section in plan.sections) == gathered.tracked.meeting.minutes
    assert plan.untraceable(gathered) == []
    assert plan.founded_on(gathered.references) == plan


@pytest.mark.parametrize("made", BRIEFS)
def test_a_plan_survives_its_json_form(made: Callable[[], Findings]) -> None:
    plan = compose(made())
    assert MaterialsPlan.model_validate_json(plan.model_dump_json()) == plan


def test_composing_takes_milliseconds() -> None:
    gathered = findings.leadership()
    began = time.process_time()
    compose(gathered)
    assert time.process_time() - began < 0.5


class TestLeadershipMeeting:
    plan = compose(findings.leadership())

    def test_what_the_user_wants_stands_first(self) -> None:
        assert [want.text for want in self.plan.wants] == ["audit-log date", "two hires", "Q1 cloud budget"]
        assert self.plan.wants[0].refs == ("A1",)

    def test_the_users_priorities_are_items_of_their_own_before_everything_else_in_their_order(self) -> None:
        opening, *content, closing = titles(self.plan)
        assert (opening, closing) == ("Opening", "Next steps")
        assert content[:3] == ["Audit-log date", "Two hires", "Q1 cloud budget"]
        assert [section.priority for section in self.plan.sections[1:5]] == [1, 2, 3, 0]
        assert max(self.plan.sections, key=lambda section: section.minutes).title == "Audit-log date"

    def test_one_subject_is_one_item_with_its_figure_its_lean_and_its_decision(self) -> None:
        cloud = named(self.plan, "Q1 cloud budget")
        assert "45,200 USD over" in said(cloud)
        assert "You lean to reserved capacity for three years" in said(cloud)
        assert [line.text for line in cloud.decisions] == ["yes or no to 3-year reservations"]
        assert not any(title.startswith("Budget") for title in titles(self.plan)), "nothing of it stands elsewhere"

    def test_what_was_answered_about_a_wish_stands_with_it(self) -> None:
        hires = named(self.plan, "Two hires")
        assert "Platform engineer: 2 open requisitions" in said(hires)
        assert "Two engineers for platform, before January" in said(hires)

    def test_a_lean_is_for_the_users_eyes_alone(self) -> None:
        private = {line.text for section in self.plan.sections for line in section.lines if line.is_private}
        assert private == {"You lean to reserved capacity for three years"}

    def test_titles_say_what_is_open(self) -> None:
        assert {"Big rocks: Search migration", "Reliability: Search outage"} <= set(titles(self.plan))

    def test_a_decision_that_waits_is_asked_for_once_and_says_how_long(self) -> None:
        waiting = named(self.plan, "Decisions waiting")
        assert waiting.lines == ()
        assert [line.text for line in waiting.decisions] == [
            "Remote-work policy: two days, three days or free choice? "
            "(open 34 days, asked for twice, Anna Berg decides)"
        ]

    def test_what_is_on_plan_is_left_to_the_notes(self) -> None:
        budget = named(self.plan, "Q1 cloud budget")
        assert "Licences" not in said(budget)
        assert any("Licences" in line.text for line in budget.more)

    def test_questions_are_grouped_by_whom_to_ask(self) -> None:
        asked = {group.whom: [line.text for line in group.questions] for group in self.plan.questions}
        assert "Is 20 November still the date" in asked["Eva Lind"][0]
        assert asked["Dev Patel"] == ["What would bring a first candidate for Platform engineer?"]
        assert "Which part of the 45,200 USD over in Compute is one-off?" in asked["Everyone"], (
            "no such role is invited"
        )
        assert asked.keys() - {"Everyone"} <= set(findings.PEOPLE), "nobody is asked who is not in the room"

    def test_gaps_are_named_and_nothing_papers_over_them(self) -> None:
        assert "staffing (no attrition record since 3 November (14 days))" in self.plan.gaps
        assert "your answers to 1 of 5 questions" in self.plan.gaps

    def test_what_was_promised_last_time_comes_back_with_its_age(self) -> None:
        assert self.plan.open_items[0].text.startswith("“Send the rota for December”: open 14 days")
        assert "Finn Oak: new date for “Send the rota for December”, 5 days late" in said(self.plan.sections[-1])

    def test_who_is_new_is_said_at_the_opening(self) -> None:
        assert said(self.plan.sections[0]) == "8 people, 1 new since last time: Gus Hall"


class TestOneOnOne:
    plan = compose(findings.one_on_one())

    def test_it_has_a_shape_of_its_own_with_the_other_person_first(self) -> None:
        assert titles(self.plan) == [
            "Anna Berg first",
            "What you promised last time: 2 open, 1 overdue",
            "Growth",
            "Next step",
        ]
        assert self.plan.sections[0].minutes == 10

    def test_feedback_is_for_the_users_eyes_alone(self) -> None:
        assert not any("write-up" in line.text for section in self.plan.sections for line in section.lines)
        (feedback,) = [part for part in self.plan.brief if part.label == "Feedback"]
        assert feedback.lines[0].text == "Her incident write-up was the clearest this year"

    def test_others_read_the_section_of_promises_from_their_side(self) -> None:
        promised = named(self.plan, "What you promised last time")
        assert promised.shared_title == "What Alex Reader promised last time"

    def test_budget_and_incidents_stay_out_unless_an_answer_brings_them_up(self) -> None:
        notes = (findings.PROMISES, findings.BUDGET, findings.INCIDENTS)
        about = findings.meeting("Anna / Alex 1:1", 30, findings.PEOPLE[:2])
        plain = findings.findings_of(about, "one_on_one", *notes, said=findings.answering("one_on_one", "her workload"))
        assert not any("Compute" in line.text or "SEV1" in line.text for line in compose(plain).lines())

    def test_questions_are_for_the_other_person_and_ones_own_promises_for_oneself(self) -> None:
        assert [group.whom for group in self.plan.questions] == ["Anna Berg", "You, to have the answer ready"]

    def test_with_nothing_known_of_the_other_person_the_gap_says_so(self) -> None:
        about = findings.meeting("Anna / Alex 1:1", 30, findings.PEOPLE[:2])
        plan = compose(findings.findings_of(about, "one_on_one"))
        assert titles(plan)[0] == "Anna Berg first"
        assert "what Anna Berg wants to talk about (neither the invite nor your answers say)" in plan.gaps


def test_a_quarterly_review_holds_results_against_the_plan_and_looks_ahead() -> None:
    plan = compose(findings.quarterly_review())
    assert plan.wants_label == "You need from the people in the room"
    assert "Churn is down to 2.1 %, from 3.4 %" in said(named(plan, "Opening")), "good results open it"
    assert "45,200 USD over" in said(named(plan, "Results against plan"))
    assert "EU region live by 28 February" in said(named(plan, "Commitments"))
    assert "2 open requisitions" in said(named(plan, "Approval for two SREs"))
    assert titles(plan)[-1] == "Next steps"


def test_an_incident_review_goes_from_what_happened_to_who_owns_the_change() -> None:
    plan = compose(findings.incident_review())
    assert titles(plan) == [
        "Timeline and impact: Search outage",
        "What made it worse",
        "What would have prevented it",
        "Still open from earlier reviews: 2 open, 1 overdue",
        "Owners and dates",
    ]
    happened = [line.refs for line in named(plan, "Timeline and impact").lines]
    assert happened[:2] == [("incidents:INC-42",), ("incidents:INC-42/recovery",)]
    assert "Alert on replica lag" in said(named(plan, "What would have prevented it"))
    assert not any("Remote-work" in line.text for line in plan.lines())


def test_a_review_whose_incident_is_not_on_record_says_so_and_asks_what_such_a_review_answers() -> None:
    about = findings.meeting("Post-mortem: login loop", 60)
    plan = compose(findings.findings_of(about, "incident_review", findings.INCIDENTS))
    assert said(named(plan, "What made it worse")).startswith("To answer: What made it slower to find or to fix")
    assert any(gap.startswith("which incident on record this is about") for gap in plan.gaps)
    assert not any("Search outage" in line.text for line in plan.lines()), "a foreign incident is worse than none"


def test_a_meeting_nothing_is_known_about_says_just_that_and_asks_what_any_may_be_asked() -> None:
    plan = compose(findings.nothing_known())
    assert titles(plan) == ["Vendor call with Acme", "Next steps"]
    assert said(plan.sections[0]) == "With Ana Silva, Bo Chen"
    assert plan.gaps == ("what you want out of it (no question was answered)",)
    assert [group.whom for group in plan.questions] == ["Everyone"]
    assert {line.refs for group in plan.questions for line in group.questions} == {("type",)}


def test_a_context_that_could_not_be_gathered_is_a_gap() -> None:
    about = findings.meeting("Leadership team")
    plan = compose(findings.findings_of(about, "leadership_meeting", findings.BUDGET, expected=tuple(ContextKind)))
    assert "staffing (could not be gathered)" in plan.gaps
    assert not any(title.startswith("Staffing") for title in titles(plan))


def test_records_that_nothing_brings_up_stay_out_of_an_ordinary_meeting() -> None:
    about = findings.meeting("Logo workshop", 60)
    plan = compose(findings.findings_of(about, "default", findings.DECISIONS, findings.HISTORY))
    assert not any("Remote-work" in line.text for line in plan.lines())


def test_the_invitations_own_agenda_is_kept_with_its_times() -> None:
    about = findings.meeting(
        "Pricing sync", 60, description="Agenda:\n- Enterprise tier (30 min)\n- Discounts (15 min)"
    )
    plan = compose(findings.findings_of(about, "default"))
    assert [(s.title, s.minutes) for s in plan.sections[:2]] == [("Enterprise tier", 30), ("Discounts", 15)]
    assert all(section.refs == ("invite",) for section in plan.sections[:2])


def test_a_priority_nothing_is_on_record_about_is_a_section_the_user_introduces() -> None:
    said_before = findings.answering("leadership_meeting", "the offsite venue")
    about = findings.meeting("Leadership team")
    plan = compose(findings.findings_of(about, "leadership_meeting", findings.BUDGET, said=said_before))
    venue = named(plan, "Offsite venue")
    assert (venue.priority, venue.refs) == (1, ("A1",))
    assert said(venue) == "Yours to introduce"


def test_yes_to_a_decision_asks_for_it_and_no_takes_the_fact_off() -> None:
    asked = findings.session(
        ("Compute is over: do you want a decision on this in the meeting?", "budget:compute", "yes"),
        ("Audit log: does this need time?", "big_rocks:audit-log", "no"),
    )
    about = findings.meeting("Leadership team")
    plan = compose(findings.findings_of(about, "leadership_meeting", findings.BUDGET, findings.ROCKS, said=asked))
    assert [line.text for line in named(plan, "Budget: Compute").decisions] == ["What to do about Compute"]
    assert not any("Audit log" in line.text for section in plan.sections for line in section.lines)


@pytest.mark.parametrize("minutes", [1, 5, 10, 15, 20, 25, 30, 45, 50, 55, 60, 90, 120, 180, 240, 480, 600, 1440])
def test_any_length_is_filled_to_the_minute_and_what_does_not_fit_is_named(minutes: int) -> None:
    plan = compose(findings.leadership(minutes))
    assert sum(section.minutes for section in plan.sections) == minutes
    shown = {section.title for section in (*plan.sections, *plan.left_out)}
    assert {"Audit-log date", "Two hires", "Q1 cloud budget", "Reliability: Search outage"} <= shown


def test_tiny_meetings_drop_sections_instead_of_showing_one_minute_ones() -> None:
    plan = compose(findings.leadership(10))
    assert min(section.minutes for section in plan.sections) >= 3
    assert plan.left_out


def test_a_meeting_without_length_is_not_timed_and_says_so() -> None:
    plan = compose(findings.leadership(0))
    assert plan.sections == ()
    assert plan.left_out
    assert any("the invite does not say" in gap for gap in plan.gaps)


words = st.text(alphabet="abcdefgh XY-:,;“”0129().%", max_size=40)
facts = st.builds(
    Fact,
    text=words,
    ref=st.sampled_from(["budget:a", "big_rocks:b c", "action_items:1", "history:last", "incidents:I-1", "x"]),
    weight=st.integers(1, 3),
    asks=st.sampled_from(["", "Anna Berg", "Finance lead", "Alex Reader"]),
    question=words,
)
notes = st.lists(
    st.builds(
        lambda kind, found, gap: findings.note(kind, *found, gap=gap),
        st.sampled_from(ContextKind),
        st.lists(facts, max_size=5),
        words,
    ),
    max_size=6,
    unique_by=lambda note: note.kind,
)
asked = st.lists(
    st.tuples(
        st.sampled_from(["What are your priorities?", "Which decisions?", "What does the budget do?", "Anything?"]),
        st.sampled_from(["prep_questions", "budget:a", "action_items:1"]),
        st.one_of(words, st.sampled_from(["yes", "no", "a, b and c", "1. a 2. b"])),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 900), st.sampled_from([*load_agenda_shapes().root, "unheard-of"]), words, words, notes, asked)
def test_whatever_is_known_the_minutes_add_up_and_every_line_has_its_sources(
    minutes: int,
    meeting_type: str,
    title: str,
    description: str,
    known: list[ContextNote],
    said_before: list[tuple[str, str, str]],
) -> None:
    about = findings.meeting(title, minutes, description=f"- {description}\n- {title} 20 min")
    gathered = findings.findings_of(about, meeting_type, *known, said=findings.session(*said_before))
    plan = compose(gathered)
    assert sum(section.minutes for section in plan.sections) == minutes
    assert minutes == 0 or plan.sections
    assert plan.untraceable(gathered) == []
    assert all(section.minutes >= 3 for section in plan.sections) or minutes < 3
    assert all(len(group.questions) > 0 for group in plan.questions)


def test_a_priority_and_the_invitations_topic_it_names_are_one_item_and_the_brief_asks_for_its_decision() -> None:
    said_before = findings.answering("default", "Decide whether the checkout redesign ships in December")
    about = findings.meeting(
        "Design check-in", 50, description="- What moved since last time\n- Checkout redesign: ship or wait"
    )
    plan = compose(findings.findings_of(about, "default", said=said_before))
    checkout = named(plan, "Whether the checkout redesign ships in December")
    assert (checkout.priority, checkout.refs) == (1, ("A1", "invite"))
    assert not any(title.startswith("Checkout redesign") for title in titles(plan)), "one subject, one item"
    (to_decide,) = [part for part in plan.brief if part.label == "To decide"]
    assert [line.text for line in to_decide.lines] == ["Whether the checkout redesign ships in December"]
    assert "Owner and date for each decision, read back aloud" in said(plan.sections[-1])
    assert plan.sections.index(checkout) < plan.sections.index(named(plan, "What moved since last time"))


def test_an_answer_that_names_something_else_than_it_was_asked_about_goes_where_it_belongs() -> None:
    asked_about = findings.session(
        ("Remote-work policy: which way do you lean?", "decisions:17", "The search migration date")
    )
    about = findings.meeting("Leadership team")
    plan = compose(
        findings.findings_of(about, "leadership_meeting", findings.ROCKS, findings.DECISIONS, said=asked_about)
    )
    assert "The search migration date" in said(named(plan, "Big rocks"))
    assert "search migration" not in said(named(plan, "Decisions waiting"))
