"""Takes apart what is written without blanks: Chinese, Japanese, Korean and Thai run their words together.

No dictionary of these languages is at hand, and none is needed: of "全社定例会議の資料" a rule only has to see the
words that it knows. They are found from left to right, those with most letters first; what lies between two of them
is one word. Korean has blanks, but writes compounds with and without them alike ("전체회의").
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

UNSEGMENTED = "\u0e00-\u0eff\u1780-\u17ff\u3005\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_RUN = re.compile(f"(?P<unsegmented>[{UNSEGMENTED}]+)|[^{UNSEGMENTED}]+")
_FIRST = "\u0e00"
"""The first letter of such a script: all that Europe, the Near East and India write comes before it."""


# Compared by identity: what was read with one of them is remembered for it (titles.py).
@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Holds the words known, by their first letter, those with most letters first."""

    known: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, keys: Iterable[str]) -> Self:
        known: dict[str, set[str]] = defaultdict(set)
        for key in keys:
            if key >= _FIRST:
                known[key[0]].add(key)
        return cls({letter: tuple(sorted(words, key=len, reverse=True)) for letter, words in known.items()})

    def split(self, written: str) -> Iterator[str]:
        """Yields the parts of a row of letters; one of other scripts stays whole."""
        for run in _RUN.finditer(written):
            yield from self._words(run.group()) if run.lastgroup else (run.group(),)

    def _words(self, run: str) -> Iterator[str]:
        at = unknown_from = 0
        while at < len(run):
            word = next((word for word in self.known.get(run[at], ()) if run.startswith(word, at)), None)
            if word is None:
                at += 1
                continue
            if unknown_from < at:
                yield run[unknown_from:at]
            yield word
            at = unknown_from = at + len(word)
        if unknown_from < len(run):
            yield run[unknown_from:]


NO_SEGMENTS = Segments({})
