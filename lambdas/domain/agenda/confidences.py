"""Parts what may stand in an agenda from what is for the user alone: others read agendas."""

from collections.abc import Iterable
from typing import NamedTuple

from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.conversation.topics import QuestionTopic

ALWAYS_PRIVATE = frozenset({QuestionTopic.FEEDBACK, QuestionTopic.HARD_QUESTIONS})
SAID_TO_GUESTS = frozenset(
    {
        QuestionTopic.WANTS,
        QuestionTopic.COMMITMENTS,
        QuestionTopic.RESULT,
        QuestionTopic.NEWS,
        QuestionTopic.RECOGNITION,
        QuestionTopic.OPEN_QUESTIONS,
    }
)
"""The topics whose answers are meant for the other side, too; the rest is how one prepares for them."""


class Parted(NamedTuple):
    public: tuple[Point, ...]
    private: tuple[Point, ...]


def parted(points: Iterable[Point], *, has_guests: bool) -> Parted:
    """With guests, all but what is said to them is private, and so is which way the user leans."""
    public: list[Point] = []
    private: list[Point] = []
    for point in points:
        if _is_private(point, has_guests=has_guests):
            private.append(point)
        else:
            public.append(point)
    return Parted(tuple(public), tuple(private))


def is_confidence(point: Point) -> bool:
    """Returns whether it is for the user's own eyes, whoever is in the room."""
    return point.is_private or point.topic in ALWAYS_PRIVATE


def _is_private(point: Point, *, has_guests: bool) -> bool:
    is_for_guests = not point.lean and (point.topic in SAID_TO_GUESTS or point.priority > 0)
    return is_confidence(point) or (has_guests and not is_for_guests)
