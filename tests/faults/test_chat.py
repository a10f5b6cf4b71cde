"""Faults 70 to 72, 75 and 79 to 80 injected into the conversation."""

import logging
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.domain.conversation import Verb
from lambdas.domain.sessions import SessionStatus
from lambdas.errors import AmoError, Conflict
from tests.fakes.samples import NOW
from tests.unit.chat.world import START, World

DEADLINE = NOW + timedelta(hours=24)


def finished() -> World:
    world = World()
    world.asks()
    for text in ("a", "b", "c"):
        world.say(text, version=world.session.version)
    return world


def test_fault_70_the_last_answer_given_twice_is_one_transition_and_the_same_words() -> None:
    world = finished()
    assert world.say("c", version=world.session.version - 1).text == "Great! Generating your materials..."
    assert world.outcomes == ["finished"]


def test_fault_70_a_late_answer_is_refused_in_plain_words_and_changes_nothing() -> None:
    world = finished()
    with pytest.raises(Conflict, match="not added"):
        world.say("one more thing")
    assert world.outcomes == ["finished"]
    assert len(world.session.answers) == 3


def test_fault_70_an_answer_after_the_deadline_ends_the_conversation_though_its_timer_was_lost() -> None:
    world = World()
    world.asks()
    world.now = DEADLINE
    with pytest.raises(Conflict, match="Time is up"):
        world.say("late")
    assert world.outcomes == ["silent"]
    world.ring("deadline")
    assert world.outcomes == ["silent"]


def test_fault_70_a_dead_token_ends_the_conversation_without_an_error() -> None:
    world = World()
    world.asks()
    world.tasks.waiting.clear()
    assert world.move(Verb.FINISH).status is SessionStatus.FINISHED
    assert world.session.resumed_at is None


def test_fault_71_a_token_replaced_while_the_old_one_was_being_used_still_resumes() -> None:
    world = World()
    world.asks("old")
    world.tasks.waiting = {"new"}
    tokens = iter(["old", "new"])
    world.sessions.token = lambda session_id: next(tokens)  # type: ignore[method-assign]
    world.move(Verb.FINISH)
    assert world.outcomes == ["finished"]


def test_fault_72_silence_ends_at_the_deadline_and_never_past_the_meeting() -> None:
    world = World()
    world.now = START - timedelta(hours=2)
    world.asks()
    world.pass_time(START)
    assert world.outcomes == ["silent"]
    assert world.session.closed_at == START - timedelta(minutes=5)


def test_fault_75_two_thousand_turns_leave_a_session_no_larger_than_its_answers() -> None:
    world = World()
    world.asks()
    for _ in range(1_000):
        world.say("x" * 4_000)
        world.move(Verb.BACK)
    assert len(world.session.model_dump_json()) < 10_000
    assert not world.tasks.outputs
    assert not world.transcripts.puts


@pytest.mark.parametrize("repair", ["the deadline's timer", "the task asking again"])
def test_faults_79_and_80_a_decision_whose_resume_was_lost_is_repaired_once(repair: str) -> None:
    world = World()
    world.asks()
    world.tasks.is_down = True
    assert world.move(Verb.FINISH).text == "Great! Generating your materials..."
    assert not world.outcomes
    world.tasks.is_down = False
    for _ in range(3):
        world.ring("deadline") if repair == "the deadline's timer" else world.asks()
    assert world.outcomes[0] == "finished"
    assert len(world.outcomes) == (1 if repair == "the deadline's timer" else 3)  # each asking is a new wait
    assert world.session.resumed_at == NOW


def test_no_token_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        finished()
    assert caplog.records
    assert "token-1" not in caplog.text


steps = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(Verb), st.sampled_from(["yes", "no", " "])),
    st.tuples(st.just("ring"), st.sampled_from(["nudge", "deadline"])),
    st.tuples(st.just("wait"), st.integers(0, 10)),
    st.tuples(st.just("ask")),
    st.tuples(st.just("outage"), st.booleans()),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, max_size=25))
def test_whatever_happens_each_wait_is_answered_at_most_once_and_answers_are_kept(sequence: list[tuple]) -> None:
    world = World()
    world.asks("token-0")
    waits = 1
    for step in sequence:
        before = world.session
        try:
            match step:
                case ("move", verb, text):
                    world.move(verb, text=text)
                case ("ring", timer):
                    world.ring(timer)
                case ("wait", hours):
                    world.now += timedelta(hours=hours)
                case ("ask",):
                    world.tasks.waiting.clear()
                    world.asks(f"token-{waits}")
                    waits += 1
                case ("outage", is_down):
                    world.tasks.is_down = is_down
        except AmoError:
            pass
        after = world.session
        assert after.version >= before.version
        assert before.status in (SessionStatus.OPEN, after.status)
        assert all(after.answers[place].text for place, answer in before.answers.items() if answer.text)
    assert len(world.outcomes) <= waits
    assert len(set(world.outcomes)) <= 1
    assert len(world.notifier.told) <= 1
