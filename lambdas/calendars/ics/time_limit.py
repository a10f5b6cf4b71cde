"""A time limit that really interrupts, for library code that may never come back (fault 36)."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(Exception):
    """The limit passed; the work was abandoned where it stood."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises OutOfTime inside the block when it takes longer.

    Works by a timer signal, which only the main thread can have (Lambda handlers run there); elsewhere the block
    runs without a limit, and the static budgets of ics_rules and ics_pace are what holds.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    previous = signal.signal(signal.SIGALRM, _out_of_time)
    # Again and again after the first time: an exception raised inside a destructor would be swallowed.
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime
