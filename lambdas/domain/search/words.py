"""Words that somebody looks for, the texts it is found in, and which of their words to mark.

Words are compared without case and accents, from their beginning: "budg" finds "Budgets", "muller" finds "Müller".
In scripts that put no spaces between words a part of one is enough.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from lambdas.domain.kernel.plain_text import plain

MAX_QUERY = 100
MAX_WORDS = 8
MIN_CHARACTERS = 2
_WORD = re.compile(r"\w+")


class Query(NamedTuple):
    """``text`` as it was typed, on one line; ``words`` as they are compared."""

    text: str
    words: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """One letter alone would find nearly everything."""
        return bool(self.words) and len(self.text) >= MIN_CHARACTERS


class Piece(NamedTuple):
    """A part of a text; ``is_hit``: a word that was looked for."""

    text: str
    is_hit: bool = False


def query_of(typed: str) -> Query:
    text = plain(typed)[:MAX_QUERY].strip()
    return Query(text, tuple(dict.fromkeys(map(folded, _WORD.findall(text))))[:MAX_WORDS])


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The form in which words are compared."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def is_found(query: Query, texts: Iterable[str]) -> bool:
    """Says whether each word looked for is in one of the texts."""
    said = _joined(texts)
    return bool(query.words) and all(_says(said, wanted) for wanted in query.words)


def is_touched(query: Query, texts: Iterable[str]) -> bool:
    """Says whether any word looked for is in one of the texts."""
    said = _joined(texts)
    return any(_says(said, wanted) for wanted in query.words)


def marked(query: Query, text: str) -> tuple[Piece, ...]:
    """The whole text in pieces, whatever is in it: joined, they are the text."""
    pieces, done = [], 0
    for match in _WORD.finditer(text):
        if not any(_fits(folded(match[0]), wanted) for wanted in query.words):
            continue
        if match.start() > done:
            pieces.append(Piece(text[done : match.start()]))
        pieces.append(Piece(match[0], is_hit=True))
        done = match.end()
    return (*pieces, Piece(text[done:])) if done < len(text) else tuple(pieces)


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(map(folded, texts))


def _says(said: str, wanted: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(wanted)}", said)) or (not wanted.isascii() and wanted in said)


def _fits(word: str, wanted: str) -> bool:
    return word.startswith(wanted) or (not wanted.isascii() and wanted in word)
