"""Documents as their reader sees them: lines and headings, whether they were HTML, Markdown or a mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {"p", "div", "section", "li", "dt", "dd", "tr", "br", "footer", "header", "main", "ul", "ol", "dl", "time"}
BLOCKS |= {"table", "article", "aside", "nav", "summary", "details", "figure", "blockquote"}
UNSEEN = {"style", "script", "head", "template", "title"}
EMPTY = {"br", "meta", "link", "img", "hr", "input", "wbr", "col", "source"}
LABEL = re.compile(r"^(?:- )?\*\*(?P<label>[^*]{1,80})\*\*")
MINUTES = re.compile(r"\b(\d+)\s*(?:min\b|minutes\b|′)")
MARKDOWN_ESCAPE = re.compile(r"\\([\\`*\[\]|~#>+=:._()-])")


@dataclass(frozen=True)
class Line:
    """``level`` of a heading, 0 for text; ``is_more``: shown only when it is opened."""

    text: str
    level: int = 0
    is_more: bool = False

    @property
    def words(self) -> int:
        return len(re.findall(r"\S*\w\S*", self.text))


@dataclass(frozen=True)
class Section:
    """A heading or a bold label, and what stands under it up to the next one; without a title what is in no section."""

    title: str
    lines: tuple[Line, ...] = ()

    @property
    def minutes(self) -> int | None:
        found = MINUTES.search(self.title)
        return int(found[1]) if found else None

    @property
    def text(self) -> str:
        return "\n".join((self.title, *(line.text for line in self.lines)))


@dataclass(frozen=True)
class Document:
    """``source`` is what was written; ``lines`` what is read."""

    name: str
    source: str
    lines: tuple[Line, ...] = ()

    @cached_property
    def shown(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.text and not line.is_more)

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        has_headings = any(line.level > 1 and line.text for line in self.lines)
        return tuple(_sections(self.lines, by_labels=not has_headings))

    @property
    def timed(self) -> tuple[Section, ...]:
        """The agenda's sections: those whose heading says how long they take."""
        return tuple(s for s in self.sections if s.minutes is not None and s.title in self._headings)

    @cached_property
    def _headings(self) -> set[str]:
        return {line.text for line in self.lines if line.level > 1}

    def readable(self) -> str:
        marks = (f"{'#' * line.level + ' ' if line.level else ''}{line.text}" for line in self.lines if line.text)
        return "\n".join(f"    {mark}" for mark in marks)


def _sections(lines: tuple[Line, ...], *, by_labels: bool) -> Iterator[Section]:
    """Bold labels part a document that has no headings; in one that has, they are part of their section."""
    title, under = "", list[Line]()
    for line in lines:
        label = LABEL.match(line.text) if by_labels else None
        if line.level > 1 or label:
            yield Section(title, tuple(under))
            title = label["label"].rstrip(": ") if label else line.text
            under = [line] if label else []
        else:
            under.append(line)
    yield Section(title, tuple(under))


@dataclass
class _Reader(HTMLParser):
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag in HEADINGS:
            self._end_line()
        if tag == "li":
            self._text = "- "
        if tag == "footer":
            self.lines.append(Line("", level=2))
        if tag in ("b", "strong", "dt") and not self._text.strip("- "):
            self._text += "**"
        if tag not in EMPTY:
            named = {name for name, _ in attrs}
            self._open.append((tag, "hidden" in named or (tag == "details" and "open" not in named)))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("b", "strong", "dt") and self._text.lstrip("- ").startswith("**") and self._text.count("**") == 1:
            self._text = f"{self._text.rstrip()}** "
        if tag in BLOCKS - {"dt"} or tag in HEADINGS:
            self._end_line()
        while any(opened == tag for opened, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not any(tag in UNSEEN for tag, _ in self._open):
            self._text += re.sub(r"\s+", " ", data)

    def close(self) -> None:
        super().close()
        self._end_line()

    def _end_line(self) -> None:
        text = re.sub(r"\s+", " ", self._text).strip()
        if text.strip("-* "):
            tags = [tag for tag, _ in self._open]
            level = next((HEADINGS[tag] for tag in tags if tag in HEADINGS), 0)
            is_more = any(closed for _, closed in self._open) and "summary" not in tags
            self.lines.append(Line(text.removeprefix("- ") if level else text, level, is_more))
        self._text = ""


def of_html(name: str, source: str) -> Document:
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return Document(name, source, tuple(reader.lines))


def of_markdown(name: str, source: str) -> Document:
    return Document(name, source, tuple(_markdown_lines(source)))


def of_lines(name: str, lines: tuple[str, ...]) -> Document:
    return Document(name, "\n".join(lines), tuple(Line(line) for line in lines if line.strip()))


def _markdown_lines(source: str) -> Iterator[Line]:
    for written in source.splitlines():
        heading = re.match(r"(#{1,6})\s+", written)
        text = written[heading.end() :] if heading else written
        text = MARKDOWN_ESCAPE.sub(r"\1", unescape(text)).replace("＠", "@").strip()
        if text:
            yield Line(text, len(heading[1]) if heading else 0)


def tags_of(source: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Every element of a page with its attributes, for what must not be there."""
    found: list[tuple[str, list[tuple[str, str | None]]]] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, attrs))

    Tags().feed(source)
    return found
