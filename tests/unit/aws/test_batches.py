"""Batches from SQS: what failed comes again, and nothing else."""

import json
import logging
from collections.abc import Callable

import pytest

from lambdas.aws.batches import partial_batch
from lambdas.errors import Refused, Retryable
from tests.fakes.queues import FakeQueue, sqs_event


def test_fault_82_a_poison_message_fails_alone(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    answer = partial_batch(
        sqs_event({"n": 1}, "not json: Jane's salary", {"n": 3}), lambda b: done.append(json.loads(b)["n"]), FakeQueue()
    )
    assert (done, answer) == ([1, 3], {"batchItemFailures": [{"itemIdentifier": "m1"}]})
    assert "m1" in caplog.text


def test_neither_bodies_nor_error_texts_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    def handle(_: str) -> None:
        raise Refused("The title is: Jane's salary")

    with caplog.at_level(logging.DEBUG):
        partial_batch(sqs_event({"title": "Jane's salary"}), handle, FakeQueue())
    assert "Refused" in caplog.text
    assert "salary" not in caplog.text


def test_fault_90_what_there_is_no_time_for_is_given_back_untouched() -> None:
    done: list[str] = []
    answer = partial_batch(sqs_event({"n": 0}, {"n": 1}, {"n": 2}), done.append, FakeQueue(), lambda: len(done) < 1)
    assert len(done) == 1
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["m1", "m2"]


def test_a_batch_that_went_well_reports_nothing() -> None:
    assert partial_batch(sqs_event({}, {}), lambda _: None, FakeQueue()) == {"batchItemFailures": []}


def waits(problem: Exception, receives: range, group: str = "") -> list[int]:
    """The seconds until it comes again, try after try."""
    found: list[int] = []
    for received in receives:
        queue = FakeQueue()
        partial_batch(sqs_event({}, received=received, group=group), failing(problem), queue)
        found += queue.shown_again.values()
    return found


def failing(problem: Exception) -> Callable[[str], None]:
    def handle(_: str) -> None:
        raise problem

    return handle


def test_what_failed_comes_again_within_a_second_and_then_ever_more_rarely() -> None:
    assert waits(Retryable("busy"), range(1, 13)) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_in_order_a_message_waits_a_tenth_of_the_outage_and_outlasts_an_hour_of_it() -> None:
    seconds = waits(Retryable("Slack is away"), range(1, 100), group="person")
    assert sum(seconds) > 3600 + 60
    waited = [sum(seconds[:tries]) for tries in range(len(seconds))]
    assert all(wait <= 2 + since / 8 for wait, since in zip(seconds, waited, strict=True))


def test_a_message_comes_again_when_slack_said_it_may() -> None:
    assert waits(Retryable("busy", after=14.2), range(1, 3), group="person") == [15, 15]


def test_slack_busy_for_an_hour_in_small_steps_does_not_use_up_the_tries() -> None:
    seconds = waits(Retryable("busy", after=3), range(1, 100), group="person")
    assert seconds[:2] == [3, 3]
    assert sum(seconds) > 3600 + 60


def test_a_defect_stands_aside_for_what_is_behind_it_in_order() -> None:
    queue, defect = FakeQueue(), failing(TypeError("None"))
    for received in range(1, 9):
        answer = partial_batch(sqs_event({}, received=received, group="person"), defect, queue)
    assert (queue.given_up, answer) == (["m0"], {"batchItemFailures": []})


def test_where_aws_cannot_be_told_when_the_message_comes_again_by_itself() -> None:
    queue = FakeQueue()
    queue.is_down = True
    answer = partial_batch(sqs_event({}, received=9, group="person"), failing(TypeError("None")), queue)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
