"""The functions around the workflow as Lambda calls them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas import metrics, wiring
from lambdas.domain.moments import iso
from lambdas.domain.tracking import PrepStatus
from lambdas.errors import NotFound
from lambdas.prep import handlers
from lambdas.settings import Settings
from tests.fakes.queues import sqs_event
from tests.unit.prep.world import World


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 60_000


SETTINGS = Settings({"AMO_QUEUE_ARN_REMINDERS": "arn:reminders"})


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    wired: dict[str, Any] = {
        "settings": SETTINGS,
        "meetings": world.meetings,
        "preparations": world.preparations,
        "sessions": world.sessions,
        "workflows": world.workflows,
        "schedules": world.schedules,
        "users": world.users,
        "contexts": world.contexts,
        "notifier": world.notifier,
        "bus": world.bus,
    }
    for name, value in wired.items():
        monkeypatch.setattr(wiring, name, lambda value=value: value)
    monkeypatch.setattr(wiring, "now", lambda: world.now)
    monkeypatch.setattr(wiring, "queue", lambda _name: world.chat_timers)
    return world


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    figures: dict[str, float] = {}
    monkeypatch.setattr(metrics, "milliseconds", figures.__setitem__)
    monkeypatch.setattr(metrics, "count", lambda name, value=1: figures.__setitem__(name, value))
    monkeypatch.setattr(metrics, "flush", lambda: None)
    return figures


def on_the_bus(world: World, name: str = "MeetingRequiresPrep", **detail: Any) -> dict[str, Any]:
    """What EventBridge leaves in the queue."""
    requested = world.requests().model_dump(mode="json") | detail
    return {"detail-type": name, "time": iso(world.now), "detail": requested}


def step(world: World, **more: Any) -> dict[str, Any]:
    return {"meeting_id": "m1", "user_id": "u1", "run": world.preparation.run, **more}


def test_a_request_from_the_bus_starts_a_run(world: World) -> None:
    assert handlers.start_prep(sqs_event(on_the_bus(world)), None) == {"batchItemFailures": []}
    assert world.workflows.started == ["m1-v1-r1"]
    assert world.preparation.requested_at == world.now


def test_fault_82_a_poison_request_fails_alone(world: World) -> None:
    event = sqs_event("not json", on_the_bus(world), {"detail-type": "SomethingElse", "detail": {}})
    answer = handlers.start_prep(event, None)
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["m0", "m2"]
    assert world.workflows.started == ["m1-v1-r1"]


@pytest.mark.parametrize("name", ["MeetingRescheduled", "MeetingCancelled"])
def test_a_change_from_the_bus_withdraws_the_run(world: World, name: str) -> None:
    handlers.start_prep(sqs_event(on_the_bus(world)), None)
    world.is_cancelled()
    assert handlers.withdraw_prep(sqs_event(on_the_bus(world, name, reason="")), None) == {"batchItemFailures": []}
    assert world.preparation.status is PrepStatus.WITHDRAWN


def test_the_first_state_tells_the_later_ones_what_they_need_and_nothing_people_wrote(world: World) -> None:
    world.asks()
    loaded = handlers.load_meeting(world.workflows.inputs["m1-v1-r1"], None)
    assert loaded == {
        "outcome": "ready",
        "phase": "gathering",
        "meeting_id": "m1",
        "user_id": "u1",
        "run": 1,
        "session_id": "m1-r1",
        "meeting_type": "default",
        "minutes": 60,
        "start": "2026-03-03T09:00:00Z",
        "end": "2026-03-03T10:00:00Z",
        "context_kinds": ["decisions", "history"],
    }
    assert "Roadmap" not in json.dumps(loaded)


@pytest.mark.parametrize("phase", ["waiting", "generating", "delivering"])
def test_an_execution_driven_again_is_told_how_far_the_run_is(world: World, phase: str) -> None:
    world.asks()
    if phase == "waiting":
        world.opens_chat()
    elif phase == "generating":
        world.preparations.generate("m1", 1, world.now)
    else:
        world.makes_materials()
    assert handlers.load_meeting(world.workflows.inputs["m1-v1-r1"], None)["phase"] == phase


@pytest.mark.parametrize("what", ["moved", "cancelled", "begun", "withdrawn", "replaced"])
def test_faults_67_and_68_an_execution_whose_run_is_over_ends_at_its_first_state(world: World, what: str) -> None:
    world.asks()
    if what == "moved":
        world.moves(timedelta(hours=3))
    elif what == "cancelled":
        world.is_cancelled()
    elif what == "begun":
        world.now = world.tracked.meeting.start
    else:
        world.preparations.withdraw("m1", 1, world.now)
    if what == "replaced":
        world.asks(world.requests(request_id="by-hand"))
    loaded = handlers.load_meeting(world.workflows.inputs["m1-v1-r1"], None)
    assert loaded["outcome"] == "withdrawn"
    assert loaded["reason"].endswith(".")


def test_a_meeting_that_is_not_there_fails_the_first_state(world: World) -> None:
    world.asks()
    world.meetings.rows.clear()
    with pytest.raises(NotFound):
        handlers.load_meeting(world.workflows.inputs["m1-v1-r1"], None)


def test_the_notice_is_sent_and_its_speed_measured_once(world: World, measured: dict[str, float]) -> None:
    world.asks()
    world.now += timedelta(seconds=2)
    assert handlers.send_prep_notification(step(world), None) == {"delivered": True, "channel": "web"}
    assert measured == {"EventToNotificationMs": 2000}
    measured.clear()
    handlers.send_prep_notification(step(world), None)
    assert measured == {}


def test_a_failure_is_told_and_counted(world: World, measured: dict[str, float]) -> None:
    world.asks()
    assert handlers.report_failure(step(world, cause="GenerateMaterials States.Timeout"), None) == {"told": True}
    assert measured == {"WorkflowsFailed": 1}


def test_the_sweeper_looks_at_what_is_overdue_and_on_demand_at_everything(world: World) -> None:
    world.asks()
    world.dies()
    assert handlers.repair_preps({}, Context()) == {"repaired": {}}
    assert handlers.repair_preps({"all": True}, Context()) == {"repaired": {"restart": 1}}
    world.dies()
    world.now += timedelta(minutes=16)
    assert handlers.repair_preps({}, Context()) == {"repaired": {"restart": 1}}


def test_switched_off_the_sweeper_rests_and_switched_on_it_starts_what_was_put_off(world: World) -> None:
    world.users.switch("workflow", False)
    handlers.start_prep(sqs_event(on_the_bus(world)), None)
    world.now += timedelta(minutes=20)
    assert handlers.repair_preps({}, Context()) == {"switched_off": True, "put_off": 0}
    world.users.switch("workflow", True)
    assert handlers.repair_preps({}, Context()) == {"repaired": {"announce": 1}}
    (announced,) = world.bus.published
    assert announced == world.requests()


def test_what_an_engine_lost_while_switched_off_is_repaired_once_it_is_switched_on(world: World) -> None:
    world.asks()
    world.opens_chat()
    world.dies()
    world.users.switch("workflow", False)
    assert handlers.repair_preps({"all": True}, Context()) == {"switched_off": True, "put_off": 1}
    world.users.switch("workflow", True)
    assert handlers.repair_preps({}, Context()) == {"repaired": {"restart": 1}}
