"""Names as they are heard: who may be meant by a name nobody invited has. Offered, never put in its place (POST-1).

Likeness is Jaro and Winkler's (Winkler 1990): how many letters two words share near the same place, and more where
they begin alike.
"""

from collections.abc import Iterable, Sequence
from itertools import takewhile

ALIKE = 0.85
MAX_OFFERED = 2
PREFIX, PREFIX_WEIGHT = 4, 0.1
MIN_LETTERS = 3
"""Of shorter words every second one is like every other."""


def names_meant(written: str, people: Sequence[str]) -> tuple[str, ...]:
    """Those of ``people`` with a name that sounds like ``written``, the closest first; none where somebody has it."""
    words = _words(written)
    if not words or any(set(words) <= set(_words(name)) for name in people):
        return ()
    likeness = {name: max((_like(word, part) for word in words for part in _words(name)), default=0) for name in people}
    near = sorted((name for name in people if likeness[name] >= ALIKE), key=lambda name: -likeness[name])
    return tuple(dict.fromkeys(near))[:MAX_OFFERED]


def likeness_of(one: str, other: str) -> float:
    """From 0, nothing alike, to 1, the same."""
    jaro = _jaro(one, other)
    begins = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
    return jaro + min(begins, PREFIX) * PREFIX_WEIGHT * (1 - jaro)


def _like(one: str, other: str) -> float:
    return likeness_of(one, other) if min(len(one), len(other)) >= MIN_LETTERS else 0


def _jaro(one: str, other: str) -> float:
    if not one or not other:
        return 0
    reach = max(0, max(len(one), len(other)) // 2 - 1)
    taken: list[int] = []
    shared: list[str] = []
    for place, letter in enumerate(one):
        found = _free_match(letter, other, range(max(0, place - reach), min(len(other), place + reach + 1)), taken)
        if found is not None:
            taken.append(found)
            shared.append(letter)
    if not shared:
        return 0
    swapped = sum(a != other[place] for a, place in zip(shared, sorted(taken), strict=True)) / 2
    count = len(shared)
    return (count / len(one) + count / len(other) + (count - swapped) / count) / 3


def _free_match(letter: str, other: str, places: Iterable[int], taken: Sequence[int]) -> int | None:
    return next((place for place in places if place not in taken and other[place] == letter), None)


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in "".join(c if c.isalpha() else " " for c in name.casefold()).split() if word)
