"""Text inside Markdown, as text: nothing of it becomes link, image, heading, table or mention (faults 108, 115)."""

import re

_ALWAYS = re.compile(r"([\\`*\[\]|~])")
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_AT_THE_START = re.compile(r"^(?:([#>+=:-])|(\d{1,9})([.)]))")
_ENTITY = re.compile(r"&(?=#|[a-z])", re.IGNORECASE)
MENTION = "＠"
"""Looks like the sign, and notifies nobody wherever the document is pasted."""


def escape(text: str) -> str:
    """One line of somebody's text. Signs that are harmless where they stand stay as typed, to be read in an editor."""
    safe = _ENTITY.sub("&amp;", text)
    safe = _ALWAYS.sub(r"\\\1", safe)
    safe = _EDGE_UNDERSCORE.sub(r"\\_", safe)
    safe = safe.replace("<", "&lt;").replace("@", MENTION)
    return _AT_THE_START.sub(_escaped_start, safe.strip())


def _escaped_start(found: re.Match[str]) -> str:
    sign, number, dot = found.groups()
    return f"\\{sign}" if sign else f"{number}\\{dot}"
