"""Does the same for many, several of them at a time: each waits for a few reads, one after the other."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
ResultT = TypeVar("ResultT")

AT_ONCE = 8
BATCH = 200
"""So many are read ahead of those that are worked on."""


def side_by_side(act: Callable[[T], ResultT], items: Iterable[T], at_once: int = AT_ONCE) -> list[ResultT]:
    """The results in the order of the items. ``act`` answers for what goes wrong: one error would end all."""
    waiting, results = iter(items), list[ResultT]()
    with ThreadPoolExecutor(at_once) as pool:
        while batch := list(islice(waiting, BATCH)):
            results += pool.map(act, batch)
    return results
