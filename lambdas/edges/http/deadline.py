"""Answers before the HTTP API stops waiting: at 30 seconds it hangs up, and a person sees its bare error."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from lambdas.errors import Retryable

SECONDS_TO_SAY_SO = 1.5
"""Left over for the answer that says it takes too long."""
TOO_LONG = "This takes longer than a page can wait. What you sent may be done already: look again in a moment."


class TooLong(Retryable):
    """A request was not answered within the time its function has."""


@contextmanager
def in_time(context: Any) -> Iterator[None]:
    """Interrupts whatever the function waits for shortly before its time is over, and raises TooLong there.

    A function that was killed half-way is what every write allows for; here somebody is told as well.
    """
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    if remaining is None or threading.current_thread() is not threading.main_thread():  # signals reach that one alone
        yield
        return
    before = signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, max(0.1, remaining() / 1000 - SECONDS_TO_SAY_SO))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise TooLong(TOO_LONG)
