"""The nudge half-way and the end at the deadline (WF-3)."""

from datetime import timedelta

import pytest

from lambdas.domain.conversation import Verb
from lambdas.domain.meetings import MeetingStatus
from lambdas.domain.messages import MessageKind
from lambdas.domain.sessions import SessionStatus
from lambdas.errors import Retryable
from tests.fakes.samples import NOW
from tests.unit.chat.world import START, World

HALF_WAY = NOW + timedelta(hours=12)
DEADLINE = NOW + timedelta(hours=24)


def test_silence_brings_one_nudge_half_way_and_then_the_end() -> None:
    world = World()
    world.asks()
    world.pass_time(HALF_WAY)
    assert [message.kind for message in world.notifier.told] == [MessageKind.NUDGE]
    world.pass_time(DEADLINE)
    assert world.outcomes == ["silent"]
    assert len(world.notifier.told) == 1
    assert "u1/m1/m1-r1.json" in world.transcripts.stored


def test_the_nudge_says_what_is_open_and_until_when_on_the_person_s_clock() -> None:
    world = World()
    world.users.patch("u1", {"timezone": "Europe/Berlin"})
    world.asks()
    world.say("Two hires")
    world.pass_time(HALF_WAY)
    nudge = world.notifier.told[0]
    assert nudge.title == "Still time to prepare: Roadmap review"
    assert nudge.lines[0] == "2 of 3 questions are open."
    assert "Tue 10:00" in nudge.lines[1]
    assert nudge.actions[0].target == "m1-r1"


def test_fault_62_markup_in_a_title_stays_text_on_one_line_in_the_nudge_too() -> None:
    world = World()
    world.asks()
    world.replan(title="Review\n<https://evil.example|Join>\u202e now", start=START)
    world.pass_time(HALF_WAY)
    (nudge,) = world.notifier.told
    assert "\n" not in nudge.title
    assert "evil.example" not in nudge.title


def test_a_finished_conversation_is_neither_nudged_nor_ended_again() -> None:
    world = World()
    world.asks()
    world.move(Verb.FINISH)
    world.pass_time(DEADLINE)
    assert not world.notifier.told
    assert world.outcomes == ["finished"]


def test_a_cancelled_meeting_is_not_nudged_about() -> None:
    world = World()
    world.asks()
    world.replan(status=MeetingStatus.CANCELLED)
    world.pass_time(HALF_WAY)
    assert not world.notifier.told


def test_a_timer_that_rings_too_early_or_for_nothing_does_nothing() -> None:
    world = World()
    world.ring("deadline")
    world.asks()
    for timer in ("nudge", "deadline"):
        world.ring(timer)
    assert world.session.status is SessionStatus.OPEN
    assert not world.notifier.told


def test_a_repeated_nudge_is_told_once() -> None:
    world = World()
    world.asks()
    world.now = HALF_WAY
    for _ in range(3):
        world.ring("nudge")
    assert len(world.notifier.told) == 1


def test_a_nudge_that_cannot_be_delivered_is_tried_again() -> None:
    world = World()
    world.asks()
    world.now, world.notifier.is_down = HALF_WAY, True
    with pytest.raises(Retryable):
        world.ring("nudge")


def test_a_nudge_after_the_deadline_is_not_sent() -> None:
    world = World()
    world.asks()
    world.now = START
    world.ring("nudge")
    assert not world.notifier.told
