"""Finds what a whole text is about among what somebody has on record.

Other than in a search not every word has to be there: the words that tell things apart count, the rarer the more.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import log
from typing import TypeVar

from lambdas.domain.kernel.content_words import content_words

Thing = TypeVar("Thing")

MAX_TEXT = 4000
FEW = 6
TENTH = 10
"""A word that more than a few and more than a tenth of all things say tells none of them apart."""
NEARLY = 0.4
"""Of what the best has in common with the text; what has less is beside the point."""


def find_about(text: str, things: Sequence[Thing], said: Callable[[Thing], Iterable[str]]) -> list[Thing]:
    """Returns the things that have most in common with the text, best first, equals in the order given."""
    wanted = content_words(text[:MAX_TEXT])
    shared = [(wanted & content_words("\n".join(said(thing))), thing) for thing in things]
    weight = _weights(Counter(word for words, _ in shared for word in words), len(things))
    scored = [(sum(weight.get(word, 0.0) for word in words), thing) for words, thing in shared]
    best = max((score for score, _ in scored), default=0.0)
    found = [(score, thing) for score, thing in scored if score and score >= best * NEARLY]
    return [thing for _, thing in sorted(found, key=lambda one: -one[0])]


def best_line(text: str, lines: Iterable[str]) -> str:
    """Returns the line that says most of what the text says; empty where none says any of it."""
    wanted = content_words(text[:MAX_TEXT])
    most, line = max(((len(wanted & content_words(line)), line) for line in lines), key=_first, default=(0, ""))
    return line if most else ""


def _first(pair: tuple[int, str]) -> int:
    return pair[0]


def _weights(counts: Counter[str], among: int) -> dict[str, float]:
    most = max(FEW, among // TENTH)
    return {word: log(1 + among / count) for word, count in counts.items() if count <= most}
