"""Tries again what was turned away because too many functions ran at once: a new AWS account runs ten of them."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

SECONDS = 60.0
FIRST_PAUSE, MAX_PAUSE = 0.3, 4.0
Answer = TypeVar("Answer")


class TurnedAway(Exception):
    """``problem`` is what to raise once patience is at its end."""

    def __init__(self, problem: Exception) -> None:
        super().__init__(str(problem))
        self.problem = problem


def patiently(
    ask: Callable[[], Answer],
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Returns what ``ask`` does; while that raises TurnedAway it is asked again, for a minute."""
    until, pause = clock() + SECONDS, FIRST_PAUSE
    while True:
        try:
            return ask()
        except TurnedAway as turned_away:
            if clock() > until:
                raise turned_away.problem from None
        sleep(random.uniform(pause / 2, pause))  # noqa: S311 - jitter, not a secret
        pause = min(2 * pause, MAX_PAUSE)
