"""Calls that Lambda turns away because too many functions run at once: what each caller makes of it.

Whoever invokes a function and waits is told at once (TooManyRequestsException); the HTTP API answers 503; a workflow's
state fails with an error of its own, which its Retry covers; a queue's mapping tries its batch again until the queue
would show it to others; what nobody waits for is kept and tried again for six hours.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

Answer = dict[str, Any]
Run = Callable[[Any, Any], Answer]

IN_A_STATE = "Lambda.TooManyRequestsException"
BY_THE_HTTP_API = {
    "statusCode": 503,
    "headers": {"Content-Type": "application/json"},
    "body": '{"message":"Service Unavailable"}',
}
FUNCTIONS_AT_ONCE = "/_amo/functions-at-once"
"""The engine's own address at which the limit is set and told."""
TURNED_AWAY = "throttle"
"""The key of MiniStack's answer to a call that it turned away."""


@dataclass(frozen=True)
class Patience:
    """A caller that tries again until ``until`` (of the monotonic clock), each time up to twice as long after."""

    until: float
    max_seconds: float

    def seconds(self, tried: int, draw: Callable[[float, float], float] = random.uniform) -> float:
        return draw(0.5, 1.0) * min(self.max_seconds, 2.0 ** min(tried, 16))


_PATIENCE: ContextVar[Patience | None] = ContextVar("patience", default=None)
EVENT_SECONDS, EVENT_PAUSE = 6 * 3600, 300.0
"""Lambda's own for an event that nobody waits for: kept six hours, tried from every second to every five minutes."""
QUEUE_PAUSE = 10.0


@contextmanager
def tried_again(for_seconds: float, max_pause: float) -> Iterator[None]:
    """Calls made in here, and in a copy of this context, are tried again that long when they are turned away."""
    token = _PATIENCE.set(Patience(time.monotonic() + for_seconds, max_pause))
    try:
        yield
    finally:
        _PATIENCE.reset(token)


@dataclass
class Tally:
    """Counts how often each function was turned away."""

    by_function: Counter[str] = field(default_factory=Counter)

    def watching(self, run: Run, sleep: Callable[[float], None] = time.sleep) -> Run:
        """``run``, which tries again where its caller is patient."""

        def watched(function: Any, event: Any) -> Answer:
            patience, tried = _PATIENCE.get(), 0
            while True:
                answer = run(function, event)
                if not answer.get(TURNED_AWAY):
                    return answer
                self.by_function[_name_of(function)] += 1
                if patience is None or time.monotonic() > patience.until:
                    return answer
                sleep(patience.seconds(tried))
                tried += 1

        return watched


def error_in_a_state(name: str, cause: str) -> str:
    """The error's name as a state machine has it: MiniStack knows no name for a call that was turned away."""
    try:
        told = json.loads(cause)
    except ValueError:
        return name
    is_turned_away = isinstance(told, dict) and told.get("__type") == "TooManyRequestsException"
    return IN_A_STATE if is_turned_away else name


def with_next_wait(
    retrier: Mapping[str, Any], tried: int, draw: Callable[[float, float], float] = random.uniform
) -> dict[str, Any]:
    """A state's retrier with its next wait as AWS has it: at most MaxDelaySeconds, and any part of it with full jitter.

    MiniStack heeds neither.
    """
    growing = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** tried
    most = min(growing, retrier.get("MaxDelaySeconds", growing))
    seconds = draw(0, most) if retrier.get("JitterStrategy") == "FULL" else most
    return {**retrier, "IntervalSeconds": seconds, "BackoffRate": 1.0}


def _name_of(function: Any) -> str:
    return str((function.get("config") or function).get("FunctionName", "?"))
