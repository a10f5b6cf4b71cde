"""Messages in work: those of a function that was killed come again within seconds."""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from botocore.session import get_session
from botocore.stub import Stubber

from lambdas.aws.batches import partial_batch
from lambdas.aws.held_messages import held
from lambdas.aws.queue import Queue
from lambdas.errors import Retryable
from tests.fakes.queues import FakeQueue, sqs_event

URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/amo-calendar_syncs"


class Ended(BaseException):
    """The process is gone."""


class CountedQueue(FakeQueue):
    def __init__(self) -> None:
        super().__init__()
        self.is_held_thrice = threading.Event()

    def hold(self, records: Sequence[Mapping[str, Any]], seconds: int) -> None:
        super().hold(records, seconds)
        if len(self.held) >= 3:
            self.is_held_thrice.set()


def test_what_a_killed_function_had_in_work_comes_again_within_ten_seconds() -> None:
    queue = FakeQueue()

    def handle(_: str) -> None:
        raise Ended

    with pytest.raises(Ended):
        partial_batch(sqs_event({}, {}), handle, queue)
    assert queue.held == [(("m0", "m1"), 10)]
    assert not queue.shown_again


def test_what_kills_whoever_takes_it_up_comes_ever_more_rarely() -> None:
    queue = FakeQueue()
    for received in range(1, 9):
        partial_batch(sqs_event({}, received=received), lambda _: None, queue)
    assert [seconds for _, seconds in queue.held] == [10, 10, 10, 10, 16, 32, 64, 128]


def test_a_message_in_work_for_long_is_held_again_and_again() -> None:
    queue = CountedQueue()
    with held(sqs_event({})["Records"], queue, seconds_between=0.01):
        assert queue.is_held_thrice.wait(5)


def test_what_failed_is_not_hidden_again_while_the_rest_of_its_batch_is_in_work() -> None:
    queue = FakeQueue()
    records = sqs_event({}, {})["Records"]
    with held(records, queue, seconds_between=0.01) as messages:
        messages.let_go(records[0])
        later = len(queue.held)
        time.sleep(0.1)
    assert {names for names, _ in queue.held[later + 1 :]} == {("m1",)}


def test_nothing_is_held_after_the_batch() -> None:
    queue = FakeQueue()
    with held(sqs_event({})["Records"], queue, seconds_between=0.01):
        pass
    time.sleep(0.05)
    count = len(queue.held)
    time.sleep(0.05)
    assert len(queue.held) == count


def test_where_aws_cannot_be_told_the_work_goes_on() -> None:
    queue, done = FakeQueue(), list[str]()
    queue.is_down = True
    assert partial_batch(sqs_event({"n": 1}), done.append, queue) == {"batchItemFailures": []}
    assert done == ['{"n": 1}']


def test_sqs_is_asked_as_its_own_description_says() -> None:
    client = get_session().create_client(
        "sqs", region_name="eu-central-1", aws_access_key_id="k", aws_secret_access_key="s"
    )
    records = sqs_event({}, {})["Records"]
    entries = [{"Id": str(n), "ReceiptHandle": f"h{n}", "VisibilityTimeout": 10} for n in range(2)]
    with Stubber(client) as sqs:
        sqs.add_response(
            "change_message_visibility_batch",
            {"Successful": [{"Id": "0"}, {"Id": "1"}], "Failed": []},
            {"QueueUrl": URL, "Entries": entries},
        )
        Queue(client, URL).hold(records, 10)
        sqs.add_client_error("change_message_visibility_batch", "ThrottlingException")
        with pytest.raises(Retryable):
            Queue(client, URL).hold(records, 10)
