"""An agenda as its owner changed it: what they left as it was keeps its sources, the rest is their own word."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from lambdas.domain.agenda.materials import Line, MaterialsPlan, Section, SourceMark, harmless
from lambdas.domain.kernel.model import Model

YOU = "you"
"""The source of what the user wrote into the agenda."""
OWN_WORDS = SourceMark(ref=YOU, label="You wrote this")
MAX_SECTIONS = 40
MAX_LINES = 40


class EditedLine(Model):
    text: str = Field(min_length=1, max_length=500)
    is_decision: bool = False


class EditedSection(Model):
    """``place`` is where the section stood before, None for a new one; its private lines go with it."""

    title: str = Field(min_length=1, max_length=120)
    minutes: int = Field(ge=1, le=1440)
    lines: tuple[EditedLine, ...] = Field(default=(), max_length=MAX_LINES)
    place: int | None = None


def edited(plan: MaterialsPlan, sections: Sequence[EditedSection]) -> MaterialsPlan:
    """The plan with these sections. Raises ValueError where their minutes do not add up to the meeting's."""
    known = {line.text: line for line in _lines(plan)}
    written = tuple(_section(plan, section, known) for section in sections)
    is_marked = any(source.ref == YOU for source in plan.sources) or not _is_own(written)
    sources = plan.sources if is_marked else (*plan.sources, OWN_WORDS)
    changed = plan.model_copy(update={"sections": written, "sources": sources})
    return _by_whoever_wrote_it(changed) if written != plan.sections else plan


def with_edits_kept(fresh: MaterialsPlan, edited_before: MaterialsPlan) -> MaterialsPlan:
    """Puts the agenda somebody had changed by hand into what was prepared anew, for as long as the meeting is now.

    A line they left as it was says what is so now, where that is marked as changed.
    """
    news = {line.refs: line for section in fresh.sections for line in section.lines if line.is_changed}
    minutes = fitted([section.minutes for section in edited_before.sections], fresh.minutes)
    sections = tuple(
        section.model_copy(
            update={"minutes": length, "lines": tuple(news.get(line.refs, line) for line in section.lines)}
        )
        for section, length in zip(edited_before.sections, minutes, strict=True)
    )
    known = {source.ref: source for source in (*edited_before.sources, *fresh.sources)}
    changes = {"sections": sections, "left_out": (), "sources": tuple(known.values())}
    kept = fresh.model_copy(update=changes)
    return _by_whoever_wrote_it(kept)


def _by_whoever_wrote_it(plan: MaterialsPlan) -> MaterialsPlan:
    """A model had a part in it as long as it has a line; the order is the user's by now."""
    has_line = any(line.written_by for line in plan.lines())
    composed = plan.model_copy(update={"composer": "model" if has_line else "rules"})
    return MaterialsPlan.model_validate(composed.model_dump())


def fitted(minutes: Sequence[int], total: int) -> list[int]:
    """The same shares of another total, in whole minutes: the largest remainders get what rounding leaves over."""
    whole = sum(minutes)
    if not whole:
        return list(minutes)
    exact = [total * share / whole for share in minutes]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(minutes)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def balance(minutes: Sequence[int], total: int) -> str:
    """``90 of 90 minutes``, and how many are over or free where that is not the same."""
    timed = sum(minutes)
    said = f"{timed} of {total} minutes"
    if timed == total:
        return said
    return f"{said}: {timed - total} over" if timed > total else f"{said}: {total - timed} free"


def _lines(plan: MaterialsPlan) -> Iterator[Line]:
    for section in (*plan.sections, *plan.left_out):
        yield from (*section.lines, *section.decisions, *section.more)


def _section(plan: MaterialsPlan, section: EditedSection, known: dict[str, Line]) -> Section:
    before = _before(plan, section)
    lines = [(line.is_decision, _line(harmless(line.text), known)) for line in section.lines]
    is_same = before is not None and before.title == harmless(section.title)
    private = tuple(line for line in before.lines if line.is_private) if before else ()
    said = {line.text for _, line in lines}
    return Section(
        title=section.title,
        shared_title=before.shared_title if before and is_same else "",
        minutes=section.minutes,
        refs=before.refs if before and is_same else (YOU,),
        priority=before.priority if before else 0,
        lines=(*(line for is_decision, line in lines if not is_decision), *private),
        decisions=tuple(line for is_decision, line in lines if is_decision),
        more=tuple(line for line in before.more if line.text not in said) if before else (),
    )


def _is_own(sections: Sequence[Section]) -> bool:
    lines = (line for section in sections for line in (*section.lines, *section.decisions))
    return any(YOU in line.refs for line in lines)


def _before(plan: MaterialsPlan, section: EditedSection) -> Section | None:
    if section.place is not None and section.place < len(plan.sections):
        return plan.sections[section.place]
    return None


def _line(text: str, known: dict[str, Line]) -> Line:
    return known.get(text) or Line(text=text, refs=(YOU,))
