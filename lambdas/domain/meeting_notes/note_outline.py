"""The shape of notes: what stands below which heading, in which table, and what was written before the meeting.

Of AMO's own documents (notes.md, and the notes of the page as Markdown) only what stands below "Said", "Decided" and
"Action items" was said by anybody; the rest was planned, and so are an agenda and the items of last time elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from lambdas.domain.kernel.plain_text import clip
from lambdas.domain.meeting_notes import phrases
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.note_tables import TableColumns, cells_of, is_rule, table_columns
from lambdas.domain.meeting_notes.texts import SpokenLine


class Passage(NamedTuple):
    """The text of a line, without the signs of its markup. ``under``: the kind of things its heading announces.

    ``is_asked``: a point of AMO's template, which begins with the question that was planned.
    """

    text: str
    lines: tuple[SpokenLine, ...]
    speaker: str = ""
    under: CandidateKind | None = None
    is_bullet: bool = False
    is_box: bool = False
    is_asked: bool = False


class TableRow(NamedTuple):
    kind: CandidateKind
    cells: dict[str, str]
    line: SpokenLine


MAX_HEADING = 200
MAX_BARE_HEADING = 40
"""Of a line without the signs of a heading."""

_MARKERS = {
    CandidateKind.ITEM: re.compile(phrases.ACTION_MARKERS, re.IGNORECASE),
    CandidateKind.DECISION: re.compile(phrases.DECISION_MARKERS, re.IGNORECASE),
    CandidateKind.QUESTION: re.compile(phrases.QUESTION_MARKERS, re.IGNORECASE),
}
_PLANNED = re.compile(phrases.PLANNED_HEADINGS, re.IGNORECASE)
_HASH = re.compile(r"(#{1,6})\s+(.+)")
_BOLD = re.compile(r"(?:\*\*|__)([^*_]{1,80})(?:\*\*|__)\s*:?\s*(?:\([^)]*\))?")
_LABEL = re.compile(r"([^|:.!?]{1,60}):")
_AROUND = re.compile(r"^[\W\d_]+|[\W_]+$|\s*\([^)]*\)\s*:?\s*$")
_EPITHET = re.compile(r"^(?:key|main|new|our|all|the|remaining|agreed|alle|neue)\s+", re.IGNORECASE)
_AFTER = re.compile(
    r"\s+(?:made|taken|agreed|identified|list|(?:and|&) (?:owners?|next steps|decisions|due dates)|/ .*)$",
    re.IGNORECASE,
)
_MONTH_BEHIND = r"(?!\s*(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\w*\b)"
_BULLET = re.compile(rf"(?:[-*+•–—·▪◦‣○●→]|\(?\d{{1,3}}[.)]{_MONTH_BEHIND}|[a-z]\))\s+", re.IGNORECASE)
_BOX = re.compile(r"\[([ xX✓✔]?)\]\s*|([☐☑☒✅✔])\s*")
_CONCLUDES = re.compile(rf"(?:{phrases.DECISION_MARKERS})(?!\w)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\`*\[\]|~_#>+=:.)-])")
_SIGNS = re.compile(r"\*\*|__|`")
_LINKED = re.compile(r"\[([^\[\]]{1,200})\]\([^)\s\[]{1,500}\)")
_TEMPLATE = "**Said:**"


def outlined(lines: Sequence[SpokenLine]) -> Iterator[Passage | TableRow]:
    """In order, without what was planned, quoted from elsewhere, or done."""
    outline = _Outline(is_template=any(line.text == _TEMPLATE for line in lines))
    for line, following in zip_longest(lines, lines[1:]):
        yield from outline.read(line, is_head=following is not None and is_rule(following.text))


def shown(text: str) -> str:
    """Markdown as it reads."""
    plain = _SIGNS.sub("", _LINKED.sub(r"\1", text)) if "\\" not in text else _unescaped(text)
    return plain.replace("＠", "@").replace("&lt;", "<").replace("&amp;", "&").strip()


def _unescaped(text: str) -> str:
    """Signs behind a backslash are text, and stay when those of markup go."""
    parts = re.split(_ESCAPED, text)
    return "".join(_SIGNS.sub("", part) if place % 2 == 0 else part for place, part in enumerate(parts))


class _Outline:
    def __init__(self, is_template: bool) -> None:
        self._is_template = is_template
        self._is_planned = is_template
        self._is_code = False
        self._under: CandidateKind | None = None
        self._level = 0
        """Of the heading that announced ``_under``; 7 for a label, which ends with its list."""
        self._has_bullets = False
        self._columns: TableColumns | None = None
        self._is_in_table = False
        self._last = 0

    def read(self, line: SpokenLine, is_head: bool) -> Iterator[Passage | TableRow]:
        text, gap = line.text.strip(), line.number - self._last > 1
        self._last = line.number
        if text.startswith(("```", "~~~")):
            self._is_code = not self._is_code
            return
        if self._is_code or text.startswith(">"):
            return
        self._is_in_table = self._is_in_table and not gap and not is_head
        if text.startswith("|") and not line.speaker:
            yield from self._row(line)
            return
        self._is_in_table = False
        if line.speaker:
            yield Passage(shown(text), (line,), line.speaker)
        elif not self._heading(text):
            yield from self._passage(line, gap)

    def _heading(self, text: str) -> bool:
        """Notes what a heading announces; False where the line is none."""
        found = _HASH.fullmatch(text)
        label = None if found else _BOLD.fullmatch(text) or _LABEL.fullmatch(text)
        if not (found or label or len(text) <= MAX_BARE_HEADING):
            return False
        name = clip(found[2], MAX_HEADING) if found else label[1] if label else text
        kind, is_planned = _announced(name)
        if not (found or label or kind or is_planned):
            return False
        level = len(found[1]) if found else 7
        is_deeper = level > self._level and self._level
        if kind is None and not is_planned and is_deeper and not self._is_template:
            return True
        self._under, self._level, self._has_bullets = kind, level, False
        self._is_planned = (is_planned or bool(found)) if self._is_template else is_planned
        return True

    def _passage(self, line: SpokenLine, gap: bool) -> Iterator[Passage]:
        text, is_bullet, box = _without_bullet(line.text.strip())
        self._end_of_list(is_bullet, gap)
        if self._is_template and text.startswith("Sources:"):
            self._is_planned = True
        if self._is_planned or box == "done" or _is_struck(text) or not text:
            return
        self._has_bullets = self._has_bullets or is_bullet
        is_asked = self._is_template and is_bullet and self._under is CandidateKind.DECISION
        yield Passage(shown(text), (line,), "", self._under, is_bullet, box == "open", is_asked)

    def _end_of_list(self, is_bullet: bool, gap: bool) -> None:
        """Ends what a label announces behind its list, or with an empty line where that is none."""
        if self._level == 7 and not is_bullet and not self._is_template and (self._has_bullets or gap):
            self._under, self._level, self._is_planned = None, 0, False

    def _row(self, line: SpokenLine) -> Iterator[Passage | TableRow]:
        cells = cells_of(line.text)
        if is_rule(line.text):
            return
        if not self._is_in_table:
            self._is_in_table, self._columns = True, table_columns(cells, self._under)
            if self._columns is not None:
                return
        if self._is_planned:
            return
        filled = [shown(cell) for cell in cells if cell]
        if self._columns is not None:
            yield TableRow(self._columns.kind, self._columns.named([shown(cell) for cell in cells]), line)
        elif len(cells) == 1 and filled:
            yield Passage(filled[0], (line,))


def _announced(name: str) -> tuple[CandidateKind | None, bool]:
    bare = _EPITHET.sub("", _AFTER.sub("", _AROUND.sub("", _AROUND.sub("", name))).strip())
    if _PLANNED.fullmatch(bare):
        return None, True
    return next((kind for kind, markers in _MARKERS.items() if markers.fullmatch(bare)), None), False


def _without_bullet(text: str) -> tuple[str, bool, str]:
    """The text, whether it was in a list, and ``open`` or ``done`` where it has a box to tick."""
    bullet = _BULLET.match(text)
    rest = text[bullet.end() :] if bullet else text
    box = _BOX.match(rest)
    if not box:
        return rest, bool(bullet), ""
    if box[2] in ("✅", "✔") and _CONCLUDES.match(rest[box.end() :]):
        return rest[box.end() :], True, ""
    is_open = (box[1] is not None and not box[1].strip()) or box[2] == "☐"
    return rest[box.end() :], True, "open" if is_open else "done"


def _is_struck(text: str) -> bool:
    return text.startswith("~~") and text.rstrip(" .").endswith("~~")
