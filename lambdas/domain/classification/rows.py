"""Reads rows of words, as the files of config/titles/languages/ hold them.

A row is texts with commas between them: quick to read for people, and to load, which every cold start pays.
"(a|b) (c|d)" stands for all four, "~" for any ending, "*" in a keyword for up to two words. What has a choice is not
written out: with "(vorstands|leitungs|...) (sitzung|runde|...)" that would be thousands of texts.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from lambdas.domain.classification.letters import folded, with_umlauts_spelled_out
from lambdas.domain.classification.phrases import ANY_ENDING, MAX_WORDS, Groups, Phrases, key_of
from lambdas.domain.classification.spellings import ALIASES
from lambdas.domain.classification.titles import words_of

_CHOICE = re.compile(r"\(([^()]*)\)")
# Only these make the letters of a title's word others than those written.
_ALIASED = "|".join(word for word in ALIASES if word.isalpha())
_SPECIAL = re.compile(rf"[\d'.:/&+]|\b(?:{_ALIASED})\b")
_SPECIAL_IN_ROW = re.compile(rf"[\d'.:/&+(~]|\b(?:{_ALIASED})\b")


Kind = Literal["whole", "gapped", "inflected"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every head with every tail behind it: by their letters, or as texts where a word of them is inflected."""

    heads: tuple[str, ...]
    tails: tuple[str, ...] = ("",)
    kind: Kind = "whole"


def patterns_in(row: str) -> tuple[Pattern, ...]:
    """Raises ValueError for a text that no title can hold."""
    return tuple(pattern for letters in _spellings(row) for pattern in _patterns(letters))


def phrases_in(group: str, row: str) -> Phrases:
    """Raises ValueError for a text that no title can hold."""
    keys: dict[str, Groups] = {}
    stems: dict[tuple[str, ...], Groups] = {}
    belongs = (group,)
    for letters in _spellings(row):
        texts = _texts(letters)
        if not _SPECIAL_IN_ROW.search(letters):
            keys |= dict.fromkeys(_squeezed(",".join(texts)).split(","), belongs)
            continue
        for text in (text for written in texts for text in _written_out(written)):
            if ANY_ENDING in text:
                stems[stem_of(text)] = belongs
            else:
                keys[spelled_key(text)] = belongs
    return Phrases(keys, stems)


def spelled_key(text: str) -> str:
    """Returns the letters of a folded text, as those of a title."""
    return key_of(words_of(text)) if _SPECIAL.search(text) else _squeezed(text)


def stem_of(text: str) -> tuple[str, ...]:
    return tuple(text.replace("-", " ").split())


def _spellings(row: str) -> Iterator[str]:
    """The row in folded letters, and what has umlauts again with these spelled out ("Fuehrungskreis")."""
    row = unicodedata.normalize("NFKC", row).casefold()
    letters, spelled_out = folded(row), folded(with_umlauts_spelled_out(row))
    yield letters
    if letters != spelled_out:
        pairs = zip(letters.split(","), spelled_out.split(","), strict=True)
        yield ",".join(other for text, other in pairs if text != other)


def _texts(letters: str) -> list[str]:
    texts = [text for written in letters.split(",") if (text := written.strip())]
    if unread := next((text for text in texts if "(" in text and not _is_balanced(text)), None):
        raise ValueError(f'"{unread}" cannot be read: write (a|b) c, and * outside of brackets')
    if wordy := next((text for text in texts if text.count(" ") >= MAX_WORDS and "(" not in text), None):
        raise ValueError(f'"{wordy}" has more than {MAX_WORDS} words')
    return texts


def _is_balanced(text: str) -> bool:
    outside = _CHOICE.sub("", text)
    return not {"(", ")"}.intersection(outside) and outside.count("*") == text.count("*")


def _written_out(text: str) -> tuple[str, ...]:
    if "(" not in text:
        return (text.strip(),)
    before, choice, *others = _CHOICE.split(text)
    if not before and others == [""]:
        return tuple(map(str.strip, choice.split("|")))
    parts = product(*[part.split("|") for part in (before, choice, *others)])
    return tuple(" ".join("".join(part).split()) for part in parts)


def _patterns(letters: str) -> Iterator[Pattern]:
    special = _SPECIAL.search(letters) is not None
    for text in _texts(letters):
        if "*" in text and ANY_ENDING in text:
            raise ValueError(f'"{text}" has both {ANY_ENDING} and *: keep one')
        if "*" in text:
            first, _, second = text.partition("*")
            yield Pattern(_keys(first), _keys(second), "gapped")
        elif ANY_ENDING in text:
            yield from _apart(text, "inflected", _written_out)
        elif special and _SPECIAL.search(text):
            yield from _apart(text, "whole", _keys)
        else:
            yield from _apart(_squeezed(text), "whole", _written_out)


def _apart(text: str, kind: Kind, read: Callable[[str], tuple[str, ...]]) -> Iterator[Pattern]:
    """Of "(root|) cause" the "cause" is a head of its own."""
    heads, tails = map(read, _head_and_tail(text))
    if "" in heads:
        yield Pattern(tails, kind=kind)
    yield Pattern(tuple(filter(None, heads)), tails, kind)


def _head_and_tail(text: str) -> tuple[str, str]:
    """The text up to its first choice or, where it begins with one, behind it; and what follows."""
    at = text.find("(")
    if at < 0:
        return text, ""
    cut = at or text.index(")") + 1
    return text[:cut], text[cut:]


def _squeezed(text: str) -> str:
    return text.replace(" ", "").replace("-", "")


def _keys(text: str) -> tuple[str, ...]:
    return tuple(map(spelled_key, _written_out(text)))
