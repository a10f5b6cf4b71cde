"""Which questions a conversation asks (CHAT-1)."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.config_files import load_meeting_types
from lambdas.domain.classification.meeting_types import MeetingType
from lambdas.domain.context.notes import ContextNote, Fact, FactPart
from lambdas.domain.conversation.conversation import GENERIC_REF, Question, Recalled
from lambdas.domain.conversation.occasion import Occasion, occasion_of
from lambdas.domain.conversation.questions import (
    FALLBACKS,
    MAX_QUESTIONS,
    MIN_QUESTIONS,
    compose_questions,
    questions_for,
)
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.preferences.material_preferences import NO_PREFERENCES, Wish, WishKind
from tests.fakes.samples import a_meeting

LEADERSHIP = (
    "What are your top three priorities for this meeting?",
    "Any incidents or reliability concerns this week?",
    "Which budget variances should be addressed?",
    "Any staffing updates or concerns?",
    "Which decisions do you need from the group?",
)
GENERAL = ("What has to be different?", "What do you bring?", "Who can help?")
COMPUTE = Fact(text="Compute is 45,200 over plan", ref="budget:compute", weight=3)
STORAGE = Fact(text="Storage is 12,000 over plan", ref="budget:storage", weight=3)
POLICY = Fact(text="Remote-work policy, open 34 days", ref="decisions:17", weight=3)
SEARCH = Fact(text="Search migration is blocked", ref="big_rocks:1", weight=2, question="What would unblock it?")


def note(kind: ContextKind, *facts: Fact) -> ContextNote:
    return ContextNote(kind=kind, source="records", gathered_at=datetime(2026, 3, 2, tzinfo=UTC), facts=facts)


def occasion(
    title: str, *people: tuple[str, str], notes: Sequence[ContextNote] = (), series: str | None = "s1"
) -> Occasion:
    invited = tuple(Attendee(name=name, email=email) for name, email in people)
    meeting = a_meeting(title=title, attendees=invited, organizer=None, series_id=series)
    return occasion_of(meeting, "default", ("Alex Reader", "alex@corp.example"), notes)


def texts(prep_questions: tuple[str, ...], *notes: ContextNote) -> list[str]:
    return [question.text for question in compose_questions(prep_questions, notes)]


def test_without_context_the_type_s_own_questions_are_asked_in_their_order() -> None:
    assert texts(LEADERSHIP) == list(LEADERSHIP)


def test_a_question_of_the_type_names_the_record_that_is_most_open() -> None:
    asked = compose_questions(LEADERSHIP, [note(ContextKind.BUDGET, STORAGE.model_copy(update={"weight": 2}), COMPUTE)])
    assert [question.ref for question in asked] == [
        GENERIC_REF,
        GENERIC_REF,
        "budget:compute",
        GENERIC_REF,
        GENERIC_REF,
    ]
    assert asked[2].text == f"{LEADERSHIP[2]} On record: Compute is 45,200 over plan."
    assert asked[2].wording == LEADERSHIP[2]


def test_records_never_crowd_out_what_the_type_asks() -> None:
    notes = [
        note(ContextKind.BIG_ROCKS, SEARCH),
        note(ContextKind.BUDGET, COMPUTE, STORAGE),
        note(ContextKind.DECISIONS, POLICY),
    ]
    assert [question.wording for question in compose_questions(LEADERSHIP, notes)] == list(LEADERSHIP)


@pytest.mark.parametrize("weight", [1, 2])
def test_a_record_with_nothing_open_sharpens_nothing(weight: int) -> None:
    calm = Fact(text="Compute is on plan", ref="budget:compute", weight=weight)
    assert texts(LEADERSHIP, note(ContextKind.BUDGET, calm)) == list(LEADERSHIP)


def test_a_meeting_asks_about_the_records_its_title_names_and_no_others() -> None:
    notes = [note(ContextKind.DECISIONS, POLICY), note(ContextKind.BIG_ROCKS, SEARCH)]
    refs = [question.ref for question in compose_questions(GENERAL, notes, occasion("Search migration"))]
    assert refs == [GENERIC_REF, GENERIC_REF, GENERIC_REF, "big_rocks:1"]
    assert all(question.ref == GENERIC_REF for question in compose_questions(GENERAL, notes, occasion("Logo workshop")))


def test_with_a_customer_in_the_room_only_what_concerns_them_is_named() -> None:
    theirs = Fact(text="Northwind renewal terms, open 40 days", ref="decisions:31", weight=3)
    guests = occasion("Northwind QBR", ("Alex Reader", "alex@corp.example"), ("Carla", "carla@northwind.example"))
    asked = compose_questions(
        LEADERSHIP, [note(ContextKind.DECISIONS, POLICY, theirs), note(ContextKind.BUDGET, COMPUTE)], guests
    )
    assert [question.ref for question in asked if question.ref != GENERIC_REF] == ["decisions:31"]


def test_the_same_matter_seen_by_two_agents_is_asked_about_once() -> None:
    decision = Fact(text="Audit log release date still open", ref="decisions:4", weight=3)
    rock = Fact(text="The audit log release date is still open", ref="big_rocks:4", weight=3)
    notes = [note(ContextKind.DECISIONS, decision), note(ContextKind.BIG_ROCKS, rock)]
    asked = compose_questions(GENERAL, notes, occasion("Audit log release date"))
    assert [question.ref for question in asked] == [GENERIC_REF, GENERIC_REF, GENERIC_REF, "decisions:4"]


def test_two_records_of_one_kind_that_read_alike_are_two_questions() -> None:
    first = Fact(text="Backend engineer requisition, no candidate for 30 days", ref="staffing:1", weight=3)
    second = Fact(text="Frontend engineer requisition, no candidate for 31 days", ref="staffing:2", weight=3)
    asked = compose_questions(
        GENERAL,
        [note(ContextKind.STAFFING, first, second)],
        occasion("Backend and frontend engineer requisition, no candidate"),
    )
    assert [question.ref for question in asked[3:]] == ["staffing:1", "staffing:2"]
    assert asked[3].text.split(": ")[1] != asked[4].text.split(": ")[1]


def test_a_decision_is_asked_for_only_where_whoever_decides_it_comes() -> None:
    elsewhere = POLICY.model_copy(update={"part": FactPart.DECISION, "asks": "Jonas Wolf"})
    people = [(name, f"{name.lower()}@corp.example") for name in ("Alex", "Rui", "Oda")]
    notes = [note(ContextKind.DECISIONS, elsewhere)]
    assert texts(LEADERSHIP, *notes)[4] != LEADERSHIP[4]
    assert compose_questions(LEADERSHIP, notes, occasion("Product QBR", *people))[4].text == LEADERSHIP[4]


def test_an_incident_is_named_rather_than_its_follow_up() -> None:
    late = Fact(text="Follow-up “Alert” is 5 days past due", ref="incidents:1/alert", weight=3, part=FactPart.FOLLOW_UP)
    outage = Fact(text="SEV1 “Search outage”: 47 min", ref="incidents:1", weight=2, question="Why so long?")
    assert texts(LEADERSHIP, note(ContextKind.INCIDENTS, late, outage))[1].endswith("SEV1 “Search outage”: 47 min.")


def test_a_first_time_is_not_asked_about_last_time() -> None:
    first = note(ContextKind.HISTORY, Fact(text="2 people: Alex, Sam.", ref="history:attendees", part=FactPart.PEOPLE))
    known = occasion("Alex / Sam", ("Alex Reader", "alex@corp.example"), ("Sam", "sam@corp.example"), notes=[first])
    asked = compose_questions(load_meeting_types().get("one_on_one").prep_questions, [first], known)
    assert not any("last time" in question.text for question in asked)


def test_a_question_names_the_meetings_own_things() -> None:
    named = occasion(
        "Pricing page", ("Alex Reader", "alex@corp.example"), ("Rui", "rui@corp.example"), ("Oda", "oda@corp.example")
    )
    questions = load_meeting_types().get("default").prep_questions
    asked = [question.text for question in compose_questions(questions, [], named)]
    assert asked[0] == "What has to be different once “Pricing page” is over?"
    assert "which of Rui and Oda can answer it" in asked[2]
    general = [question.text for question in compose_questions(questions, [])]
    assert general[0] == "What has to be different once this meeting is over?"


def test_a_one_on_one_names_the_other_person() -> None:
    two = occasion("Alex / Sam", ("Alex Reader", "alex@corp.example"), ("Sam Otieno", "sam@corp.example"))
    asked = compose_questions(load_meeting_types().get("one_on_one").prep_questions, [], two)
    assert asked[0].text.startswith("What would Sam want to talk about first")


def test_a_post_mortem_asks_about_its_own_incident() -> None:
    course = Fact(
        text="SEV1 “Search outage”: Friday 13 November, 09:12 to 09:59.",
        ref="incidents:INC-42",
        weight=3,
        part=FactPart.COURSE,
        subject="Search outage",
    )
    recovery = Fact(text="47 min to recover.", ref="incidents:INC-42/recovery", weight=2, part=FactPart.RECOVERY)
    notes = [note(ContextKind.INCIDENTS, course, recovery), note(ContextKind.DECISIONS, POLICY)]
    review = occasion("Post-mortem: search", notes=notes)
    asked = questions_for(load_meeting_types().get("incident_review"), notes, occasion=review)
    assert asked[0].text.endswith("On record: SEV1 “Search outage”: Friday 13 November, 09:12 to 09:59.")
    assert asked[0].text.startswith("What did customers notice of “Search outage”")
    assert asked[2].text.endswith("On record: 47 min to recover.")
    assert not any("Remote-work" in question.text for question in asked)


def test_a_single_meeting_is_not_asked_about_last_time() -> None:
    once = occasion("Alex / Sam", ("Alex Reader", "alex@corp.example"), ("Sam", "sam@corp.example"), series=None)
    asked = compose_questions(load_meeting_types().get("one_on_one").prep_questions, [], once)
    assert len(asked) == 3
    assert not any("last time" in question.text for question in asked)


def test_what_was_said_last_time_goes_with_its_question() -> None:
    said = Fact(
        text="Before the last one you said ...",
        ref="history:last/answer-1",
        part=FactPart.LAST_ANSWER,
        subject=LEADERSHIP[0],
        standing="the date",
    )
    asked = questions_for(QUARTERLY, [note(ContextKind.HISTORY, said)])
    assert asked[0].last_time == Recalled(text="the date", ref="history:last/answer-1")
    assert asked[1].last_time is None


def test_a_type_without_questions_of_its_own_still_gets_three() -> None:
    assert texts(()) == list(FALLBACKS)


def test_a_fact_that_is_a_sentence_of_its_own_is_not_joined_by_a_second_colon() -> None:
    fact = Fact(text="Replica alerts: two are past due.", ref="incidents:9", weight=3)
    asked = compose_questions(GENERAL, [note(ContextKind.INCIDENTS, fact)], occasion("Replica alerts"))
    assert asked[3].text == "Replica alerts: two are past due. What has to be agreed about this here?"


def test_an_endless_fact_is_cut_so_that_the_question_stays_readable() -> None:
    fact = Fact(text="word " * 1_000, ref="budget:x", weight=3)
    assert all(len(text) < 260 for text in texts((), note(ContextKind.BUDGET, fact)))


facts = st.builds(
    Fact,
    text=st.text(max_size=60),
    ref=st.text("abc:1", min_size=1, max_size=5),
    weight=st.integers(1, 3),
    question=st.sampled_from(["", "What now?"]),
)
notes = st.lists(st.builds(note, st.sampled_from(ContextKind), facts, facts, facts), max_size=6)


@given(st.lists(st.text(max_size=60) | st.sampled_from(LEADERSHIP), max_size=8), notes)
def test_there_are_always_three_to_five_different_questions(own: list[str], gathered: list[ContextNote]) -> None:
    asked = compose_questions(own, gathered)
    assert MIN_QUESTIONS <= len(asked) <= MAX_QUESTIONS
    assert len({question.text for question in asked}) == len(asked)
    assert all(question.text.strip() and question.ref for question in asked)
    assert asked == compose_questions(own, gathered)


def test_a_type_asks_only_about_the_contexts_it_calls_for() -> None:
    one_on_one = MeetingType(
        label="One-on-one",
        prep_hours_before=24,
        prep_questions=("What is on their mind?", "What did you promise last time?", "Any feedback to give?"),
        context_required=(ContextKind.HISTORY,),
    )
    promise = Fact(text="You owe them the career plan, 12 days late", ref="action_items:3", weight=3)
    notes = [note(ContextKind.BUDGET, COMPUTE), note(ContextKind.HISTORY, promise)]
    refs = [question.ref for question in questions_for(one_on_one, notes)]
    assert "action_items:3" in refs
    assert "budget:compute" not in refs


QUARTERLY = MeetingType(
    label="Review",
    prep_hours_before=24,
    prep_questions=LEADERSHIP,
    context_required=(ContextKind.BUDGET, ContextKind.DECISIONS),
)


def test_a_declined_question_stays_away_whatever_record_it_named() -> None:
    notes = [note(ContextKind.BUDGET, COMPUTE, STORAGE)]
    first = questions_for(QUARTERLY, notes)
    declined = next(question for question in first if question.ref == "budget:compute")
    wished = NO_PREFERENCES.with_wish(declined.never_again)
    asked = questions_for(QUARTERLY, [note(ContextKind.BUDGET, STORAGE)], wished)
    assert [question.text for question in asked] == [text for text in LEADERSHIP if text != declined.wording]


def test_less_of_a_source_asks_nothing_about_its_records() -> None:
    wished = NO_PREFERENCES.with_wish(Wish(kind=WishKind.LESS_OF, what="budget"))
    notes = [note(ContextKind.BUDGET, COMPUTE), note(ContextKind.DECISIONS, POLICY)]
    refs = [question.ref for question in questions_for(QUARTERLY, notes, wished)]
    assert "budget:compute" not in refs
    assert "decisions:17" in refs


def test_whoever_declines_everything_is_still_asked_something() -> None:
    wished = NO_PREFERENCES
    for text in (*LEADERSHIP, *FALLBACKS):
        wished = wished.with_wish(Question(text=text, ref=GENERIC_REF).never_again)
    assert len(questions_for(QUARTERLY, [], wished)) == 1
