"""A title or a description as words in clauses. Hostile text: every step takes time linear in a bounded length."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lambdas.domain.classification.letters import folded
from lambdas.domain.classification.segments import NO_SEGMENTS, UNSEGMENTED, Segments
from lambdas.domain.classification.spellings import ALIASES, respelled, without_mail_prefixes

TITLE_LIMIT = 400
DESCRIPTION_LIMIT = 2000
"""Characters read; what a meeting is stands in its first words."""

_GLUE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\u05be", "-"),  # hyphens, dashes, minus, Hebrew maqaf
        **dict.fromkeys("\u2019\u02bc`\u00b4", "'"),
        "\u2236": ":",  # the ratio sign
        "\u2044": "/",
        "_": " ",
    }
)
# "田中さん1:1": what runs its words together runs into numbers too.
_BEFORE_A_SCORE = re.compile(rf"(?<=[{UNSEGMENTED}])(?=\d+[:/x-]\d)")

# Letters and digits, and the marks without which Hindi and Thai have no words.
LETTERS = r"\w\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# In a word, a particle behind a hyphen belongs to it: "check-in", "end-of-year".
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[:.,/\-x]\d+)+[{LETTERS}]*)"
    rf"|(?P<elision>(?i:[ld]|qu|un|(?:del|al|nel|sul|dal)l)'(?=[{LETTERS}]))"
    rf"|(?P<word>[^\W\d]&[^\W\d](?![{LETTERS}])"
    rf"|[{LETTERS}]+(?:'[{LETTERS}]+)*(?:-(?:in|up|on|off|out|over|by|to|through|of|the|for|at)(?![{LETTERS}]))*)"
    r"|(?P<joiner>[,/+&])"
    r"|(?P<stop>[:;|()\[\]{}\u3001\u3002\u300c\u300d\u3010\u3011\u2014\u2022\u00b7\u00bb\u203a\u2192>?!\n~=]|\.(?=\s|$)|(?:(?<=\s)|^)-|-(?=\s|$))"
)


@dataclass(frozen=True, slots=True)
class TitleWord:
    """``text`` is what rules compare, ``written`` what people wrote, ``gap`` the blanks or hyphen before it.

    A joiner (, / + &) is a word of its own.
    """

    text: str
    written: str
    gap: str = " "

    @property
    def is_joiner(self) -> bool:
        return self.text in {",", "/", "+", "&"}

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()


@dataclass(frozen=True, slots=True)
class Clause:
    """Words between two stops; ``opened_by`` is the stop before them, empty at the beginning."""

    words: tuple[TitleWord, ...]
    opened_by: str = ""


# Several rules read the same meeting one after the other; a few entries are enough for that.
@lru_cache(maxsize=8)
def read_title(title: str, segments: Segments = NO_SEGMENTS) -> tuple[Clause, ...]:
    return tuple(_clauses(without_mail_prefixes(_plain(title, TITLE_LIMIT)), segments))


@lru_cache(maxsize=8)
def read_description(description: str, segments: Segments = NO_SEGMENTS) -> tuple[Clause, ...]:
    return tuple(_clauses(_without_markup(_plain(description, DESCRIPTION_LIMIT)), segments))


def words_of(phrase: str) -> tuple[TitleWord, ...]:
    """The words of a phrase of ours, or of several with line breaks between them, without joiners and stops."""
    return tuple(word for clause in _clauses(_plain(phrase, None)) for word in clause.words if not word.is_joiner)


def _plain(text: str, limit: int | None) -> str:
    """NFKC (which can lengthen a text), no invisible characters, one kind of dash and apostrophe, no addresses."""
    text = unicodedata.normalize("NFKC", text[:limit])[:limit].translate(_GLUE)
    if not text.isascii():
        text = _BEFORE_A_SCORE.sub(" ", text)
        text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Me", "Co", "Cn"} and c != "\ufe0f")
    return "\n".join(
        " ".join(chunk for chunk in line.split(" ") if not _is_address(chunk)) for line in text.splitlines()
    )


def _is_address(chunk: str) -> bool:
    chunk = chunk.casefold()
    return "://" in chunk or chunk.startswith("www.") or ("@" in chunk.strip("@") and "." in chunk)


def _without_markup(text: str) -> str:
    return re.sub(r"<[^<>]{0,300}>", "\n", text)


def _clauses(text: str, segments: Segments = NO_SEGMENTS) -> Iterator[Clause]:
    words: list[TitleWord] = []
    opened_by = ""
    text, read_to = respelled(text), 0
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "stop":
            if words:
                yield Clause(tuple(words), opened_by)
            words, opened_by = [], token.group()
        else:
            words += _words(token.group(), text[read_to : token.start()], segments)
        read_to = token.end()
    if words:
        yield Clause(tuple(words), opened_by)


def _words(written: str, gap: str, segments: Segments) -> list[TitleWord]:
    if written.isascii():
        return [_word(written, gap)]
    return [_word(part, "" if at else gap) for at, part in enumerate(segments.split(written))]


def _word(written: str, gap: str) -> TitleWord:
    text = folded(written).removesuffix("'s") or written  # a mark alone: Arabic's tatweel
    if not text[0].isdigit() or text[-1].isalpha():
        text = text.replace("-", "")
    return TitleWord(ALIASES.get(text, text), written, gap)
