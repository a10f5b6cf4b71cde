from datetime import timedelta

import pytest

from lambdas.chat.snooze import Snoozes
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.conversation.snooze import Snooze
from lambdas.errors import Conflict, NotFound
from tests.fakes.samples import NOW
from tests.fakes.stores import FakeInbox
from tests.unit.chat.harness import Harness


def snoozes(harness: Harness) -> Snoozes:
    return Snoozes(harness.conversations, FakeInbox(), harness.schedules, "arn:aws:sqs:eu-central-1:1:chat_timers")  # type: ignore[arg-type]  # a fake in its place


def test_a_snoozed_conversation_asks_again_when_the_user_said(asked: Harness) -> None:
    snoozes(asked).snooze("u1", "m1-r1", Snooze.HOUR, "UTC", NOW)
    asked.pass_time(NOW + timedelta(minutes=59))
    assert asked.notifier.told == []
    asked.pass_time(NOW + timedelta(minutes=61))
    assert [message.kind.value for message in asked.notifier.told] == ["nudge"]


def test_snoozing_again_asks_again_once_more(asked: Harness) -> None:
    snoozes(asked).snooze("u1", "m1-r1", Snooze.HOUR, "UTC", NOW)
    asked.pass_time(NOW + timedelta(hours=2))
    snoozes(asked).snooze("u1", "m1-r1", Snooze.HOUR, "UTC", asked.now)
    asked.pass_time(NOW + timedelta(hours=4))
    assert len({message.message_id for message in asked.notifier.told}) == 2


def test_a_finished_conversation_is_not_put_off(asked: Harness) -> None:
    asked.move(Verb.FINISH)
    with pytest.raises(Conflict):
        snoozes(asked).snooze("u1", "m1-r1", Snooze.HOUR, "UTC", NOW)


def test_fault_116_somebody_else_s_conversation_cannot_be_put_off(asked: Harness) -> None:
    with pytest.raises(NotFound):
        snoozes(asked).snooze("u2", "m1-r1", Snooze.HOUR, "UTC", NOW)
