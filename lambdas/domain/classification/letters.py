"""Compares words by their letters: case, accents and vowel points do not matter.

Titles are typed on whatever keyboard is at hand: "Reuniao geral" is also "Reunião geral".
"""

import re
import unicodedata
from collections.abc import Sequence

_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u0655\u0670]")
"""Accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowels; not the marks that Kana, Thai or Hindi need."""

_TWINS = (("ł", "l"), ("ø", "o"), ("đ", "d"), ("ı", "i"), ("æ", "ae"), ("œ", "oe"), ("ة", "ه"), ("ى", "ي"))
"""Letters with a stroke or a twin, which Unicode does not take apart."""

_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("ø", "oe"))


def folded(text: str) -> str:
    """In small letters, without accents."""
    text = text.casefold()
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))
    return _replaced(plain, _TWINS)


def with_umlauts_spelled_out(text: str) -> str:
    """As people write on a keyboard without them: ``Fuehrungskreis``."""
    return _replaced(text, _UMLAUTS)


def _replaced(text: str, letters: Sequence[tuple[str, str]]) -> str:
    for letter, other in letters:
        text = text.replace(letter, other)  # many times faster than str.translate
    return text
