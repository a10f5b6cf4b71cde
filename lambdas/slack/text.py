"""Text for Slack's mrkdwn: other people's words are shown literally, whatever they hold; and read back the same way.

Titles and answers come from strangers. ``& < >`` are escaped, so that nothing in them is a link, a mention or a
broadcast (fault 62); what would be formatting gets an invisible space behind it.
"""

import re

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_FORMATTING = "*_~`"
_BREAK = "\u200b"
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SCHEME = re.compile(r"^[a-z]+://", re.IGNORECASE)
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
    """Returns what a person typed, out of the mrkdwn Slack delivers it in; a labelled link keeps its address."""
    shown = _LINK.sub(_spoken, text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _piece(character: str) -> str:
    if character in _FORMATTING:
        return character + _BREAK
    if character == ">":  # at the start of a line, even escaped, it would be a quotation
        return _BREAK + _ESCAPES[character]
    return _ESCAPES.get(character, character)


def _spoken(match: re.Match[str]) -> str:
    target, label = match.group(1), (match.group(2) or "").strip()
    if target.startswith(("#", "@", "!")):
        return _called(target, label)
    shown = target.removeprefix("mailto:").removeprefix("tel:")
    if not label:
        return shown
    return label if _is_same(label, shown) else f"{label} ({shown})"


def _called(target: str, label: str) -> str:
    """A channel, a group, a date ... by its label; Slack gives none where the person may not know it."""
    if target.startswith("#"):
        return f"#{label.removeprefix('#')}" if label else "a channel"
    if target.startswith("!date"):
        return label or "a date"
    if target.startswith("@"):
        return label or "somebody"
    if target.startswith("!subteam"):
        return label or "a group"
    return f"@{(label or target[1:]).removeprefix('@')}"


def _is_same(label: str, target: str) -> bool:
    """Slack makes a link of an address that is typed bare: ``<http://example.com|example.com>``."""
    bare = [_SCHEME.sub("", text).rstrip("/").casefold() for text in (label, target)]
    return bare[0] == bare[1]
