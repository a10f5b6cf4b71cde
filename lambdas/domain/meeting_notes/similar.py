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

    The first wording holds. Two days for one thing are none; two people make it two things.
    """
    kept: list[Candidate] = []
    words: list[frozenset[str]] = []
    with_word: dict[tuple[str, str], deque[int]] = defaultdict(lambda: deque(maxlen=MAX_BESIDE))
    for candidate in candidates:
        said = content_words(candidate.what) or frozenset(candidate.what.casefold().split())
        shared = Counter(place for word in said for place in with_word.get((candidate.kind, word), ()))
        alike = (place for place, count in shared.items() if 2 * count >= ALIKE * (len(said) + len(words[place])))
        place = next((place for place in alike if _is_one(kept[place], candidate)), None)
        if place is not None:
            kept[place] = _joined(kept[place], candidate)
        elif len(kept) < max_count:
            for word in said:
                with_word[candidate.kind, word].append(len(kept))
            kept.append(candidate)
            words.append(said)
    return tuple(kept)


def _is_one(first: Candidate, other: Candidate) -> bool:
    return not first.owner or not other.owner or first.owner == other.owner


def _joined(first: Candidate, other: Candidate) -> Candidate:
    are_two_days = first.due and other.due and first.due != other.due
    named = first if first.owner else other
    changes = {
        "quotes": tuple(dict.fromkeys((*first.quotes, *other.quotes)))[:MAX_QUOTES],
        "owner": named.owner,
        "owner_email": named.owner_email,
        "due": None if are_two_days else first.due or other.due,
        "why": first.why or other.why,
        "ref": first.ref or other.ref,
        "asked": first.asked or other.asked,
    }
    return first.model_copy(update=changes)
