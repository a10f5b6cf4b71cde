"""Tells what somebody said for their own eyes: others read agendas, and are not to read this.

A sentence is kept back whole; where a sentence has parts ("...; and he must not know yet"), the part.
"""

import re
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
_CONFIDENCE = re.compile(
    r"\b(?:must(?: not|n't) know|do(?: not|n't) (?:tell|mention|bring|say)|"
    r"not (?:say|tell|mention) (?:it|this|that|him|her|them)|between (?:us|ourselves)|confidential\w*|off the record|"
    r"private(?:ly)?|secret\w*|nobody knows|unless (?:asked|somebody asks|they ask)|"
    r"if (?:he|she|they) (?:hesitates?|refuses?|insists?|push(?:es)?|asks?)|"
    r"should hear (?:it |this |that )?(?:first|from me)|"
    r"(?:call|talk to|warn|tell) \w+ before(?:hand| the meeting)?|"
    r"i(?:'d| would| could| can) (?:pay|go|accept|take|settle)|we (?:can|could|would) (?:go|pay) (?:down|up)|walk away|"
    r"fall-?back|at most|no more than|not more|bottom line|my limit|"
    r"i (?:have|got|had) an(?:other)? offer|other offer|thinking of leaving|want to leave|"
    r"i (?:doubt|suspect|fear|hate|distrust|don't (?:trust|like)|do not (?:trust|like))|"
    r"i'm (?:afraid|worried|not sure)|"
    r"underperform\w*|layoffs?|lay off|let (?:him|her|them) go|salary|fire (?:him|her|them))\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?<=[.!?])\s+|;\s*(?:and |but )?|,\s+(?=(?:and |but )?(?:he|she|they) must not\b)", re.IGNORECASE)


class Confidence(NamedTuple):
    """Words for the user alone."""

    text: str
    point: Point


class Said(NamedTuple):
    public: tuple[Point, ...]
    private: tuple[Confidence, ...]


def parted(points: Iterable[Point], *, has_guests: bool) -> Said:
    """Parts what may stand in an agenda from what may not; with guests that is all but what is said to them."""
    public: list[Point] = []
    private: list[Confidence] = []
    for point in points:
        spoken, kept_back = _parts_of(point, has_guests=has_guests)
        if kept_back:
            private.append(Confidence(kept_back, point))
        if spoken or (point.text == "" and not has_guests):
            lean = "" if has_guests else point.lean
            public.append(point.model_copy(update={"text": spoken, "lean": lean}))
    return Said(tuple(public), tuple(private))


def _parts_of(point: Point, *, has_guests: bool) -> tuple[str, str]:
    is_for_guests = point.topic in SAID_TO_GUESTS or point.priority > 0
    if point.topic in ALWAYS_PRIVATE or (has_guests and not is_for_guests):
        return "", point.text
    parts = [part.strip() for part in _PARTS.split(point.text) if part.strip()]
    kept_back = [part for part in parts if _CONFIDENCE.search(part)]
    if not kept_back:
        return point.text, ""
    return " ".join(part for part in parts if part not in kept_back).strip(" ,;"), "; ".join(kept_back)
