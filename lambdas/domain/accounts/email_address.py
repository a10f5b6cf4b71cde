"""The one form e-mail addresses are stored in. An address recognises somebody, so one that only looks like it is none.

One address alone: no name beside it, no list, nothing invisible, nothing another system would read differently. Each
part between two dots is of one script; a part that could be read as Latin letters and is none is refused.
"""

import re
import unicodedata

MAX_EMAIL = 254
MAX_LOCAL, MAX_LABEL = 64, 63
NO_ADDRESS = "that is no e-mail address"
NOT_ALONE = "that is not one e-mail address alone; write it as ada@example.com, without a name"
LOOK_ALIKE = "“{}” mixes letters that look like others; write the address with the letters it really has"
_ASCII_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789#$&'*+/=?^_{}~-")
_ASCII_LABEL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_NOT_ALONE = re.compile(r"[,;:<>()\[\]\\\"%!|`]")
_INVISIBLE = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Letters and marks that leave no trace on a screen; what is no letter or mark is refused anyway."""
_PUNYCODE = "xn--"
_WRITTEN_TOGETHER = (frozenset({"HAN", "HIRAGANA", "KATAKANA"}), frozenset({"HAN", "HANGUL"}))
"""Scripts of one language's everyday writing."""
_OF_EVERY_SCRIPT = frozenset({"COMMON", "INHERITED"})


def checked_address(email: str) -> str:
    """Returns the address as it is kept. Raises ValueError for what is none, or not alone, or a look-alike."""
    email = email.strip().lower()
    if "@" not in email[1:-1] or len(email) > MAX_EMAIL or not email.isprintable():
        raise ValueError(NO_ADDRESS)
    if email.count("@") > 1 or _NOT_ALONE.search(email):
        raise ValueError(NOT_ALONE)
    local, _, domain = email.partition("@")
    if unicodedata.normalize("NFKC", email) != email or len(local) > MAX_LOCAL:
        raise ValueError(NO_ADDRESS)
    for part in local.split("."):
        _check_part(part, _ASCII_LOCAL)
    labels = domain.split(".")
    for label in labels:
        _check_label(label)
    if labels[-1].isdigit():
        raise ValueError(NO_ADDRESS)
    return email


def _check_label(label: str) -> None:
    if len(label) > MAX_LABEL or label.startswith("-") or label.endswith("-"):
        raise ValueError(NO_ADDRESS)
    _check_part(label, _ASCII_LABEL)
    if label.startswith(_PUNYCODE):
        _check_part(_decoded(label), _ASCII_LABEL)


def _decoded(label: str) -> str:
    """Returns a label of a domain as its owner reads it; nothing but ASCII there is a disguise."""
    try:
        text = label.removeprefix(_PUNYCODE).encode().decode("punycode")
    except UnicodeError:
        raise ValueError(NO_ADDRESS) from None
    if text.isascii() or unicodedata.normalize("NFKC", text.lower()) != text:
        raise ValueError(NO_ADDRESS)
    return text


def _check_part(part: str, of_ascii: frozenset[str]) -> None:
    others = [character for character in part if character not in of_ascii]
    if not part or any(character.isascii() for character in others):
        raise ValueError(NO_ADDRESS)
    if _INVISIBLE.search(part) or any(unicodedata.category(character)[0] not in "LM" for character in others):
        raise ValueError(NO_ADDRESS)
    if others and _is_look_alike(part):
        raise ValueError(LOOK_ALIKE.format(part[:MAX_LOCAL]))


def _is_look_alike(part: str) -> bool:
    """Returns whether it mixes scripts, or can be read as ASCII letters throughout."""
    from confusable_homoglyphs.categories import alias  # a tenth of a second: few addresses need it
    from confusable_homoglyphs.confusables import confusables_data

    def is_like_ascii(letter: str) -> bool:
        return any(len(shape["c"]) == 1 and shape["c"].isascii() for shape in confusables_data.get(letter, ()))

    scripts = {alias(character) for character in part} - _OF_EVERY_SCRIPT
    if len(scripts) > 1 and not any(scripts <= together for together in _WRITTEN_TOGETHER):
        return True
    letters = [character for character in part if character.isalpha() and not character.isascii()]
    if unicodedata.category(part[0])[0] == "M" or not letters:
        return True
    return any(map(is_like_ascii, letters)) if scripts == {"LATIN"} else all(map(is_like_ascii, letters))
