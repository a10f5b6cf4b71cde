"""Faults 70 to 72, 75 and 79 to 80 injected into the conversation."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.errors import AmoError, Conflict
from tests.fakes.samples import NOW
from tests.unit.chat.harness import START, Harness

DEADLINE = NOW + timedelta(hours=24)


def finished() -> Harness:
    harness = Harness()
    harness.asks()
    for text in ("a", "b", "c"):
        harness.say(text, version=harness.session.version)
    return harness


@pytest.fixture
def harness() -> Harness:
    return Harness()


@pytest.fixture
def asked(harness: Harness) -> Harness:
    harness.asks()
    return harness


def test_fault_70_the_last_answer_given_twice_is_one_transition_and_the_same_words() -> None:
    harness = finished()
    assert harness.say("c", version=harness.session.version - 1).text == "Great! Generating your materials..."
    assert harness.outcomes == ["finished"]


def test_fault_70_a_late_answer_is_refused_in_plain_words_and_changes_nothing() -> None:
    harness = finished()
    with pytest.raises(Conflict, match="not added"):
        harness.say("one more thing")
    assert harness.outcomes == ["finished"]
    assert len(harness.session.answers) == 3


def test_fault_70_an_answer_after_the_deadline_ends_the_conversation_though_its_timer_was_lost(asked: Harness) -> None:
    asked.now = DEADLINE
    with pytest.raises(Conflict, match="Time is up"):
        asked.say("late")
    assert asked.outcomes == ["silent"]
    asked.ring("deadline")
    assert asked.outcomes == ["silent"]


def test_fault_70_a_dead_token_ends_the_conversation_without_an_error(asked: Harness) -> None:
    asked.tasks.waiting.clear()
    assert asked.move(Verb.FINISH).status is ConversationStatus.FINISHED
    assert asked.session.resumed_at is None


def test_fault_71_a_token_replaced_while_the_old_one_was_being_used_still_resumes(harness: Harness) -> None:
    harness.asks("old")
    harness.tasks.waiting = {"new"}
    tokens = iter(["old", "new"])
    harness.conversations.token = lambda session_id: next(tokens)  # type: ignore[method-assign]  # in the way of the real one
    harness.move(Verb.FINISH)
    assert harness.outcomes == ["finished"]


def test_fault_72_silence_ends_at_the_deadline_and_never_past_the_meeting(harness: Harness) -> None:
    harness.now = START - timedelta(hours=2)
    harness.asks()
    harness.pass_time(START)
    assert harness.outcomes == ["silent"]
    assert harness.session.closed_at == START - timedelta(minutes=5)


def test_fault_75_two_thousand_turns_leave_a_session_no_larger_than_its_answers(asked: Harness) -> None:
    for _ in range(1_000):
        asked.say("word " * 800)
        asked.move(Verb.BACK)
    assert len(asked.session.model_dump_json()) < 10_000
    assert not asked.tasks.outputs
    assert not asked.transcripts.puts


@pytest.mark.parametrize("repair", ["the deadline's timer", "the task asking again"])
def test_faults_79_and_80_a_decision_whose_resume_was_lost_is_repaired_once(asked: Harness, repair: str) -> None:
    asked.tasks.is_down = True
    assert asked.move(Verb.FINISH).text == "Great! Generating your materials..."
    assert not asked.outcomes
    asked.tasks.is_down = False
    for _ in range(3):
        asked.ring("deadline") if repair == "the deadline's timer" else asked.asks()
    assert asked.outcomes[0] == "finished"
    assert len(asked.outcomes) == (1 if repair == "the deadline's timer" else 3)  # each asking is a new wait
    assert asked.session.resumed_at == NOW


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
def test_whatever_happens_each_wait_is_answered_at_most_once_and_answers_are_kept(
    sequence: list[tuple[Any, ...]],
) -> None:
    harness = Harness()
    harness.asks("token-0")
    waits = 1
    for step in sequence:
        before = harness.session
        try:
            match step:
                case ("move", verb, text):
                    harness.move(verb, text=text)
                case ("ring", timer):
                    harness.ring(timer)
                case ("wait", hours):
                    harness.now += timedelta(hours=hours)
                case ("ask",):
                    harness.tasks.waiting.clear()
                    harness.asks(f"token-{waits}")
                    waits += 1
                case ("outage", is_down):
                    harness.tasks.is_down = is_down
        except AmoError:
            pass
        after = harness.session
        assert after.version >= before.version
        assert before.status in (ConversationStatus.OPEN, after.status)
        assert all(after.answers[place].text for place, answer in before.answers.items() if answer.text)
    assert len(harness.outcomes) <= waits
    assert len(set(harness.outcomes)) <= 1
    assert len(harness.notifier.told) <= 1
