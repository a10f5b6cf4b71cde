"""An invitation's HTML as the text a reader would see, and the links in it. The text is hostile and stays text.

Read by hand and in one pass: html.parser takes minutes for 200 KB of ``<a``. What is not markup by this reading is
text, and nothing in it is followed.
"""

import re
from collections import Counter
from html import unescape
from typing import NamedTuple

MAX_READ = 200_000
MAX_TAG = 4096
MAX_LINKS = 50

_UNREAD = frozenset({"head", "template", "noscript", "svg", "object", "iframe"})
_RAW = frozenset({"script", "style", "title", "textarea", "xmp"})
"""Their content is no markup; they end at their own end tag."""
_BREAKS = frozenset({"p", "br", "div", "ul", "ol", "tr", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "li"})
_EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "source", "embed"})

_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})")
_HREF = re.compile(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_HIDDEN = re.compile(
    r"\shidden(?:[\s=/>]|$)|\sstyle\s*=[^>]{0,2000}?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0\D)",
    re.IGNORECASE,
)
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_EMPTY_LINES = re.compile(r"\n\n\n+")


_LINES = re.compile(r"<(?:html|body|p|br|div|ul|ol|li|table)[\s/>]", re.IGNORECASE)


class Visible(NamedTuple):
    """``links`` are the targets of its anchors, in order; where they lead nobody has judged yet."""

    text: str
    links: tuple[str, ...]


def visible(html: str, max_length: int) -> Visible:
    """Returns what a browser would show of it, line by line, cut at ``max_length`` characters."""
    reader = _Reader(html[:MAX_READ])
    reader.read()
    return Visible(clean("".join(reader.parts), max_length), tuple(reader.links[:MAX_LINKS]))


def with_lines(html: str) -> str:
    """Returns the HTML with its line breaks as tags, as Google shows a note that has no lines by tags of its own."""
    return html if _LINES.search(html) else html.replace("\n", "<br>")


def clean(text: str, max_length: int) -> str:
    """Plain text without control characters and runs of blanks, cut at ``max_length`` characters."""
    lines = _SPACES.sub(" ", _UNWANTED.sub(" ", text[:MAX_READ].replace("\r\n", "\n"))).split("\n")
    joined = "\n".join(line.strip() for line in lines)
    return _EMPTY_LINES.sub("\n\n", joined).strip()[:max_length].rstrip()


def one_line(text: str, max_length: int) -> str:
    shown = text[:MAX_READ]
    if not shown.isprintable():
        shown = _UNWANTED.sub(" ", shown)
    return " ".join(shown.split())[:max_length].rstrip()


class _Reader:
    """Scripts, styles, comments and what is hidden by its own style are left out; list items are marked."""

    def __init__(self, html: str) -> None:
        self.parts: list[str] = []
        self.links: list[str] = []
        self._html = html
        self._lower = html.lower()
        self._unread: list[str] = []
        """The elements that are open since reading stopped, and how many of each: nesting costs no search."""
        self._open: Counter[str] = Counter()

    def read(self) -> None:
        place = 0
        while 0 <= place < len(self._html):
            bracket = self._html.find("<", place)
            self._text(self._html[place:bracket] if bracket >= 0 else self._html[place:])
            place = self._markup(bracket) if bracket >= 0 else -1

    def _markup(self, start: int) -> int:
        """Returns where to read on after what begins at ``start``; -1 for nowhere."""
        if self._html.startswith("<!--", start):
            end = self._html.find("-->", start + 4)
            return end + 3 if end >= 0 else -1
        end = self._end_of_tag(start)
        name = _NAME.match(self._html, start, start + 24)
        if end < 0 or not (name or self._html.startswith(("<!", "<?"), start)):
            self._text("<")
            return start + 1
        if name is None:
            return end
        tag = name[1].lower()
        if self._html.startswith("</", start):
            self._close(tag)
            return end
        self._begin(tag, self._html[name.end() : end])
        return self._after_raw(tag, end) if tag in _RAW else end

    def _end_of_tag(self, start: int) -> int:
        """Behind its bracket, one within quotes left out; -1 where it has none."""
        limit = start + MAX_TAG
        end = self._html.find(">", start, limit)
        if end >= 0 and self._html.count('"', start, end) % 2:
            quote = self._html.find('"', end, limit)
            end = max(end, self._html.find(">", quote, limit) if quote >= 0 else -1)
        return end + 1 if end >= 0 else -1

    def _after_raw(self, tag: str, place: int) -> int:
        end = self._lower.find(f"</{tag}", place)
        return self._end_of_tag(end) if end >= 0 else -1

    def _begin(self, tag: str, attributes: str) -> None:
        if tag not in _EMPTY | _RAW and (self._unread or tag in _UNREAD or _HIDDEN.search(attributes)):
            self._unread.append(tag)
            self._open[tag] += 1
        if self._unread:
            return
        if tag in _BREAKS:
            self.parts.append("\n- " if tag == "li" else "\n")
        if tag == "a" and (found := _HREF.search(attributes)):
            self.links.append(unescape(found[1] or found[2] or found[3] or "").strip())

    def _close(self, tag: str) -> None:
        if not self._unread:
            self.parts.append("\n" if tag in _BREAKS else "")
            return
        ended = "" if self._open[tag] else tag
        while ended != tag:  # whatever was left open inside ends with it
            ended = self._unread.pop()
            self._open[ended] -= 1

    def _text(self, text: str) -> None:
        if not self._unread:
            self.parts.append(unescape(text.replace("\r", " ").replace("\n", " ")))
