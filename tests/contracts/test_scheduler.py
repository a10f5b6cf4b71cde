"""What one-time schedules do; run against EventBridge Scheduler (moto) and against the fake used elsewhere."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from moto import mock_aws

from lambdas.aws.scheduler import Schedules
from lambdas.errors import Retryable
from tests.contracts.aws import aws_client
from tests.fakes.samples import NOW
from tests.fakes.schedules import FakeSchedules

ARN = "arn:aws:sqs:eu-central-1:123456789012:due-preps"
ROLE = "arn:aws:iam::123456789012:role/timers"
UNDELIVERED = "arn:aws:sqs:eu-central-1:123456789012:undelivered"
EARLIER = NOW - timedelta(minutes=1)
Found = Callable[[], dict[str, tuple[datetime, dict[str, Any]]]]
"""Name -> when it fires, and with what."""


@pytest.fixture(params=["scheduler", "fake"])
def schedules(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Schedules | FakeSchedules, Found]]:
    if request.param == "fake":
        fake = FakeSchedules()
        yield fake, lambda: {name: (entry.at, entry.body) for name, entry in fake.waiting.items()}
        return
    with mock_aws():
        client = aws_client(monkeypatch, "scheduler")
        client.create_schedule_group(Name="amo")
        yield Schedules(client, "amo", ROLE, UNDELIVERED, lambda: EARLIER), lambda: dict(_waiting(client))


def _waiting(client: Any) -> Iterator[tuple[str, tuple[datetime, dict[str, Any]]]]:
    for entry in client.list_schedules(GroupName="amo")["Schedules"]:
        schedule = client.get_schedule(GroupName="amo", Name=entry["Name"])
        at = datetime.strptime(schedule["ScheduleExpression"] + "+0000", "at(%Y-%m-%dT%H:%M:%S)%z")
        yield entry["Name"], (at, json.loads(schedule["Target"]["Input"]))


def test_a_schedule_waits_with_its_message(schedules: tuple[Schedules | FakeSchedules, Found]) -> None:
    timers, found = schedules
    timers.send_at("prep-m1", NOW, ARN, {"meeting_id": "m1"})
    assert found() == {"prep-m1": (NOW, {"meeting_id": "m1"})}


def test_setting_it_again_moves_it(schedules: tuple[Schedules | FakeSchedules, Found]) -> None:
    timers, found = schedules
    timers.send_at("prep-m1", NOW, ARN, {"timing_version": 1})
    timers.send_at("prep-m1", NOW + timedelta(hours=1), ARN, {"timing_version": 2})
    assert found() == {"prep-m1": (NOW + timedelta(hours=1), {"timing_version": 2})}


def test_local_times_fire_at_their_instant(schedules: tuple[Schedules | FakeSchedules, Found]) -> None:
    timers, found = schedules
    timers.send_at("prep-m1", NOW.astimezone(timezone(timedelta(hours=9))), ARN, {})
    assert found()["prep-m1"][0] == NOW


def test_cancelling_removes_it_and_may_be_repeated(schedules: tuple[Schedules | FakeSchedules, Found]) -> None:
    timers, found = schedules
    timers.send_at("prep-m1", NOW, ARN, {})
    timers.cancel("prep-m1")
    timers.cancel("prep-m1")
    assert found() == {}


@pytest.fixture
def schedule(monkeypatch: pytest.MonkeyPatch) -> Any:
    """As EventBridge keeps it."""
    with mock_aws():
        client = aws_client(monkeypatch, "scheduler")
        client.create_schedule_group(Name="amo")
        Schedules(client, "amo", ROLE, UNDELIVERED, lambda: EARLIER).send_at("prep-m1", NOW, ARN, {})
        return client.get_schedule(GroupName="amo", Name="prep-m1")


def test_a_schedule_fires_once_in_utc_to_the_minute_and_leaves_nothing(schedule: Any) -> None:
    assert schedule["ScheduleExpression"] == "at(2026-03-02T09:00:00)"
    assert schedule["ScheduleExpressionTimezone"] == "UTC"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert schedule["ActionAfterCompletion"] == "DELETE"
    assert schedule["Target"]["Arn"] == ARN


def test_fault_77_a_timer_that_cannot_be_handed_over_is_kept_for_an_operator(schedule: Any) -> None:
    """The sweeper finds lost preparations and deadlines; a nudge or a reminder nobody would miss until too late."""
    target = schedule["Target"]
    assert target["DeadLetterConfig"] == {"Arn": UNDELIVERED}
    assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] == 2 * 60 * 60


class VanishingClient:
    """A schedule that is there when it is created, and has fired when it is moved."""

    class exceptions:  # noqa: N801 - botocore's name
        class ConflictException(Exception):
            pass

        class ResourceNotFoundException(Exception):
            pass

    def __init__(self, vanishes: int) -> None:
        self.vanishes = vanishes
        self.created = False

    def create_schedule(self, **_: Any) -> None:
        if self.vanishes > 0:
            raise self.exceptions.ConflictException
        self.created = True

    def update_schedule(self, **_: Any) -> None:
        self.vanishes -= 1
        raise self.exceptions.ResourceNotFoundException


def test_a_schedule_that_fires_while_it_is_moved_is_made_anew() -> None:
    client = VanishingClient(vanishes=1)
    Schedules(client, "amo", ROLE, UNDELIVERED, lambda: EARLIER).send_at("prep-m1", NOW, ARN, {})
    assert client.created


def test_a_schedule_that_keeps_changing_is_tried_again_later() -> None:
    with pytest.raises(Retryable):
        Schedules(VanishingClient(vanishes=9), "amo", ROLE, UNDELIVERED, lambda: EARLIER).send_at(
            "prep-m1", NOW, ARN, {}
        )


@pytest.mark.parametrize("late", [timedelta(days=-3), timedelta(seconds=-1), timedelta(0), timedelta(seconds=59)])
def test_a_time_that_has_passed_becomes_the_next_that_can_be_set(
    late: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_aws():
        client = aws_client(monkeypatch, "scheduler")
        client.create_schedule_group(Name="amo")
        Schedules(client, "amo", ROLE, UNDELIVERED, lambda: NOW).send_at("prep-m1", NOW + late, ARN, {})
        assert dict(_waiting(client))["prep-m1"][0] == NOW + timedelta(minutes=1)
