"""Pairs what is gone with what is new: place by place, as the occurrences of a series follow each other."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from lambdas.domain.meetings.meeting import Meeting

MAX_ALIGNED = 300
"""Of each side; the nearest in time count. A calendar of thousands of namesakes must not cost minutes."""


class _Cell(NamedTuple):
    """The best pairs so far, the last of them first. ``lost`` counts them downwards, so that less is better."""

    lost: int = 0
    moved: timedelta = timedelta(0)
    pair: tuple[Meeting, Meeting] | None = None
    before: "_Cell | None" = None

    @property
    def cost(self) -> tuple[int, timedelta]:
        return self.lost, self.moved

    def with_pair(self, old: Meeting, new: Meeting) -> "_Cell":
        return _Cell(self.lost - 1, self.moved + abs(new.start - old.start), (old, new), self)

    def pairs(self) -> Iterator[tuple[Meeting, Meeting]]:
        cell: _Cell | None = self
        while cell and cell.pair:
            yield cell.pair
            cell = cell.before


def align(
    gone: Sequence[Meeting], new: Sequence[Meeting], is_candidate: Callable[[Meeting, Meeting], bool]
) -> list[tuple[Meeting, Meeting]]:
    """Returns as many pairs as can be, and of those the ones that moved least; no two of them cross.

    What came first stays first: a series that moves from Tuesday to Friday is paired week by week, though each Friday
    is nearer to the next Tuesday.
    """
    rows, columns = _earliest(gone), _earliest(new)
    above = [_Cell()] * (len(columns) + 1)
    for old in rows:
        line = [_Cell()]
        for place, fresh in enumerate(columns, start=1):
            choices = [above[place], line[-1]]
            if is_candidate(old, fresh):
                choices.append(above[place - 1].with_pair(old, fresh))
            line.append(min(choices, key=lambda cell: cell.cost))
        above = line
    return list(above[-1].pairs())


def _earliest(meetings: Sequence[Meeting]) -> list[Meeting]:
    return sorted(meetings, key=lambda meeting: (meeting.start, meeting.meeting_id))[:MAX_ALIGNED]
