"""Events reach EventBridge as contracts.md promises; the fake records the same."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto import mock_aws

from lambdas.aws.batches import event_in
from lambdas.aws.bus import Bus
from lambdas.domain.kernel.events import Event, MeetingCancelled, MeetingRequiresPrep, MeetingRescheduled
from lambdas.errors import Refused, Retryable
from tests.contracts.aws import aws_client
from tests.fakes.bus import FakeBus
from tests.fakes.samples import NOW

Received = Callable[[], list[MeetingRequiresPrep]]


def a_request(number: int = 1) -> MeetingRequiresPrep:
    return MeetingRequiresPrep(
        meeting_id=f"m{number}",
        user_id="u1",
        meeting_time=NOW,
        prep_trigger_time=NOW,
        meeting_type="qbr",
        timing_version=1,
        request_id="t1",
    )


def as_request(event: Event) -> MeetingRequiresPrep:
    assert isinstance(event, MeetingRequiresPrep)
    return event


@pytest.fixture(params=["eventbridge", "fake"])
def bus(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Bus | FakeBus, Received]]:
    """A bus, and what arrived at a queue behind it."""
    if request.param == "fake":
        fake = FakeBus()
        yield fake, lambda: [as_request(event) for event in fake.published]
        return
    with mock_aws():
        events, sqs = aws_client(monkeypatch, "events"), aws_client(monkeypatch, "sqs")
        url = sqs.create_queue(QueueName="prep")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        events.create_event_bus(Name="amo")
        pattern = json.dumps({"detail-type": ["MeetingRequiresPrep"], "source": ["exec-assistant.calendar-monitor"]})
        events.put_rule(Name="prep", EventBusName="amo", EventPattern=pattern)
        events.put_targets(Rule="prep", EventBusName="amo", Targets=[{"Id": "q", "Arn": arn}])
        yield Bus(events, "amo"), lambda: [event_in(body, MeetingRequiresPrep) for body in _drained(sqs, url)]


def _drained(sqs: Any, url: str) -> Iterator[str]:
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        yield from (message["Body"] for message in messages)


def test_every_event_arrives_whole_however_many_there_are(bus: tuple[Bus | FakeBus, Received]) -> None:
    publisher, received = bus
    publisher.publish([a_request(number) for number in range(23)])
    assert sorted(e.meeting_id for e in received()) == sorted(f"m{number}" for number in range(23))
    publisher.publish([])


def test_the_event_is_the_one_the_contract_names(bus: tuple[Bus | FakeBus, Received]) -> None:
    publisher, received = bus
    publisher.publish([a_request()])
    assert received() == [a_request()]


class RefusingClient:
    """Answers PutEvents entry by entry; ``refusals`` says how often each meeting's entry fails first."""

    def __init__(self, refusals: dict[str, int]) -> None:
        self.refusals = refusals
        self.calls: list[list[str]] = []

    def put_events(self, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803 - AWS's name
        ids = [json.loads(entry["Detail"])["meeting_id"] for entry in Entries]
        self.calls.append(ids)
        return {"FailedEntryCount": 0, "Entries": [self._answer(meeting_id) for meeting_id in ids]}

    def _answer(self, meeting_id: str) -> dict[str, str]:
        if self.refusals.get(meeting_id, 0) > 0:
            self.refusals[meeting_id] -= 1
            return {"ErrorCode": "ThrottlingException", "ErrorMessage": "later"}
        return {"EventId": meeting_id}


def test_fault_76_of_ten_entries_only_the_failed_one_is_sent_again() -> None:
    client = RefusingClient({"m2": 2})
    waits: list[float] = []
    Bus(client, "amo", waits.append).publish([a_request(number) for number in range(10)])
    assert client.calls == [[f"m{number}" for number in range(10)], ["m2"], ["m2"]]
    assert len(waits) == 2
    assert waits[0] < waits[1] < 1


def test_fault_76_an_entry_that_keeps_failing_is_left_to_the_caller_s_retry() -> None:
    client = RefusingClient({"m2": 99})
    with pytest.raises(Retryable):
        Bus(client, "amo", lambda _: None).publish([a_request(number) for number in range(3)])
    assert len(client.calls) == 5


def test_a_queue_behind_the_bus_takes_the_kinds_it_names_and_ignores_newer_keys() -> None:
    moved = MeetingRescheduled(meeting_id="m1", user_id="u1", meeting_time=NOW, timing_version=2)
    detail = moved.model_dump(mode="json") | {"added_later": 1}
    body = json.dumps({"detail-type": "MeetingRescheduled", "source": "x", "detail": detail})
    assert event_in(body, MeetingCancelled, MeetingRescheduled) == moved
    with pytest.raises(Refused, match="MeetingRequiresPrep"):
        event_in(body, MeetingRequiresPrep)
