"""The functions around the workflow as Lambda calls them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.errors import NotFound
from lambdas.meeting_prep import handlers
from lambdas.settings import Settings
from tests.fakes.queues import sqs_event
from tests.fakes.wired import wire
from tests.unit.meeting_prep.harness import Harness


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 60_000


SETTINGS = Settings({"AMO_QUEUE_ARN_REMINDERS": "arn:reminders", "AMO_QUEUE_ARN_ENDED_MEETINGS": "arn:ended"})


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Harness:
    harness = Harness()
    stores = ("meetings", "preparations", "conversations", "users", "contexts")
    wire(monkeypatch, harness, *stores, "workflows", "schedules", "notifier", "bus", "now", settings=SETTINGS)
    monkeypatch.setattr(wiring, "queue", lambda _name: harness.chat_timers)
    return harness


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    figures: dict[str, float] = {}
    monkeypatch.setattr(metrics, "milliseconds", figures.__setitem__)
    monkeypatch.setattr(metrics, "count", lambda name, value=1: figures.__setitem__(name, value))
    monkeypatch.setattr(metrics, "flush", lambda: None)
    return figures


def on_the_bus(harness: Harness, name: str = "MeetingRequiresPrep", **detail: Any) -> dict[str, Any]:
    """What EventBridge leaves in the queue."""
    requested = harness.requests().model_dump(mode="json") | detail
    return {"detail-type": name, "time": iso(harness.now), "detail": requested}


def step(harness: Harness, **more: Any) -> dict[str, Any]:
    return {"meeting_id": "m1", "user_id": "u1", "run": harness.preparation.run, **more}


def test_a_request_from_the_bus_starts_a_run(harness: Harness) -> None:
    assert handlers.start_prep(sqs_event(on_the_bus(harness)), None) == {"batchItemFailures": []}
    assert harness.workflows.started == ["m1-v1-r1"]
    assert harness.preparation.requested_at == harness.now


def test_fault_82_a_poison_request_fails_alone(harness: Harness) -> None:
    event = sqs_event("not json", on_the_bus(harness), {"detail-type": "SomethingElse", "detail": {}})
    answer = handlers.start_prep(event, None)
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["m0", "m2"]
    assert harness.workflows.started == ["m1-v1-r1"]


@pytest.mark.parametrize("name", ["MeetingRescheduled", "MeetingCancelled"])
def test_a_change_from_the_bus_withdraws_the_run(harness: Harness, name: str) -> None:
    handlers.start_prep(sqs_event(on_the_bus(harness)), None)
    harness.is_cancelled()
    assert handlers.withdraw_prep(sqs_event(on_the_bus(harness, name, reason="")), None) == {"batchItemFailures": []}
    assert harness.preparation.status is PrepStatus.WITHDRAWN


def test_the_first_state_tells_the_later_ones_what_they_need_and_nothing_people_wrote(harness: Harness) -> None:
    harness.asks()
    loaded = handlers.load_meeting(harness.workflows.inputs["m1-v1-r1"], None)
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
def test_an_execution_driven_again_is_told_how_far_the_run_is(harness: Harness, phase: str) -> None:
    harness.asks()
    if phase == "waiting":
        harness.opens_chat()
    elif phase == "generating":
        harness.preparations.generate("m1", 1, harness.now)
    else:
        harness.makes_materials()
    assert handlers.load_meeting(harness.workflows.inputs["m1-v1-r1"], None)["phase"] == phase


@pytest.mark.parametrize("what", ["moved", "cancelled", "begun", "withdrawn", "replaced"])
def test_faults_67_and_68_an_execution_whose_run_is_over_ends_at_its_first_state(harness: Harness, what: str) -> None:
    harness.asks()
    if what == "moved":
        harness.moves(timedelta(hours=3))
    elif what == "cancelled":
        harness.is_cancelled()
    elif what == "begun":
        harness.now = harness.tracked.meeting.start
    else:
        harness.preparations.withdraw("m1", 1, harness.now)
    if what == "replaced":
        harness.asks(harness.requests(request_id="by-hand"))
    loaded = handlers.load_meeting(harness.workflows.inputs["m1-v1-r1"], None)
    assert loaded["outcome"] == "withdrawn"
    assert loaded["reason"].endswith(".")


def test_a_meeting_that_is_not_there_fails_the_first_state(harness: Harness) -> None:
    harness.asks()
    harness.meetings.rows.clear()
    with pytest.raises(NotFound):
        handlers.load_meeting(harness.workflows.inputs["m1-v1-r1"], None)


def test_the_notice_is_put_in_line_once_with_the_time_it_was_asked_for(harness: Harness) -> None:
    harness.asks()
    for _ in range(2):
        assert handlers.send_prep_notification(step(harness), None) == {"delivered": True, "channel": ""}
    (notice,) = harness.told
    assert notice.occurred_at == harness.preparation.requested_at
    assert notice.useful_until == harness.tracked.meeting.start


def test_a_failure_is_told_and_counted(harness: Harness, measured: dict[str, float]) -> None:
    harness.asks()
    assert handlers.report_failure(step(harness, cause="GenerateMaterials States.Timeout"), None) == {"told": True}
    assert measured == {"WorkflowsFailed": 1}


def test_the_sweeper_looks_at_what_is_overdue_and_on_demand_at_everything(harness: Harness) -> None:
    harness.asks()
    harness.dies()
    assert handlers.sweep_preps({}, Context()) == {"repaired": {}}
    assert handlers.sweep_preps({"all": True}, Context()) == {"repaired": {"restart": 1}}
    harness.dies()
    harness.now += timedelta(minutes=16)
    assert handlers.sweep_preps({}, Context()) == {"repaired": {"restart": 1}}


def test_switched_off_the_sweeper_rests_and_switched_on_it_starts_what_was_put_off(harness: Harness) -> None:
    harness.users.switch("workflow", False)
    handlers.start_prep(sqs_event(on_the_bus(harness)), None)
    harness.now += timedelta(minutes=20)
    assert handlers.sweep_preps({}, Context()) == {"switched_off": True, "put_off": 0}
    harness.users.switch("workflow", True)
    assert handlers.sweep_preps({}, Context()) == {"repaired": {"announce": 1}}
    (announced,) = harness.bus.published
    assert announced == harness.requests()


def test_what_an_engine_lost_while_switched_off_is_repaired_once_it_is_switched_on(harness: Harness) -> None:
    harness.asks()
    harness.opens_chat()
    harness.dies()
    harness.users.switch("workflow", False)
    assert handlers.sweep_preps({"all": True}, Context()) == {"switched_off": True, "put_off": 1}
    harness.users.switch("workflow", True)
    assert handlers.sweep_preps({}, Context()) == {"repaired": {"restart": 1}}
