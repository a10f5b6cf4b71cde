"""The documents as the page draws them, from the very plan they were rendered from.

Where a line comes from stands behind small marks, numbered through each document.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lambdas.domain.agenda.materials import Line, MaterialsPlan, Section
from lambdas.domain.kernel.local_time import clock_time
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.reasons import SAID
from lambdas.edges.web.words import age
from lambdas.materials.agenda_text import as_markdown, as_text
from lambdas.materials.marks import Mark, Marks


class WrittenLine(Model):
    """``note`` says which model wrote it, from what, and how the rules word it; empty for a line of the rules."""

    text: str
    note: str = ""
    marks: tuple[Mark, ...]
    priority: int = 0
    is_private: bool = False
    is_changed: bool = False


class WrittenPart(Model):
    """A part of the brief: ``You want``, ``Owed`` and the like."""

    label: str
    lines: tuple[WrittenLine, ...]


class WrittenSection(Model):
    """``share`` is its part of the meeting's time, in percent."""

    number: int
    title: str
    minutes: int
    begins: str
    share: int
    priority: int
    lines: tuple[WrittenLine, ...]
    decisions: tuple[WrittenLine, ...]


class Asked(Model):
    whom: str
    questions: tuple[WrittenLine, ...]


class Written(Model):
    """``brief_marks``, ``agenda_marks`` and ``question_marks`` are what the marks of each document stand for.

    ``text`` and ``markdown`` are the agenda as it is pasted elsewhere, ``how`` says how it was written.
    """

    brief: tuple[WrittenPart, ...]
    brief_marks: tuple[Mark, ...]
    wants_label: str
    wants: tuple[str, ...]
    sections: tuple[WrittenSection, ...]
    agenda_marks: tuple[Mark, ...]
    left_out: tuple[str, ...]
    gaps: tuple[str, ...]
    unread: tuple[str, ...]
    questions: tuple[Asked, ...]
    question_marks: tuple[Mark, ...]
    minutes: int
    how: str
    text: str
    markdown: str


def written(plan: MaterialsPlan, timezone: str, now: datetime) -> Written:
    on_brief, on_agenda, on_questions = Marks(plan), Marks(plan), Marks(plan)
    brief = tuple(WrittenPart(label=part.label, lines=_lines(part.lines, on_brief)) for part in plan.brief)
    sections = _sections(plan, timezone, on_agenda)
    questions = tuple(Asked(whom=ask.whom, questions=_lines(ask.questions, on_questions)) for ask in plan.questions)
    return Written(
        brief=brief,
        brief_marks=tuple(on_brief.used()),
        wants_label=plan.wants_label,
        wants=tuple(line.text for line in plan.wants),
        sections=sections,
        agenda_marks=tuple(on_agenda.used()),
        left_out=tuple(section.title for section in plan.left_out),
        gaps=plan.gaps,
        unread=plan.unread,
        questions=questions,
        question_marks=tuple(on_questions.used()),
        minutes=plan.minutes,
        how=_how(plan, now),
        text=as_text(plan),
        markdown=as_markdown(plan),
    )


def _how(plan: MaterialsPlan, now: datetime) -> str:
    """Says how it was written; a model that was asked and did not answer is named with its reason."""
    when = age(plan.composed_at, now)
    if plan.without_model:
        what = "What is new was written" if plan.composer == "model" else "Written"
        return f"{what} by the rules {when}: {SAID[plan.without_model]}."
    if plan.composer == "model":
        return f"Written {when} by rules, and edited by a model: the lines it wrote are marked AI."
    return f"Written {when} by rules, from your answers and your records."


def _sections(plan: MaterialsPlan, timezone: str, marks: Marks) -> tuple[WrittenSection, ...]:
    elapsed, drawn = 0, []
    for number, section in enumerate(plan.sections, start=1):
        begins = clock_time(plan.start + timedelta(minutes=elapsed), timezone)
        drawn.append(_section(number, section, begins, plan.minutes, marks))
        elapsed += section.minutes
    return tuple(drawn)


def _section(number: int, section: Section, begins: str, minutes: int, marks: Marks) -> WrittenSection:
    return WrittenSection(
        number=number,
        title=section.title,
        minutes=section.minutes,
        begins=begins,
        share=round(100 * section.minutes / minutes) if minutes else 0,
        priority=section.priority,
        lines=_lines(section.lines, marks),
        decisions=_lines(section.decisions, marks),
    )


def _lines(lines: Sequence[Line], marks: Marks) -> tuple[WrittenLine, ...]:
    return tuple(
        WrittenLine(
            text=line.text,
            note=marks.note(line),
            marks=tuple(marks.of([line])),
            priority=line.priority,
            is_private=line.is_private,
            is_changed=line.is_changed,
        )
        for line in lines
    )
