"""Finds where a title mentions a type of meeting: whole words, any spelling."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lambdas.domain.classification.phrases import MAX_WORDS, inflects, key_of, singular
from lambdas.domain.classification.rows import Pattern, stem_of
from lambdas.domain.classification.titles import Clause, TitleWord

WIDEST_GAP = 2
"""Words that ``*`` in a keyword may stand for."""

OPENING = 3
"""Letters by which keywords are looked up."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """Says what a keyword makes of a meeting; how it is spelled, ``Keywords`` knows."""

    type_name: str
    needs_meeting_word: bool = False
    also_a_title: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A keyword in a clause: ``clause.words[start:end]``."""

    keyword: Keyword
    clause: Clause
    start: int
    end: int

    @property
    def written(self) -> str:
        """As the title has it."""
        return "".join(word.gap + word.written for word in self.clause.words[self.start : self.end]).lstrip(" -")

    @property
    def is_number(self) -> bool:
        return self.end - self.start == 1 and self.clause.words[self.start].is_number

    @property
    def before(self) -> tuple[TitleWord, ...]:
        return self.clause.words[: self.start]

    @property
    def after(self) -> tuple[TitleWord, ...]:
        return self.clause.words[self.end :]


@dataclass(frozen=True, slots=True)
class _Spelled:
    """Holds what may stand behind a head: letters, or behind the head of an inflected keyword its words."""

    keyword: Keyword
    tails: frozenset[str] = frozenset()
    stems: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Keywords:
    """Finds the keywords of all types in a clause."""

    patterns: Sequence[tuple[Pattern, Keyword]]

    def mentions(self, clause: Clause) -> Iterator[Mention]:
        """The keywords from left to right, that of most words of several that start together, none inside another."""
        start, words = 0, clause.words
        while start < len(words):
            found = max(self._index.found_at(words[start:]), key=lambda pair: pair[0], default=None)
            if found:
                yield Mention(found[1], clause, start, start + found[0])
            start += found[0] if found else 1

    @cached_property
    def keys(self) -> frozenset[str]:
        """Holds the letters that stand together."""
        by_head = [*self._index.whole.items(), *self._index.gapped.items()]
        return frozenset(key for head, several in by_head for each in several for key in (head, *each.tails))

    @cached_property
    def _index(self) -> "_Index":
        return _Index.of(self.patterns)


@dataclass(frozen=True)
class _Index:
    """Holds keywords by head: in letters, with a ``*`` behind it, or the head's first letters where it is inflected."""

    whole: Mapping[str, Sequence[_Spelled]]
    gapped: Mapping[str, Sequence[_Spelled]]
    inflected: Mapping[str, Sequence[tuple[tuple[str, ...], _Spelled]]]

    @classmethod
    def of(cls, patterns: Sequence[tuple[Pattern, Keyword]]) -> "_Index":
        whole, gapped = defaultdict[str, list[_Spelled]](list), defaultdict[str, list[_Spelled]](list)
        inflected = defaultdict[str, list[tuple[tuple[str, ...], _Spelled]]](list)
        for pattern, keyword in patterns:
            if pattern.kind == "inflected":
                spelled = _Spelled(keyword, stems=tuple(map(stem_of, pattern.tails)))
                for stem in map(stem_of, pattern.heads):
                    inflected["".join(stem)[:OPENING]].append((stem, spelled))
            else:
                spelled = _Spelled(keyword, frozenset(pattern.tails))
                by_head = whole if pattern.kind == "whole" else gapped
                for head in pattern.heads:
                    by_head[head].append(spelled)
        return cls(whole, gapped, inflected)

    @cached_property
    def sizes(self) -> Mapping[str, tuple[int, ...]]:
        """Returns how many letters the heads have that begin with these: most words begin like none."""
        sizes = defaultdict[str, set[int]](set)
        for head in (*self.whole, *self.gapped):
            sizes[head[:OPENING]].add(len(head))
        return {opening: tuple(sorted(found)) for opening, found in sizes.items()}

    def found_at(self, words: Sequence[TitleWord]) -> Iterator[tuple[int, Keyword]]:
        """Each keyword that the words begin with, and how many of them it takes up."""
        ahead = words[:MAX_WORDS]
        first = ahead[0].text
        if len(first) >= OPENING and self._openings.isdisjoint((first[:3], first[:2], first[:1])):
            return
        text = key_of(ahead)
        for size in self._sizes_of(text):
            head = text[:size]
            gapped = self.gapped.get(head, ())
            if not gapped and head not in self.whole:
                continue
            rests, by_tail = _rests(size, ahead, text), self._by_tail(head)
            yield from ((end, by_tail[rest]) for end, rest in rests if rest in by_tail)
            for spelled in gapped:
                for middle in (end for end, rest in rests if not rest):
                    yield from ((end, spelled.keyword) for end in _ends_behind(middle, spelled.tails, words))
        for stem, spelled in self.inflected.get(text[:OPENING], ()):
            if len(stem) <= len(words) and inflects(stem, ahead):
                yield from ((end, spelled.keyword) for end in _inflected_ends(len(stem), spelled.stems, ahead))

    @cached_property
    def _openings(self) -> frozenset[str]:
        """Holds what a keyword can begin with."""
        return frozenset([*self.sizes, *self.inflected])

    def _by_tail(self, head: str) -> Mapping[str, Keyword]:
        """Puts together what stands behind a head when a title first has it."""
        known = self._tails.get(head)
        if known is None:
            known = self._tails[head] = {}
            for spelled in self.whole.get(head, ()):
                known |= {tail: _both(known.get(tail), spelled.keyword) for tail in spelled.tails}
        return known

    @cached_property
    def _tails(self) -> dict[str, dict[str, Keyword]]:
        return {}

    def _sizes_of(self, text: str) -> Iterator[int]:
        for letters in range(1, OPENING + 1):
            yield from (size for size in self.sizes.get(text[:letters], ()) if size >= OPENING or size == letters)


def _both(known: Keyword | None, keyword: Keyword) -> Keyword:
    """The first type that names a keyword has it; what any file says of it counts."""
    if known is None or known == keyword or known.type_name != keyword.type_name:
        return known or keyword
    needs_meeting_word = known.needs_meeting_word or keyword.needs_meeting_word
    return Keyword(known.type_name, needs_meeting_word, known.also_a_title or keyword.also_a_title)


def _rests(at: int, words: Sequence[TitleWord], text: str) -> Sequence[tuple[int, str]]:
    """Counts of words, and the letters of them behind ``at``, for each; also without a plural -s."""
    rests, end = [], 0
    for size, word in enumerate(words, 1):
        end += len(word.text)
        if end >= at:
            rests.append((size, text[at:end]))
            if text[end - 1] == "s" and len(one := singular(text[:end])) < end:
                rests.append((size, one[at:]))
    return rests


def _ends_behind(middle: int, tails: frozenset[str], words: Sequence[TitleWord]) -> Iterator[int]:
    """The ends of the tails, with at most ``WIDEST_GAP`` words before it."""
    for begin in range(middle, min(middle + WIDEST_GAP, len(words) - 1) + 1):
        rest = words[begin : begin + MAX_WORDS]
        yield from (begin + size for size, text in _rests(0, rest, key_of(rest)) if text in tails)


def _inflected_ends(at: int, stems: Sequence[tuple[str, ...]], words: Sequence[TitleWord]) -> Iterator[int]:
    for stem in stems:
        if at + len(stem) <= len(words) and inflects(stem, words[at:]):
            yield at + len(stem)
