"""Candidates that say the same thing become one: they quote the lines of both."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable

from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.meeting_notes.candidates import MAX_QUOTES, Candidate

ALIKE = 0.8
"""The share of words two things have in common from which they are one."""
MAX_BESIDE = 20
"""Candidates with a word in common that one is compared with, the last ones."""


def distinct(candidates: Iterable[Candidate], max_count: int) -> tuple[Candidate, ...]:
    """Each thing once, in the order it was first said; at most ``max_count``.

    The first wording holds. Two days for one thing are none, except where a person wrote the first down; two people
    make it two things.
    """
    kept = _Kept()
    for candidate in candidates:
        place = kept.place_of(candidate)
        if place is not None:
            kept.join(place, candidate)
        elif len(kept.candidates) < max_count:
            kept.add(candidate)
    return tuple(kept.candidates)


def without_known(candidates: Iterable[Candidate], known: Iterable[Candidate]) -> list[Candidate]:
    """Those that say something none of ``known`` says."""
    kept = _Kept()
    for one in known:
        kept.add(one)
    return [candidate for candidate in candidates if kept.place_of(candidate) is None]


class _Kept:
    """The candidates so far, found again by the words they have in common with another."""

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        self._places: dict[str, int] = {}
        self._words: list[frozenset[str]] = []
        self._with_word: dict[tuple[str, str], deque[int]] = defaultdict(lambda: deque(maxlen=MAX_BESIDE))

    def place_of(self, candidate: Candidate) -> int | None:
        if (place := self._places.get(candidate.candidate_id)) is not None:
            return place
        said = _words_of(candidate)
        shared = Counter(place for word in said for place in self._with_word.get((candidate.kind, word), ()))
        alike = (place for place, count in shared.items() if 2 * count >= ALIKE * (len(said) + len(self._words[place])))
        return next((place for place in alike if _is_one(self.candidates[place], candidate)), None)

    def add(self, candidate: Candidate) -> None:
        said = _words_of(candidate)
        for word in said:
            self._with_word[candidate.kind, word].append(len(self.candidates))
        self._places.setdefault(candidate.candidate_id, len(self.candidates))
        self.candidates.append(candidate)
        self._words.append(said)

    def join(self, place: int, candidate: Candidate) -> None:
        self.candidates[place] = _joined(self.candidates[place], candidate)
        self._places.setdefault(self.candidates[place].candidate_id, place)


def _words_of(candidate: Candidate) -> frozenset[str]:
    return content_words(candidate.what) or frozenset(candidate.what.casefold().split())


def _is_one(first: Candidate, other: Candidate) -> bool:
    """As far as one promise goes, "Ana" and "Ana Roe" are one person."""
    one, two = (set(candidate.owner.casefold().split()) for candidate in (first, other))
    return one <= two or two <= one


def _joined(first: Candidate, other: Candidate) -> Candidate:
    are_two_days = first.by != "person" and first.due and other.due and first.due != other.due
    changes = {
        "quotes": tuple(dict.fromkeys((*first.quotes, *other.quotes)))[:MAX_QUOTES],
        "owner": first.owner or other.owner,
        "owner_email": first.owner_email or (other.owner_email if _is_one(first, other) else ""),
        "due": None if are_two_days else first.due or other.due,
        "why": first.why or other.why,
        "ref": first.ref or other.ref,
        "asked": first.asked or other.asked,
    }
    return first.model_copy(update=changes)
