"""Content words: those of a text that tell one thing from another."""

import re

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?", re.UNICODE)
ENDINGS = ("ations", "ation", "ings", "ing", "ed", "es", "s", "e")
STEM = 4
"""Letters."""
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
    """The words that tell one thing from another, folded and without their endings: only good to be compared."""
    words = (word.casefold().removesuffix("'s") for word in _WORD.findall(text))
    chosen = {word for word in words if len(word) > 1 or word.isdigit()} - _COMMON
    return frozenset({_stem(word) for word in chosen} - _COMMON)


def _stem(word: str) -> str:
    """Joins "reserved", "reservation" and "reserve", and little that is not one word: a stem keeps four letters."""
    if word.endswith("ss"):
        return word
    return next((word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= STEM), word)
