"""The agenda and the questions as the page draws them, from the very plan the documents were rendered from."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from lambdas.domain.agenda.materials import Line, MaterialsPlan, Section
from lambdas.domain.kernel.model import Model
from lambdas.edges.web.words import age, clock_time
from lambdas.materials.marks import spoken


class WrittenLine(Model):
    text: str
    source: str
    priority: int = 0


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
    wants_label: str
    wants: tuple[str, ...]
    sections: tuple[WrittenSection, ...]
    left_out: tuple[str, ...]
    gaps: tuple[str, ...]
    questions: tuple[Asked, ...]
    minutes: int
    composer: str
    age: str


def written(plan: MaterialsPlan, timezone: str, now: datetime) -> Written:
    return Written(
        wants_label=plan.wants_label,
        wants=tuple(line.text for line in plan.wants),
        sections=tuple(_sections(plan, timezone)),
        left_out=tuple(section.title for section in plan.left_out),
        gaps=plan.gaps,
        questions=tuple(Asked(whom=group.whom, questions=_lines(group.questions, plan)) for group in plan.questions),
        minutes=plan.minutes,
        composer=plan.composer,
        age=age(plan.composed_at, now),
    )


def _sections(plan: MaterialsPlan, timezone: str) -> Iterator[WrittenSection]:
    elapsed = 0
    for number, section in enumerate(plan.sections, start=1):
        yield _section(number, section, clock_time(plan.start + timedelta(minutes=elapsed), timezone), plan)
        elapsed += section.minutes


def _section(number: int, section: Section, begins: str, plan: MaterialsPlan) -> WrittenSection:
    return WrittenSection(
        number=number,
        title=section.title,
        minutes=section.minutes,
        begins=begins,
        share=round(100 * section.minutes / plan.minutes) if plan.minutes else 0,
        priority=section.priority,
        lines=_lines(section.lines, plan),
        decisions=_lines(section.decisions, plan),
    )


def _lines(lines: Sequence[Line], plan: MaterialsPlan) -> tuple[WrittenLine, ...]:
    labels = {source.ref: spoken(source, plan.timezone) for source in plan.sources}
    return tuple(
        WrittenLine(
            text=line.text,
            source=", ".join(dict.fromkeys(labels[ref] for ref in line.refs if ref in labels)),
            priority=line.priority,
        )
        for line in lines
    )
