"""A wish or a proposal as a title, and what of it a title has no room for."""

import re
from typing import NamedTuple

from lambdas.domain.agenda.materials import harmless
from lambdas.domain.kernel.plain_text import clip

MAX_TITLE = 72
MIN_TITLE = 8
_LEADING = re.compile(r"^(?:(?:to )?decide (?:on |about )?)?(?:the |an? )?(?=\S)", re.IGNORECASE)
_OF_ONESELF = re.compile(r"^(?:i|i'm|i'd|i've|my|me|myself)\b", re.IGNORECASE)
_TURN = re.compile(
    r"\s*(?:[;:–—]\s|,\s|\.\s|\s-\s|"
    r"\s(?:so that|because|in order to|since|although|but|which|as long as|if|before|until)\s)"
)


class Headline(NamedTuple):
    title: str
    rest: str = ""


def headline(text: str) -> Headline:
    """Cut where the sentence turns, so that nothing is lost: the rest is a line of its own."""
    said = harmless(_LEADING.sub("", harmless(text))).strip(" .,;:")
    first, stop, after = said.partition(". ")
    if stop and MIN_TITLE <= len(first) <= MAX_TITLE:
        return Headline(_capitalised(first), _capitalised(after))
    if len(said) <= MAX_TITLE:
        return Headline(_capitalised(said) or "Also raised")
    turns = [found for found in _TURN.finditer(said) if MIN_TITLE <= found.start() <= MAX_TITLE]
    if not turns:
        return Headline(_capitalised(clip(said, MAX_TITLE)), _capitalised(said))
    turn = turns[-1]
    return Headline(_capitalised(said[: turn.start()]), _capitalised(said[turn.start() :].strip(" .,;:–—-")))


def is_of_oneself(text: str) -> bool:
    """Returns whether somebody speaks of themselves: that is no title, others read titles."""
    return bool(_OF_ONESELF.match(text.strip()))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
