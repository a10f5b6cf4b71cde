"""Content words: those of a text that tell one thing from another."""

import re

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?", re.UNICODE)
_COMMON = frozenset(
    """
    a about again all also an and any are as at be been but by can do does for from get has have her his how i if in
    into is it its just let like make me more my need new no not of off on one open or our out over please so some
    still talk than that the their them then there these they this those to up us want was we what when where which
    who why will with would you your day month year time people due owner done late past meeting team today week
    date update status discuss review next
    """.split()  # noqa: SIM905 (a list of quoted words cannot be read)
)


def content_words(text: str) -> frozenset[str]:
    """The words that tell one thing from another, folded and without a plural's s."""
    words = (word.casefold() for word in _WORD.findall(text))
    singular = {_singular(word) for word in words if len(word) > 1 or word.isdigit()}
    return frozenset(singular - _COMMON)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
