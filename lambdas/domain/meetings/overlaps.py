"""Entries that overlap stand side by side, each as wide as those it meets allow."""

from collections.abc import Sequence
from typing import NamedTuple

from lambdas.domain.meetings.calendar_days import Rows


class Column(NamedTuple):
    """Column ``number``, from 0, of so many equally wide ones."""

    number: int
    of: int


def side_by_side(taken: Sequence[Rows]) -> list[Column]:
    """The column of each, in the order given. Nothing that shares a row shares a column."""
    order = sorted(range(len(taken)), key=lambda n: (taken[n].first, -taken[n].last, n))
    columns: dict[int, Column] = {}
    for group in _groups(order, taken):
        numbers = _numbered(group, taken)
        count = max(numbers.values()) + 1
        columns |= {n: Column(number, count) for n, number in numbers.items()}
    return [columns[n] for n in range(len(taken))]


def _groups(order: Sequence[int], taken: Sequence[Rows]) -> list[list[int]]:
    """Those that overlap, directly or through others between them."""
    groups: list[list[int]] = []
    reach = -1
    for n in order:
        if not groups or taken[n].first >= reach:
            groups.append([])
        groups[-1].append(n)
        reach = max(reach, taken[n].last)
    return groups


def _numbered(group: Sequence[int], taken: Sequence[Rows]) -> dict[int, int]:
    """Each in the first column that is free where it begins."""
    numbers: dict[int, int] = {}
    free_from: list[int] = []
    for n in group:
        number = next((c for c, row in enumerate(free_from) if row <= taken[n].first), len(free_from))
        free_from[number : number + 1] = [taken[n].last]
        numbers[n] = number
    return numbers
