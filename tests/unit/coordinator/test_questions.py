"""Questions about a meeting without a model: what the rules find, what is kept, and whose it is."""

from datetime import timedelta

import pytest

from lambdas.errors import NotFound, Refused
from lambdas.store.meeting_questions import MAX_A_DAY
from tests.fakes.samples import NOW
from tests.unit.coordinator.world import FACTS, World


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How far over is cloud compute?", "Cloud compute is at 45,200 of 40,000 USD."),
        ("What about the Hamburg lease?", "The lease of the Hamburg office waits for a decision since 3 February."),
        ("What did I answer about the move?", "A date for the move"),
        ("Who is invited?", "Invited: Ada Field, Bo Lind."),
        ("budget?", "Cloud compute is at 45,200 of 40,000 USD."),
    ],
)
def test_the_lines_that_say_most_of_it_are_found_each_with_its_source(question: str, found: str) -> None:
    answer = World().ask(question)
    assert (answer.composer, answer.written_by, answer.remark) == ("rules", "", "")
    assert found in [line.text for line in answer.lines]
    assert all(line.sources for line in answer.lines)


def test_where_nothing_is_on_record_nothing_is_said() -> None:
    assert World().ask("Which wine goes with herring?").lines == ()


def test_a_question_delivered_twice_is_answered_once() -> None:
    world = World()
    question = world.put("budget?")
    world.coordinate(question)
    first = world.desk.find("u1", "m1", question.question_id, NOW).answer
    world.contexts.delete("m1", next(iter(FACTS)).value)
    world.coordinate(question)
    assert world.desk.find("u1", "m1", question.question_id, NOW).answer == first


def test_a_question_forgotten_meanwhile_stays_forgotten() -> None:
    world = World()
    question = world.put("budget?")
    for answer in world.questions.about("u1", "m1"):
        world.questions.delete("u1", answer)
    world.coordinate(question)
    assert world.questions.about("u1", "m1") == []


def test_nobody_asks_about_somebody_else_s_meeting_or_reads_their_questions() -> None:
    world = World()
    question = world.put("budget?")
    with pytest.raises(NotFound):
        world.put("budget?", user_id="u2")
    with pytest.raises(NotFound):
        world.desk.find("u2", "m1", question.question_id, NOW)


def test_a_day_has_an_end() -> None:
    world = World()
    for _ in range(MAX_A_DAY):
        world.put("budget?")
    with pytest.raises(Refused, match="ask again tomorrow"):
        world.put("budget?")
    world.pass_time(NOW + timedelta(days=1))
    assert world.put("budget?")


def test_a_question_of_nothing_is_refused_in_one_line() -> None:
    with pytest.raises(Refused, match="Type a question"):
        World().put(" \u200b ")


def test_questions_are_kept_for_thirty_days() -> None:
    world = World()
    question = world.put("budget?")
    with pytest.raises(NotFound):
        world.desk.find("u1", "m1", question.question_id, NOW + timedelta(days=31))
