"""Delivery's functions as Lambda calls them."""

from typing import Any

import pytest

from lambdas import wiring
from lambdas.delivery import handlers
from lambdas.settings import Settings
from tests.fakes.queues import sqs_event
from tests.unit.delivery.world import START, TWO_HOURS, World

STATE = {"meeting_id": "m1", "user_id": "u1", "run": 1, "phase": "gathering"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    wired: dict[str, Any] = {
        "settings": Settings({"AMO_QUEUE_ARN_REMINDERS": "arn:reminders"}),
        "meetings": world.meetings,
        "users": world.users,
        "documents": world.plans,
        "notifier": world.notifier,
        "bus": world.bus,
        "preparations": world.progress,
        "schedules": world.schedules,
    }
    for name, value in wired.items():
        monkeypatch.setattr(wiring, name, lambda value=value: value)
    monkeypatch.setattr(wiring, "now", lambda: world.now)
    return world


def test_the_last_two_steps_answer_with_small_facts(world: World) -> None:
    assert handlers.send_materials(STATE, None) == {"delivered": True, "channel": "web", "sharing": "no"}
    assert handlers.schedule_reminder(STATE, None) == {"reminder_at": "2026-03-05T07:00:00Z"}


def test_whoever_wants_it_has_sharing_proposed(world: World) -> None:
    world.users.patch("u1", {"share_with_attendees": True})
    assert handlers.send_materials(STATE, None)["sharing"] == "propose"


def test_without_a_reminder_the_answer_says_none(world: World) -> None:
    world.now = START
    assert handlers.schedule_reminder(STATE, None) == {"reminder_at": None}


def test_fault_82_a_poison_reminder_fails_alone(world: World) -> None:
    world.now = START - TWO_HOURS
    good = {"meeting_id": "m1", "user_id": "u1", "timing_version": 1}
    failures = handlers.send_reminder(sqs_event({"meeting_id": "m1"}, good), None)["batchItemFailures"]
    assert [failure["itemIdentifier"] for failure in failures] == ["m0"]
    assert len(world.notifier.told) == 1
