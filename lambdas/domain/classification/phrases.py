"""Phrases told by what they say, not by how they are spelled."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from lambdas.domain.classification.titles import TitleWord, words_of

MAX_WORDS = 10
"""Words in a phrase, of which Vietnamese has most: bounds the work per word of a title."""

ANY_ENDING = "~"
"""Behind the stem of a word that is inflected: "posiedzeni~" is also "posiedzenia" and "posiedzeniu"."""

Groups = tuple[str, ...]
Stems = Mapping[str, tuple[tuple[tuple[str, ...], Groups], ...]]
"""Phrases with an inflected word, word by word, under the two letters that they begin with."""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a row of words: ``words[start:end]``, and the group it belongs to."""

    group: str
    start: int
    end: int


@dataclass(frozen=True)
class Phrases:
    """Groups of phrases by their letters alone, so that "follow up" is also "Follow-Up" and "followup"."""

    groups_by_key: Mapping[str, Groups]
    stems: Mapping[tuple[str, ...], Groups]

    @classmethod
    def of(cls, group: str, phrases: Iterable[str]) -> Self:
        """Makes one group. Raises ValueError for a phrase that no title can hold, and for one that is there already."""
        groups_by_key: dict[str, Groups] = {}
        for phrase in phrases:
            words = words_of(phrase)
            key = key_of(words)
            if not 1 <= len(words) <= MAX_WORDS:
                raise ValueError(f'"{phrase}" has {len(words)} words: a phrase has 1 to {MAX_WORDS}')
            if key in groups_by_key:
                raise ValueError(f'"{phrase}" is there twice, if perhaps in another spelling')
            groups_by_key[key] = (group,)
        return cls(groups_by_key, {})

    @classmethod
    def merged(cls, several: Iterable[Self]) -> Self:
        """Returns all their phrases; one that is in several groups belongs to each, in their order."""
        groups_by_key: dict[str, Groups] = {}
        stems: dict[tuple[str, ...], Groups] = {}
        for phrases in several:
            for key, groups in phrases.groups_by_key.items():
                groups_by_key[key] = _joined(groups_by_key.get(key, ()), groups)
            for words, groups in phrases.stems.items():
                stems[words] = _joined(stems.get(words, ()), groups)
        return cls(groups_by_key, stems)

    @cached_property
    def openings(self) -> frozenset[str]:
        """Holds what a phrase can begin with, one letter or two: most words of a title are passed over by it."""
        keys = [*self.groups_by_key, *(words[0] for words in self.stems)]
        return frozenset([key[:2] for key in keys] + [key[:1] for key in keys])

    @cached_property
    def _stems_by_opening(self) -> Stems:
        by_opening: dict[str, list[tuple[tuple[str, ...], Groups]]] = defaultdict(list)
        for words, groups in self.stems.items():
            by_opening[words[0][:2]].append((words, groups))
        return {opening: tuple(stems) for opening, stems in by_opening.items()}

    def groups(self, words: Sequence[TitleWord]) -> Groups:
        """The groups of exactly these words, read as one phrase; plural endings allowed."""
        key = key_of(words)
        return self.groups_by_key.get(key) or self.groups_by_key.get(singular(key)) or self._groups_of_stem(words)

    def _groups_of_stem(self, words: Sequence[TitleWord]) -> Groups:
        stems = self._stems_by_opening.get(words[0].text[:2]) if words else None
        if stems is None:
            return ()
        return next((groups for stem, groups in stems if len(stem) == len(words) and inflects(stem, words)), ())

    def find(self, words: Sequence[TitleWord]) -> Iterator[Found]:
        """The phrases among the words, leftmost first, that of most words first, none inside another."""
        start = 0
        while start < len(words):
            if words[start].text[:2] not in self.openings:
                start += 1
                continue
            farthest = min(start + MAX_WORDS, len(words))
            end = next((at for at in range(farthest, start, -1) if self.groups(words[start:at])), start)
            yield from (Found(group, start, end) for group in self.groups(words[start:end]))
            start = max(end, start + 1)

    def ends(self, words: Sequence[TitleWord]) -> bool:
        """Says whether the words end in one of the phrases."""
        starts = range(max(0, len(words) - MAX_WORDS), len(words))
        return any(words[start].text[:2] in self.openings and self.groups(words[start:]) for start in starts)


def key_of(words: Sequence[TitleWord]) -> str:
    return "".join([word.text for word in words])


def singular(key: str) -> str:
    """The key without a plural -s; ``class``, ``us`` and the like stay."""
    return key[:-1] if len(key) > 3 and key.endswith("s") and not key.endswith("ss") else key


def inflects(stem: Sequence[str], words: Sequence[TitleWord]) -> bool:
    """Says whether the words begin like the stem's, one by one."""
    return all(
        word.text.startswith(part[:-1]) if part.endswith(ANY_ENDING) else word.text == part
        for part, word in zip(stem, words, strict=False)
    )


def _joined(groups: Groups, others: Groups) -> Groups:
    return (*groups, *(group for group in others if group not in groups))
