"""Which questions a conversation asks (CHAT-1)."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.classification.meeting_types import MeetingType
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import GENERIC_REF, Question
from lambdas.domain.conversation.questions import (
    FALLBACKS,
    MAX_QUESTIONS,
    MIN_QUESTIONS,
    compose_questions,
    questions_for,
)
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.preferences.material_preferences import NO_PREFERENCES, Wish, WishKind

LEADERSHIP = (
    "What are your top three priorities for this meeting?",
    "Any incidents or reliability concerns this week?",
    "Which budget variances should be addressed?",
    "Any staffing updates or concerns?",
    "Which decisions do you need from the group?",
)
COMPUTE = Fact(text="Compute is 45,200 over plan", ref="budget:compute", weight=3)
STORAGE = Fact(text="Storage is 12,000 over plan", ref="budget:storage", weight=3)
POLICY = Fact(text="Remote-work policy, open 34 days", ref="decisions:17", weight=3)
SEARCH = Fact(text="Search migration is blocked", ref="big_rocks:1", weight=2, question="What would unblock it?")


def note(kind: ContextKind, *facts: Fact) -> ContextNote:
    return ContextNote(kind=kind, source="records", gathered_at=datetime(2026, 3, 2, tzinfo=UTC), facts=facts)


def texts(prep_questions: tuple[str, ...], *notes: ContextNote) -> list[str]:
    return [question.text for question in compose_questions(prep_questions, notes)]


def test_without_context_the_type_s_own_questions_are_asked_in_their_order() -> None:
    assert texts(LEADERSHIP) == list(LEADERSHIP)


def test_what_the_person_wants_comes_first_and_then_what_the_records_say_is_open() -> None:
    asked = texts(LEADERSHIP, note(ContextKind.BUDGET, COMPUTE))
    assert asked[:2] == [LEADERSHIP[0], "Compute is 45,200 over plan: do you want a decision on this in the meeting?"]


def test_a_question_about_a_fact_names_the_record_it_comes_from() -> None:
    asked = compose_questions(LEADERSHIP, [note(ContextKind.BUDGET, COMPUTE)])
    assert [question.ref for question in asked][:3] == [GENERIC_REF, "budget:compute", GENERIC_REF]


def test_a_subject_the_records_already_ask_about_is_not_asked_about_in_general() -> None:
    asked = texts(LEADERSHIP, note(ContextKind.BUDGET, COMPUTE))
    assert LEADERSHIP[2] not in asked
    assert LEADERSHIP[1] in asked


def test_a_subject_whose_record_shows_nothing_open_is_still_asked_about_in_general() -> None:
    calm = Fact(text="Compute is on plan", ref="budget:compute", weight=1)
    assert LEADERSHIP[2] in texts(LEADERSHIP, note(ContextKind.BUDGET, calm))


def test_the_heaviest_facts_are_asked_about_first_and_the_kinds_take_turns() -> None:
    notes = [
        note(ContextKind.BIG_ROCKS, SEARCH),
        note(ContextKind.BUDGET, COMPUTE, STORAGE),
        note(ContextKind.DECISIONS, POLICY),
    ]
    refs = [question.ref for question in compose_questions(LEADERSHIP, notes) if question.ref != GENERIC_REF]
    assert refs == ["budget:compute", "decisions:17", "budget:storage"]


def test_a_fact_off_track_with_nothing_to_ask_about_it_is_not_a_question() -> None:
    settled = Fact(text="Search migration slipped a week", ref="big_rocks:1", weight=2)
    assert texts(LEADERSHIP, note(ContextKind.BIG_ROCKS, settled)) == list(LEADERSHIP)


def test_the_same_matter_seen_by_two_agents_is_asked_about_once() -> None:
    decision = Fact(text="Audit log release date still open", ref="decisions:4", weight=3)
    rock = Fact(text="The audit log release date is still open", ref="big_rocks:4", weight=3)
    refs = [
        q.ref for q in compose_questions((), [note(ContextKind.DECISIONS, decision), note(ContextKind.BIG_ROCKS, rock)])
    ]
    assert refs == ["decisions:4", GENERIC_REF, GENERIC_REF]


def test_two_records_of_one_kind_that_read_alike_are_two_questions() -> None:
    first = Fact(text="Backend engineer requisition open 30 days, no candidate", ref="staffing:1", weight=3)
    second = Fact(text="Frontend engineer requisition open 31 days, no candidate", ref="staffing:2", weight=3)
    asked = compose_questions((), [note(ContextKind.STAFFING, first, second)])
    assert [question.ref for question in asked[:2]] == ["staffing:1", "staffing:2"]
    assert asked[0].text.split(": ")[1] != asked[1].text.split(": ")[1]


def test_a_type_without_questions_of_its_own_still_gets_three() -> None:
    assert texts(()) == list(FALLBACKS)


def test_a_fact_that_is_a_sentence_of_its_own_is_not_joined_by_a_second_colon() -> None:
    fact = Fact(text="Follow-ups: two are past due.", ref="incidents:9", weight=3)
    assert texts((), note(ContextKind.INCIDENTS, fact))[0] == (
        "Follow-ups: two are past due. What has to be agreed about this here?"
    )


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


def test_a_declined_question_makes_room_for_the_next_best() -> None:
    notes = [note(ContextKind.BUDGET, COMPUTE, STORAGE)]
    first = questions_for(QUARTERLY, notes)
    wished = NO_PREFERENCES
    for question in first:
        if question.ref == "budget:compute" or question.text == LEADERSHIP[1]:
            wished = wished.with_wish(question.never_again)
    asked = questions_for(QUARTERLY, notes, wished)
    assert not {"budget:compute"} & {question.ref for question in asked}
    assert LEADERSHIP[1] not in [question.text for question in asked]
    assert any(question.ref == "budget:storage" for question in asked)
    assert len(asked) == len(first) - 1  # five of the type's own are there, one is declined, one fact went


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
