"""Batches from SQS: what failed comes again, and nothing else."""

import json
import logging

import pytest

from lambdas.aws.batches import partial_batch
from lambdas.errors import Refused
from tests.fakes.queues import sqs_event


def test_fault_82_a_poison_message_fails_alone(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    answer = partial_batch(
        sqs_event({"n": 1}, "not json: Jane's salary", {"n": 3}), lambda b: done.append(json.loads(b)["n"])
    )
    assert (done, answer) == ([1, 3], {"batchItemFailures": [{"itemIdentifier": "m1"}]})
    assert "m1" in caplog.text


def test_neither_bodies_nor_error_texts_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    def handle(_: str) -> None:
        raise Refused("The title is: Jane's salary")

    with caplog.at_level(logging.DEBUG):
        partial_batch(sqs_event({"title": "Jane's salary"}), handle)
    assert "Refused" in caplog.text
    assert "salary" not in caplog.text


def test_fault_90_what_there_is_no_time_for_is_given_back_untouched() -> None:
    done: list[str] = []
    answer = partial_batch(sqs_event({"n": 0}, {"n": 1}, {"n": 2}), done.append, lambda: len(done) < 1)
    assert len(done) == 1
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["m1", "m2"]


def test_a_batch_that_went_well_reports_nothing() -> None:
    assert partial_batch(sqs_event({}, {}), lambda _: None) == {"batchItemFailures": []}
