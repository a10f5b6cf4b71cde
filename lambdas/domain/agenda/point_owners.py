"""Names and conditions said after a wish: "a failover exercise each quarter, Lena" is one wish and who takes it on."""

import re
from collections.abc import Iterable

from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.agenda.materials import Findings
from lambdas.domain.kernel.content_words import content_words

_TAKING_ON = content_words("own owns owner take takes taking lead leads do does it this that should could would will")


_OWNS = re.compile(
    r"^(?:[\w.-]+ ){1,4}(?:should (?:own|take|lead)|owns|takes|leads) (?:it|this|that)\.?$",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?:under|over|below|above|by|before|after|within|with|without|until|at|from|in|for)\b", re.I)
"""Begins no wish of its own: "the quote agreed, under 40,000"."""


def with_owners(points: Iterable[Point], findings: Findings) -> tuple[Point, ...]:
    """Joins what says no more than a name of the meeting's people, or a condition, to what was said just before it."""
    names = content_words(" ".join(person.name for person in findings.tracked.meeting.invited))
    joined: list[Point] = []
    for point in points:
        words = content_words(point.text) - _TAKING_ON
        is_owner = (bool(words) and words <= names) or bool(_OWNS.search(point.text))
        is_condition = bool(_CONDITION.match(point.text)) and point.priority > 1
        if (is_owner or is_condition) and joined and joined[-1].refs[0] == point.refs[0] and joined[-1].text:
            before = joined[-1]
            joined[-1] = before.model_copy(update={"text": f"{before.text}, {point.text}"})
        else:
            joined.append(point)
    return tuple(joined)
