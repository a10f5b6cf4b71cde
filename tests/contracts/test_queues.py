"""What every queue does; run against SQS (moto) and against the fake used elsewhere."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto import mock_aws

from lambdas.aws.queue import Queue
from lambdas.errors import Refused, Retryable
from tests.contracts.aws import aws_client
from tests.fakes.queues import FakeQueue

Received = Callable[[], list[dict[str, Any]]]


@pytest.fixture(params=["sqs", "fake"])
def queue(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Queue | FakeQueue, Received]]:
    if request.param == "fake":
        fake = FakeQueue()
        yield fake, lambda: fake.bodies
        return
    with mock_aws():
        client = aws_client(monkeypatch, "sqs")
        url = client.create_queue(QueueName="q")["QueueUrl"]
        yield Queue(client, url), lambda: list(_drained(client, url))


def _drained(client: Any, url: str) -> Iterator[dict[str, Any]]:
    while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        yield from (json.loads(message["Body"]) for message in messages)


def test_every_body_arrives_however_many_there_are(queue: tuple[Queue | FakeQueue, Received]) -> None:
    sender, received = queue
    sender.send([{"user_id": f"u{number}"} for number in range(25)])
    sender.send([])
    assert sorted(body["user_id"] for body in received()) == sorted(f"u{number}" for number in range(25))


class RefusingClient:
    def __init__(self, failures: list[list[str]], sender_fault: bool = False) -> None:
        self.failures = failures
        self.sender_fault = sender_fault
        self.calls: list[list[str]] = []

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        self.calls.append([entry["Id"] for entry in Entries])
        failed = self.failures.pop(0) if self.failures else []
        return {"Failed": [{"Id": entry_id, "SenderFault": self.sender_fault} for entry_id in failed]}


def test_fault_84_only_the_messages_that_failed_are_sent_again() -> None:
    client = RefusingClient([["1"]])
    Queue(client, "url", lambda _: None).send([{"n": number} for number in range(3)])
    assert client.calls == [["0", "1", "2"], ["1"]]


@pytest.mark.parametrize(("is_malformed", "error", "times"), [(False, Retryable, 5), (True, Refused, 1)])
def test_fault_84_the_retries_are_bounded_and_a_malformed_message_is_not_sent_again(
    is_malformed: bool, error: type[Exception], times: int
) -> None:
    client = RefusingClient([["0"]] * 50, is_malformed)
    with pytest.raises(error):
        Queue(client, "url", lambda _: None).send([{"n": 0}])
    assert len(client.calls) == times
