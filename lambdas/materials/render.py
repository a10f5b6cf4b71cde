"""The documents of a plan: brief and agenda (HTML), questions and notes (Markdown). Rendering reads nothing else."""

import base64
import hashlib
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lambdas.domain.agenda.materials import Line, MaterialKind, MaterialsPlan, Section
from lambdas.domain.kernel.local_time import span, zone
from lambdas.materials.markdown import escape
from lambdas.materials.marks import Marks

TEMPLATES = Path(__file__).parent / "templates"
STYLE = "agenda.css"
FILES = {
    MaterialKind.BRIEF: "brief.html",
    MaterialKind.AGENDA: "agenda.html",
    MaterialKind.QUESTIONS: "questions.md",
    MaterialKind.NOTES: "notes.md",
}
CONTENT_TYPES = {".html": "text/html; charset=utf-8", ".md": "text/markdown; charset=utf-8"}


def content_type(file: str) -> str:
    return CONTENT_TYPES[Path(file).suffix]


def render(plan: MaterialsPlan, kind: MaterialKind) -> str:
    file = FILES[kind]
    marks = Marks(plan)
    template = environment(is_html=file.endswith(".html")).get_template(f"{file}.j2")
    return template.render(
        plan=plan,
        when=span(plan.start, plan.end, plan.timezone),
        begins=_beginnings(plan),
        timed=sum(section.minutes for section in plan.sections),
        known_of=partial(_known, plan),
        mark_of=marks.of,
        note_of=marks.note,
        signs=marks.signs,
        writers=marks.writers,
        used_marks=marks.used,
        style=_style(),
        style_hash=_style_hash(),
    )


def _beginnings(plan: MaterialsPlan) -> list[str]:
    """Returns when each section begins, on the reader's clock."""
    elapsed = 0
    beginnings = []
    for section in plan.sections:
        begin = plan.start + timedelta(minutes=elapsed)
        beginnings.append(f"{begin.astimezone(zone(plan.timezone)):%H:%M}")
        elapsed += section.minutes
    return beginnings


def _known(plan: MaterialsPlan, section: Section) -> list[Line]:
    """Returns what the notes say under a heading, as the rules word it.

    What stands among the open items stands there alone.
    """
    open_items = {line.text for line in plan.open_items}
    lines = {line.by_rules: line for line in (*section.lines, *section.more)}
    return [_of_the_rules(line) for text, line in lines.items() if text and text not in open_items]


def _of_the_rules(line: Line) -> Line:
    return line.model_copy(update={"text": line.by_rules, "written_by": "", "rules_text": ""})


@cache
def environment(*, is_html: bool) -> Environment:
    """Everything a template prints is escaped for its format, without a template having to remember."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=is_html,  # noqa: S701 (Markdown is escaped by _as_text; HTML's escaping would spoil it)
        finalize=None if is_html else _as_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _as_text(value: object) -> object:
    return escape(value) if isinstance(value, str) else value


@cache
def _style() -> str:
    return (TEMPLATES / STYLE).read_text(encoding="utf-8")


@cache
def _style_hash() -> str:
    """Lets the page's own policy admit this one style and nothing else (fault 115)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
