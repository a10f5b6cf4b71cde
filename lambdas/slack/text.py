"""Text for Slack's mrkdwn: other people's words are shown literally, whatever they hold; and read back the same way.

Titles and answers come from strangers. ``& < >`` are escaped, so that nothing in them is a link, a mention or a
broadcast (fault 62); what would be formatting gets an invisible space behind it.
"""

import re

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_FORMATTING = "*_~`"
_BREAK = "\u200b"
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def literal(text: str) -> str:
    return "".join(map(_piece, _UNSENDABLE.sub("", text)))


def size(text: str) -> int:
    """As Slack's clients count it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, max_length: int) -> list[str]:
    """Literal mrkdwn of ``text`` in parts no longer than ``max_length``, none of which ends inside an escape."""
    parts: list[str] = []
    current: list[str] = []
    length = 0
    for character in _UNSENDABLE.sub("", text):
        piece = _piece(character)
        if length + size(piece) > max_length:
            parts.append("".join(current))
            current, length = [], 0
        current.append(piece)
        length += size(piece)
    parts.append("".join(current))
    return [part for part in parts if part.strip()]


def clipped(text: str, max_length: int) -> str:
    """Literal, and cut with an ellipsis where it would be longer than ``max_length``."""
    parts = pieces(text, max_length - 1)
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 else f"{parts[0]}…"


def shortened(text: str, max_length: int) -> str:
    """As it is, for plain text, in which Slack reads no markup; cut with an ellipsis where it would be longer."""
    shown = _UNSENDABLE.sub("", text)
    if size(shown) <= max_length:
        return shown
    kept, length = "", 1
    for character in shown:
        length += size(character)
        if length > max_length:
            break
        kept += character
    return f"{kept}…"


def typed(text: str) -> str:
    """Returns what a person typed, out of the mrkdwn Slack delivers it in: links by their label, escapes undone."""
    shown = _LINK.sub(_spoken, text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _piece(character: str) -> str:
    if character in _FORMATTING:
        return character + _BREAK
    if character == ">":  # at the start of a line, even escaped, it would be a quotation
        return _BREAK + _ESCAPES[character]
    return _ESCAPES.get(character, character)


def _spoken(match: re.Match[str]) -> str:
    target, label = match.group(1), match.group(2)
    if target.startswith(("#", "!subteam")) and not label:
        return "a channel" if target.startswith("#") else "a group"
    if label:
        return f"{'#' if target.startswith('#') else ''}{label}"
    return f"@{target[1:]}" if target.startswith("!") else target.removeprefix("mailto:")
