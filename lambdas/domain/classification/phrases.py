"""Phrases told by what they say, not by how they are spelled."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from lambdas.domain.classification.titles import TitleWord, words_of

MAX_WORDS = 5
"""Words in the longest phrase: bounds the work per word of a title."""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a row of words: ``words[start:end]``, and the group it belongs to."""

    group: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """Groups of phrases by their letters alone, so that "follow up" is also "Follow-Up" and "followup"."""

    groups_by_key: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, group: str, phrases: Iterable[str]) -> Self:
        """Makes one group. Raises ValueError for a phrase that no title can hold, and for one that is there already."""
        groups_by_key: dict[str, tuple[str, ...]] = {}
        for phrase in phrases:
            words = words_of(phrase)
            key = key_of(words)
            if not 1 <= len(words) <= MAX_WORDS:
                raise ValueError(f'"{phrase}" has {len(words)} words: a phrase has 1 to {MAX_WORDS}')
            if key in groups_by_key:
                raise ValueError(f'"{phrase}" is there twice, if perhaps in another spelling')
            groups_by_key[key] = (group,)
        return cls(groups_by_key)

    @classmethod
    def merged(cls, several: Iterable[Self]) -> Self:
        """Returns all their phrases; one that is in several groups belongs to each, in their order."""
        groups_by_key: dict[str, tuple[str, ...]] = {}
        for phrases in several:
            for key, groups in phrases.groups_by_key.items():
                groups_by_key[key] = (*groups_by_key.get(key, ()), *groups)
        return cls(groups_by_key)

    def groups(self, words: Sequence[TitleWord]) -> tuple[str, ...]:
        """The groups of exactly these words, read as one phrase; plural endings allowed."""
        key = key_of(words)
        return self.groups_by_key.get(key) or self.groups_by_key.get(singular(key), ())

    def find(self, words: Sequence[TitleWord]) -> Iterator[Found]:
        """The phrases among the words, leftmost and longest first, none inside another."""
        start = 0
        while start < len(words):
            farthest = min(start + MAX_WORDS, len(words))
            end = next((at for at in range(farthest, start, -1) if self.groups(words[start:at])), start)
            yield from (Found(group, start, end) for group in self.groups(words[start:end]))
            start = max(end, start + 1)

    def ends(self, words: Sequence[TitleWord]) -> bool:
        """Says whether the words end in one of the phrases."""
        return any(self.groups(words[start:]) for start in range(max(0, len(words) - MAX_WORDS), len(words)))


def key_of(words: Sequence[TitleWord]) -> str:
    return "".join(word.text for word in words)


def singular(key: str) -> str:
    """The key without a plural -s; ``class``, ``us`` and the like stay."""
    return key[:-1] if len(key) > 3 and key.endswith("s") and not key.endswith("ss") else key
