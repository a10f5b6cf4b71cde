"""What callers make of being turned away on the embedded engine: as on AWS, each in its own way."""

import json
from typing import Any

import pytest

from cli.local.turned_away import (
    EVENT_PAUSE,
    EVENT_SECONDS,
    Patience,
    Tally,
    error_in_a_state,
    tried_again,
    with_next_wait,
)

FUNCTION = {"config": {"FunctionName": "amo-page"}}
TURNED_AWAY = {"throttle": True, "error": True, "body": {"__type": "TooManyRequestsException"}}
RETRIER = {"IntervalSeconds": 1, "MaxAttempts": 60, "BackoffRate": 2, "MaxDelaySeconds": 15, "JitterStrategy": "FULL"}


class Busy:
    """Turns away the first so many calls."""

    def __init__(self, times: int) -> None:
        self.times, self.slept = times, list[float]()

    def run(self, _function: Any, _event: Any) -> dict[str, Any]:
        self.times -= 1
        return TURNED_AWAY if self.times >= 0 else {"body": "done"}

    def watched(self, tally: Tally) -> dict[str, Any]:
        return tally.watching(self.run, self.slept.append)(FUNCTION, {})


def test_whoever_waits_for_the_answer_is_told_at_once() -> None:
    busy, tally = Busy(1), Tally()
    assert busy.watched(tally) is TURNED_AWAY
    assert (busy.slept, dict(tally.by_function)) == ([], {"amo-page": 1})


def test_what_nobody_waits_for_is_tried_ever_more_rarely_until_it_is_taken() -> None:
    busy, tally = Busy(14), Tally()
    with tried_again(EVENT_SECONDS, EVENT_PAUSE):
        assert busy.watched(tally) == {"body": "done"}
    assert busy.slept[0] <= 1
    assert EVENT_PAUSE / 2 <= busy.slept[-1] <= EVENT_PAUSE
    assert tally.by_function["amo-page"] == 14


def test_a_batch_goes_back_to_its_queue_once_others_would_be_shown_it() -> None:
    busy = Busy(1_000)
    with tried_again(0, 10):
        assert busy.watched(Tally()) is TURNED_AWAY


def test_a_pause_never_overflows_however_often_was_tried() -> None:
    assert Patience(0, 300).seconds(100_000, max) == 300


def test_a_state_sees_the_error_that_its_retry_names() -> None:
    cause = json.dumps({"__type": "TooManyRequestsException", "Reason": "ConcurrentInvocationLimitExceeded"})
    assert error_in_a_state("Lambda.Unknown", cause) == "Lambda.TooManyRequestsException"


@pytest.mark.parametrize("cause", ["", "no JSON", "[]", '{"errorType": "Retryable"}'])
def test_any_other_error_keeps_its_name(cause: str) -> None:
    assert error_in_a_state("Retryable", cause) == "Retryable"


def test_a_retry_waits_as_its_definition_says() -> None:
    longest = [with_next_wait(RETRIER, tried, lambda _, most: most)["IntervalSeconds"] for tried in range(6)]
    assert longest == [1, 2, 4, 8, 15, 15]
    assert with_next_wait(RETRIER, 3, lambda least, _: least)["IntervalSeconds"] == 0
    plain = {"IntervalSeconds": 2, "BackoffRate": 3}
    assert with_next_wait(plain, 2)["IntervalSeconds"] == 18
