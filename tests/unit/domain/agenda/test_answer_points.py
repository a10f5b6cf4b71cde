"""What people type, taken apart into points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.agenda.answer_points import points, split, unanswered
from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_of_question
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.settings import load_meeting_types
from tests.fakes.briefs import session


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("audit-log date, two hires, Q1 cloud budget", ["audit-log date", "two hires", "Q1 cloud budget"]),
        ("the date, two hires and the budget", ["the date", "two hires", "the budget"]),
        ("the date, two hires, and the budget.", ["the date", "two hires", "the budget"]),
        ("1) audit log 2) hires 3) budget", ["audit log", "hires", "budget"]),
        ("1. audit log\n2. hires", ["audit log", "hires"]),
        ("- audit log\n• hires", ["audit log", "hires"]),
        ("audit log; hires", ["audit log", "hires"]),
        ("hiring and budget", ["hiring", "budget"]),
        ("Approve the budget. Dr. Smith to own it.", ["Approve the budget", "Dr. Smith to own it"]),
        ("Q1 and Q2 budget", ["Q1 and Q2 budget"]),
        ("research and development, sales", ["research and development", "sales"]),
        ("45,200 over in compute, mostly one-off", ["45,200 over in compute, mostly one-off"]),
        ("the policy (who, when, where), office lease", ["the policy (who, when, where)", "office lease"]),
        (
            "We reserve, but only if the move lands in 3. quarter",
            ["We reserve, but only if the move lands in 3. quarter"],
        ),
    ],
)
def test_a_list_is_cut_into_its_things_and_prose_is_not(typed: str, meant: list[str]) -> None:
    assert split(typed, is_list=True) == meant


@pytest.mark.parametrize(
    "typed", ["", "  ", "no", "None.", "nothing this week", "n/a", "-", "skip", "Nope, thanks!", "..."]
)
def test_saying_nothing_gives_no_point(typed: str) -> None:
    assert split(typed, is_list=True) == []


def test_prose_in_answer_to_an_open_question_stays_whole() -> None:
    said = "the price is with the provider, I can have it by Friday; call them"
    assert split(said, is_list=False) == [said]


@given(st.text(max_size=400))
def test_any_answer_is_taken_apart_without_losing_its_letters(typed: str) -> None:
    for is_list in (True, False):
        assert all(part and part == " ".join(part.split()) for part in split(typed, is_list=is_list))


def test_points_name_their_answer_and_the_fact_they_were_asked_about() -> None:
    said = session(
        ("What are your top three priorities?", "prep_questions", "the date"),
        ("Compute is over: do you want a decision on this?", "budget:compute", "Yes, reserve three years"),
        ("Audit log is late: does this need time?", "big_rocks:audit-log", "no"),
    )
    topics: dict[str, Topic] = {"budget:compute": ContextKind.BUDGET, "big_rocks:audit-log": ContextKind.BIG_ROCKS}
    wish, agreed, refused = points(said, topics)
    assert (wish.refs, wish.topic) == (("A1",), QuestionTopic.WANTS)
    assert (agreed.refs, agreed.stance, agreed.text) == (("A2", "budget:compute"), "yes", "reserve three years")
    assert (refused.about, refused.stance, refused.text) == ("big_rocks:audit-log", "no", "")


def test_skipped_questions_are_known_as_such() -> None:
    said = session(("First?", "prep_questions", ""), ("Second?", "prep_questions", "yes"))
    assert [question.text for question in unanswered(said)] == ["First?"]


def test_every_question_of_every_type_is_understood() -> None:
    """A question whose topic is not found would leave its answer without a place on the agenda."""
    asked = [question for _, kind in load_meeting_types().items() for question in kind.prep_questions]
    not_understood = [question for question in asked if topic_of_question(question) is QuestionTopic.OTHER]
    assert not_understood == ["What do you bring that nobody else in the room has?"]
