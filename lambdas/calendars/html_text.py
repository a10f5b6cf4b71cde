"""An invitation's HTML as the text a reader would see, and the links in it. The text is hostile and stays text.

Calendars send HTML of any size and shape: it is cut before it is read, and nothing in it is followed.
"""

import re
from html.parser import HTMLParser
from typing import NamedTuple

LONGEST_READ = 200_000
LINKS_MOST = 50
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_EMPTY_LINES = re.compile(r"\n\s*\n\s*\n+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\D|$)", re.IGNORECASE)


class Visible(NamedTuple):
    """``links`` are the targets of its anchors, in order; where they lead nobody has judged yet."""

    text: str
    links: tuple[str, ...]


def visible(html: str, longest: int) -> Visible:
    """What a browser would show of it, line by line, cut at ``longest`` characters."""
    reader = _Reader()
    reader.feed(html[:LONGEST_READ])
    reader.close()
    return Visible(clean("".join(reader.parts), longest), tuple(reader.links[:LINKS_MOST]))


def clean(text: str, longest: int) -> str:
    """Plain text without control characters and runs of blanks, cut at ``longest`` characters."""
    lines = _SPACES.sub(" ", _UNWANTED.sub(" ", text[:LONGEST_READ].replace("\r\n", "\n"))).split("\n")
    joined = "\n".join(line.strip() for line in lines)
    return _EMPTY_LINES.sub("\n\n", joined).strip()[:longest].rstrip()


def one_line(text: str, longest: int) -> str:
    return " ".join(clean(text, LONGEST_READ).split())[:longest].rstrip()


class _Reader(HTMLParser):
    """Scripts, styles, comments and what is hidden by its own style are not read; list items are marked."""

    UNREAD = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"})
    BREAKS = frozenset({"p", "br", "div", "ul", "ol", "tr", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "li"})
    EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "source", "embed"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[str] = []
        self._unread: list[str] = []
        """The elements that are open since reading stopped."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in self.EMPTY and (self._unread or tag in self.UNREAD or _is_hidden(values)):
            self._unread.append(tag)
        if self._unread:
            return
        if tag in self.BREAKS:
            self.parts.append("\n- " if tag == "li" else "\n")
        if tag == "a" and (target := (values.get("href") or "").strip()):
            self.links.append(target)

    def handle_endtag(self, tag: str) -> None:
        if self._unread:
            if tag in self._unread:  # whatever was left open inside ends with it
                place = len(self._unread) - 1 - self._unread[::-1].index(tag)
                del self._unread[place:]
        elif tag in self.BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(data.replace("\r", " ").replace("\n", " "))


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))
