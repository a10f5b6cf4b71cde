"""The entries: what comes in from AWS is parsed, what goes back is what AWS or the operator expects."""

from collections.abc import Iterator

import pytest

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.calendar_monitor import handlers
from lambdas.errors import Refused
from lambdas.settings import Settings
from tests.fakes.monitor import ARN, MonitorHarness
from tests.fakes.queues import FakeQueue, sqs_event
from tests.fakes.samples import NOW, a_meeting
from tests.fakes.stores import FakeSubscriptions
from tests.fakes.wired import wire


class Context:
    def __init__(self, milliseconds: int = 100_000) -> None:
        self.milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Iterator[MonitorHarness]:
    harness = MonitorHarness()
    settings = Settings({"AMO_QUEUE_ARN_DUE_PREPS": ARN, "AMO_PUBLIC_URL": "https://amo.example"})
    calendars = {"calendar_watchers": {}, "calendar_providers": {harness.calendars.source: harness.calendars}}
    names = ("users", "connected_calendars", "absences", "meetings", "schedules", "bus", "notifier")
    wire(monkeypatch, harness, *names, **calendars, subscriptions=FakeSubscriptions(), settings=settings, now=NOW)
    queues = {"due_preps": harness.due_preps, "calendar_syncs": FakeQueue()}
    monkeypatch.setattr(wiring, "queue", lambda name: queues[name])
    yield harness
    metrics._metrics.cache_clear()


def test_the_operator_gets_the_report_of_the_contract(
    harness: MonitorHarness, capsys: pytest.CaptureFixture[str]
) -> None:
    harness.shows(a_meeting())
    report = handlers.sync_user_now({"user_id": "u1"}, Context())
    assert report == {
        "users": 1,
        "fetched": 1,
        "created": 1,
        "updated": 0,
        "cancelled": 0,
        "unchanged": 0,
        "refused": [],
        "problems": [],
        "requests": 1,
        "writes": 3,
        "seconds": 0.0,
    }
    assert '"MeetingsSynced":[1.0]' in capsys.readouterr().out.replace(" ", "")


def test_the_operator_gets_one_line_where_nothing_could_be_read(harness: MonitorHarness) -> None:
    harness.calendars.failures["work"] = Refused("This is a web page, not a calendar.")
    assert handlers.sync_user_now({"user_id": "u1"}, Context()) == {
        "error": "Work: This is a web page, not a calendar."
    }
    assert handlers.sync_user_now({"user_id": "nobody"}, Context()) == {"error": "There is no such user."}


def test_one_user_s_failure_is_one_record_s_failure(harness: MonitorHarness) -> None:
    harness.shows(a_meeting())
    answer = handlers.sync_user(sqs_event({"user_id": "nobody"}, {"user_id": "u1"}, "poison"), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m2"}]}
    assert harness.row().meeting.title == "Roadmap review"


def test_fault_90_with_no_time_left_the_user_comes_again(harness: MonitorHarness) -> None:
    answer = handlers.sync_user(sqs_event({"user_id": "u1"}), Context(milliseconds=1000))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert harness.calendars.requests == []


def test_a_schedule_s_message_becomes_the_event(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    body = harness.schedules.waiting["prep-m1"].body
    assert handlers.announce_due_prep(sqs_event(body, "poison"), Context()) == {
        "batchItemFailures": [{"itemIdentifier": "m1"}]
    }
    assert harness.events() == [("MeetingRequiresPrep", "m1")]


def test_the_two_hourly_run_asks_for_every_user(harness: MonitorHarness) -> None:
    assert handlers.fan_out_syncs({}, Context()) == {"users": 1}
