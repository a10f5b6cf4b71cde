"""Delivery's functions as Lambda calls them."""

import pytest

from lambdas import wiring
from lambdas.materials import handlers
from lambdas.settings import Settings
from tests.fakes.queues import FakeQueue, sqs_event
from tests.fakes.wired import wire
from tests.unit.materials.harness import START, TWO_HOURS, Harness

STATE = {"meeting_id": "m1", "user_id": "u1", "run": 1, "phase": "gathering"}


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Harness:
    harness = Harness()
    replaced = {
        "documents": harness.plans,
        "preparations": harness.progress,
        "refresh_workflows": harness.refreshes,
    }
    settings = Settings({"AMO_QUEUE_ARN_REMINDERS": "arn:reminders", "AMO_QUEUE_ARN_ENDED_MEETINGS": "arn:ended"})
    names = ("meetings", "users", "notifier", "bus", "schedules", "now")
    wire(monkeypatch, harness, *names, **replaced, settings=settings)
    monkeypatch.setattr(wiring, "queue", lambda _name: FakeQueue())
    return harness


def test_the_last_two_steps_answer_with_small_facts(harness: Harness) -> None:
    assert handlers.send_materials(STATE, None) == {"delivered": True, "channel": "", "sharing": "no"}
    assert handlers.schedule_reminder(STATE, None) == {"reminder_at": "2026-03-05T07:00:00Z"}


def test_whoever_wants_it_has_sharing_proposed(harness: Harness) -> None:
    harness.users.patch("u1", {"share_with_attendees": True})
    assert handlers.send_materials(STATE, None)["sharing"] == "propose"


def test_without_a_reminder_the_answer_says_none(harness: Harness) -> None:
    harness.now = START
    assert handlers.schedule_reminder(STATE, None) == {"reminder_at": None}


def test_fault_82_a_poison_reminder_fails_alone(harness: Harness) -> None:
    harness.now = START - TWO_HOURS
    good = {"meeting_id": "m1", "user_id": "u1", "timing_version": 1, "is_refreshed": True}
    failures = handlers.send_reminder(sqs_event({"meeting_id": "m1"}, good), None)["batchItemFailures"]
    assert [failure["itemIdentifier"] for failure in failures] == ["m0"]
    assert len(harness.notifier.told) == 1
