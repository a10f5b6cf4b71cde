"""The nudge half-way and the end at the deadline (WF-3)."""

from datetime import timedelta

import pytest

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.notifications.messages import MessageKind
from lambdas.errors import Retryable
from tests.fakes.samples import NOW
from tests.unit.chat.harness import START, Harness

HALF_WAY = NOW + timedelta(hours=12)
DEADLINE = NOW + timedelta(hours=24)


def test_silence_brings_one_nudge_half_way_and_then_the_end(asked: Harness) -> None:
    asked.pass_time(HALF_WAY)
    assert [message.kind for message in asked.notifier.told] == [MessageKind.NUDGE]
    asked.pass_time(DEADLINE)
    assert asked.outcomes == ["silent"]
    assert len(asked.notifier.told) == 1
    assert "u1/m1/m1-r1.json" in asked.transcripts.stored


def test_the_nudge_says_what_is_open_and_until_when_on_the_person_s_clock(harness: Harness) -> None:
    harness.users.patch("u1", {"timezone": "Europe/Berlin"})
    harness.asks()
    harness.say("Two hires")
    harness.pass_time(HALF_WAY)
    nudge = harness.notifier.told[0]
    assert nudge.title == "Answer 2 questions for Roadmap review by Tue 10:00 CET"
    assert nudge.lines[1] == "You are at question 2 of 3."
    assert nudge.actions[0].target == "m1-r1"


def test_fault_62_markup_in_a_title_stays_text_on_one_line_in_the_nudge_too(asked: Harness) -> None:
    asked.replan(title="Review\n<https://evil.example|Join>\u202e now", start=START)
    asked.pass_time(HALF_WAY)
    (nudge,) = asked.notifier.told
    assert "\n" not in nudge.title
    assert "evil.example" not in nudge.title


def test_a_finished_conversation_is_neither_nudged_nor_ended_again(asked: Harness) -> None:
    asked.move(Verb.FINISH)
    asked.pass_time(DEADLINE)
    assert not asked.notifier.told
    assert asked.outcomes == ["finished"]


def test_a_cancelled_meeting_is_not_nudged_about(asked: Harness) -> None:
    asked.replan(status=MeetingStatus.CANCELLED)
    asked.pass_time(HALF_WAY)
    assert not asked.notifier.told


def test_a_timer_that_rings_too_early_or_for_nothing_does_nothing(harness: Harness) -> None:
    harness.ring("deadline")
    harness.asks()
    for timer in ("nudge", "deadline"):
        harness.ring(timer)
    assert harness.session.status is ConversationStatus.OPEN
    assert not harness.notifier.told


def test_a_repeated_nudge_is_told_once(asked: Harness) -> None:
    asked.now = HALF_WAY
    for _ in range(3):
        asked.ring("nudge")
    assert len(asked.notifier.told) == 1


def test_a_nudge_that_cannot_be_delivered_is_tried_again(asked: Harness) -> None:
    asked.now, asked.notifier.is_down = HALF_WAY, True
    with pytest.raises(Retryable):
        asked.ring("nudge")


def test_a_nudge_after_the_deadline_is_not_sent(asked: Harness) -> None:
    asked.now = START
    asked.ring("nudge")
    assert not asked.notifier.told
