from datetime import timedelta

import pytest

from lambdas.chat.snoozing import Snoozing, snooze
from lambdas.domain.conversation import Verb
from lambdas.domain.snoozing import Snooze
from lambdas.errors import Conflict, NotFound
from tests.fakes.notices import FakeNotices
from tests.fakes.samples import NOW
from tests.unit.chat.world import World


def snoozing(world: World) -> Snoozing:
    return Snoozing(world.sessions, FakeNotices(), world.schedules, "arn:aws:sqs:eu-central-1:1:chat_timers")  # type: ignore[arg-type]


def test_a_snoozed_conversation_asks_again_when_the_user_said() -> None:
    world = World()
    world.asks()
    snooze(snoozing(world), "u1", "m1-r1", Snooze.HOUR, "UTC", NOW)
    world.pass_time(NOW + timedelta(minutes=59))
    assert world.notifier.told == []
    world.pass_time(NOW + timedelta(minutes=61))
    assert [message.kind.value for message in world.notifier.told] == ["nudge"]


def test_snoozing_again_asks_again_once_more() -> None:
    world = World()
    world.asks()
    snooze(snoozing(world), "u1", "m1-r1", Snooze.HOUR, "UTC", NOW)
    world.pass_time(NOW + timedelta(hours=2))
    snooze(snoozing(world), "u1", "m1-r1", Snooze.HOUR, "UTC", world.now)
    world.pass_time(NOW + timedelta(hours=4))
    assert len({message.message_id for message in world.notifier.told}) == 2


def test_a_finished_conversation_is_not_put_off() -> None:
    world = World()
    world.asks()
    world.move(Verb.FINISH)
    with pytest.raises(Conflict):
        snooze(snoozing(world), "u1", "m1-r1", Snooze.HOUR, "UTC", NOW)


def test_fault_116_somebody_else_s_conversation_cannot_be_put_off() -> None:
    world = World()
    world.asks()
    with pytest.raises(NotFound):
        snooze(snoozing(world), "u2", "m1-r1", Snooze.HOUR, "UTC", NOW)
