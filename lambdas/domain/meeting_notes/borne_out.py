"""The words of a model beside those they rest on: what the claim gate of all models does not look at (claims.py)."""

import re

from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.day_words import COUNTS
from lambdas.domain.meeting_notes import phrases

SHARE = 0.5
"""Of its words, that have to stand there."""
_ARTICLES = frozenset(["a", "an", "one", "ein", "eine", "einem", "einen", "einer", "un", "une", "uno", "una"])
_OPENERS = frozenset(["der", "die", "das", "den", "dem", "le", "la", "les", "el", "los", "wir", "nous", "on", "es"])
_BEGINNINGS = phrases.ACTION_VERBS | _OPENERS
_COUNTED = frozenset(COUNTS) - _ARTICLES
_WORD = re.compile(r"[^\W\d_]+")


def is_borne_out(text: str, said: str) -> bool:
    """False for other things, for a name that only a sentence's beginning hides, and for a count in words."""
    words, held = content_words(text), content_words(said)
    if not words or len(words & held) < SHARE * len(words):
        return False
    first = _WORD.search(text)
    if first and not content_words(first[0]) <= held and first[0].casefold() not in _BEGINNINGS:
        return False
    counted, there = (_COUNTED.intersection(_WORD.findall(one.casefold())) for one in (text, said))
    return counted <= there
