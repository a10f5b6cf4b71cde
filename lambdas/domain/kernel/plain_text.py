"""Other people's text (titles, answers, records, invites) as one harmless line; escaping is each document's own job.

What no reader sees goes (fault 110), and so do addresses: a document AMO writes leads nowhere but to AMO (108).
"""

import re
import unicodedata

MAX_TITLE = 80
ADDRESS_LEFT_OUT = "(link left out)"
JOINERS = "\u200c\u200d"
"""Needed inside Persian words and emoji, where no ASCII letter stands beside them."""

_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>]*|(?<![\w/])//\w[^\s<>]*|www\.[^\s<>]+|\bmailto:\S+", re.IGNORECASE
)
_BEHIND_ITS_LABEL = re.compile(r"(?<=\w) \([a-z][a-z0-9+.-]{1,20}://(?:[^\s<>()]|\([^\s<>()]*\))*\)", re.IGNORECASE)
"""``the plan (https://...)``: what is linked has been said."""
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)


def plain(text: str) -> str:
    """The text a person would read, on one line: nothing invisible, no comments, single spaces."""
    visible = text if _is_all_seen(text) else "".join(c for place, c in enumerate(text) if _is_seen(text, place))
    return " ".join(_COMMENT.sub(" ", visible).split())


def one_line(text: str, max_length: int = 400) -> str:
    """As :func:`plain`, without addresses, cut at a word when longer than ``max_length``."""
    return clip(without_addresses(plain(text)), max_length)


def shown_title(title: str) -> str:
    """A meeting's title as every message says it."""
    return one_line(title, MAX_TITLE) or "Untitled meeting"


def without_addresses(text: str) -> str:
    return _ADDRESS.sub(ADDRESS_LEFT_OUT, _BEHIND_ITS_LABEL.sub("", text))


def clip(text: str, max_length: int) -> str:
    """At most ``max_length`` characters; what is cut shows as an ellipsis after a whole word."""
    if len(text) <= max_length:
        return text
    head = text[: max_length - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head[max_length // 2 :] else head
    return cut.rstrip(" ,;:.-") + "…"


def _is_all_seen(text: str) -> bool:
    """Spares nearly every text the look at each of its characters."""
    return text.isprintable() and _UNSEEN.isdisjoint(text) and max(text, default="") < "\U000e0100"


def _is_seen(text: str, place: int) -> bool:
    character = text[place]
    if character in "\t\n\r":
        return True
    if character in JOINERS:
        beside = text[max(0, place - 1) : place + 2].replace(character, "")
        return len(beside) == 2 and not beside.isascii() and all(ord(neighbour) > 0x2BF for neighbour in beside)
    is_supplementary_selector = 0xE0100 <= ord(character) <= 0xE01EF
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co") and not (
        character in _UNSEEN or is_supplementary_selector
    )
