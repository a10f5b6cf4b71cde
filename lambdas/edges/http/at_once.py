"""Independent reads of one view, made at the same time: the view waits for the slowest instead of for all in turn."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any


def at_once(*reads: Callable[[], Any]) -> tuple[Any, ...]:
    """The answers in the order of the reads; the first error in that order is raised.

    Clients must exist before they are shared: pass bound methods of adapters, not functions that build them.
    """
    if len(reads) < 2:
        return tuple(read() for read in reads)
    others = [_threads().submit(read) for read in reads[1:]]
    first = reads[0]()
    return (first, *(other.result() for other in others))


def begun(read: Callable[[], Any]) -> Callable[[], Any]:
    """Begins a read that is wanted later; the call waits for its answer. As above, over clients that exist."""
    return _threads().submit(read).result


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=8, thread_name_prefix="read")
