"""A new account runs ten functions at once: whoever is turned away asks again, and is told at last."""

import itertools

import pytest

from cli.api_client import is_turned_away
from cli.patience import SECONDS, TurnedAway, patiently
from lambdas.errors import Retryable

BY_API_GATEWAY = b'{"message":"Service Unavailable"}'


class Clock:
    def __init__(self) -> None:
        self.now, self.pauses = 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def test_it_is_asked_again_soon_and_then_more_rarely() -> None:
    clock, tries = Clock(), itertools.count()

    def ask() -> str:
        if next(tries) < 6:
            raise TurnedAway(Retryable("busy"))
        return "done"

    assert patiently(ask, clock.sleep, lambda: clock.now) == "done"
    assert clock.pauses[0] <= 0.3
    assert clock.pauses[-1] >= 2


def test_after_a_minute_it_is_said() -> None:
    clock = Clock()

    def ask() -> str:
        raise TurnedAway(Retryable("AMO answered 503"))

    with pytest.raises(Retryable, match="AMO answered 503"):
        patiently(ask, clock.sleep, lambda: clock.now)
    assert SECONDS < clock.now < SECONDS + 10


@pytest.mark.parametrize("status", [429, 503])
def test_a_look_is_repeated_and_a_write_only_where_no_function_has_seen_it(status: int) -> None:
    assert is_turned_away(status, b'{"message": "Slack is away"}', "GET")
    assert is_turned_away(status, b'{"message": "Service Unavailable"}', "POST")
    assert not is_turned_away(status, b'{"message": "Slack is away"}', "POST")


@pytest.mark.parametrize("status", [401, 404, 409, 500, 502, 504])
def test_other_answers_are_answers(status: int) -> None:
    assert not is_turned_away(status, BY_API_GATEWAY, "GET")
