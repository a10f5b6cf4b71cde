"""The plain form of an English verb of work, out of the forms in which notes say it: "sending", "sent"."""

from collections.abc import Iterator

from lambdas.domain.meeting_notes import phrases

_IRREGULAR = {
    "sent": "send",
    "paid": "pay",
    "written": "write",
    "made": "make",
    "built": "build",
    "brought": "bring",
    "bought": "buy",
    "found": "find",
    "given": "give",
    "drawn": "draw",
    "chosen": "choose",
    "rewritten": "rewrite",
    "rerun": "rerun",
    "set": "set",
    "put": "put",
    "cut": "cut",
    "split": "split",
}
_NO_WORK_UNDER_WAY = frozenset(
    ["have", "run", "move", "walk", "drive", "return", "get", "load", "read", "pull", "try", "take"]
)
"""``Ana is moving on Friday`` asks nothing of her."""


def plain_of_doing(word: str) -> str:
    """``send`` of "sending"; empty where it is no work that somebody is doing."""
    plain = _plain(word.casefold(), "ing")
    return "" if plain in _NO_WORK_UNDER_WAY else plain


def plain_of_done(word: str) -> str:
    """``send`` of "sent"; empty where it is no verb of work."""
    folded = word.casefold()
    return _IRREGULAR.get(folded) or _plain(folded, "ed")


def beginning_plainly(text: str) -> str:
    """``send the deck`` of "sends the deck"; a text that begins with no verb of work in that form stays as it is."""
    first, space, rest = text.partition(" ")
    plain = _plain(first.casefold(), "s") or _plain(first.casefold(), "es")
    return f"{plain}{space}{rest}" if plain else text


def _plain(word: str, ending: str) -> str:
    if not word.endswith(ending):
        return ""
    return next((stem for stem in _stems(word.removesuffix(ending)) if stem in phrases.ACTION_VERBS), "")


def _stems(stem: str) -> Iterator[str]:
    yield stem
    yield stem + "e"
    yield stem[:-1] if stem[-2:-1] == stem[-1:] else ""
    yield stem[:-1] + "y" if stem.endswith("i") else ""
