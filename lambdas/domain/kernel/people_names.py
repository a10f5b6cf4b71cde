"""The name others read of somebody: one that reads as its reader ("you", "me") or as AMO itself is none. Pure."""

import re
import unicodedata

from lambdas.domain.kernel.plain_text import one_line, plain

NAMELESS = "somebody without a name"
PRODUCT = "AMO"
_MISREAD = frozenset(
    {PRODUCT.casefold(), "nobody", "i", "me", "my", "mine", "myself", "self"}
    | {"you", "your", "yours", "yourself", "yourselves"}
)
"""A line that says what the reader, or AMO, or nobody did must not be about somebody who is called so."""
_LOOK_ALIKE = str.maketrans("АаЕеІіМмОоЅѕУуҮүΑαΕεΙιΜΟοΥυ", "AaEeIiMmOoSsYyYyAaEeIiMOoYu")
"""Cyrillic and Greek letters that read as those of these words."""
_WORD = re.compile(r"[^\W\d_]+")


def name_of(name: str, address: str, most: int) -> str:
    """Returns their name; without one how their address begins, or the whole of it where that beginning is no name."""
    begins = address.partition("@")[0]
    whole = one_line(address, most) if begins != address else ""
    return own_name(name, most) or own_name(begins, most) or whole or NAMELESS


def own_name(name: str, most: int) -> str:
    """Returns the name as one line, empty where it is nobody's own."""
    return "" if _is_misread(name) else one_line(name, most)


def _is_misread(name: str) -> bool:
    """Numbers, dots and a tag behind a plus make no other name of it. AMO in capitals is the product, whatever stands
    beside it ("AMO, after preparing").
    """
    said = unicodedata.normalize("NFKC", plain(name)).translate(_LOOK_ALIKE)
    words = _WORD.findall(said)
    untagged = [word.casefold() for word in _WORD.findall(said.partition("+")[0]) or words]
    return PRODUCT in words or "".join(untagged) in _MISREAD or _MISREAD.issuperset(untagged or [""])
