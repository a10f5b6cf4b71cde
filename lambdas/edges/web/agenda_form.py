"""The agenda as a form. The order of its fields is the agenda: a title, its minutes, then the lines under it.

Fields are called ``title.s0``, ``minutes.s0``, ``line.s0-1``, ``decision.s0-2``; what is new begins with ``n``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import ValidationError

from lambdas.domain.agenda.edits import MAX_SECTIONS, EditedLine, EditedSection, balance, fitted
from lambdas.domain.agenda.materials import MaterialsPlan, Section
from lambdas.domain.kernel.model import Model
from lambdas.errors import Refused

FIELD = re.compile(r"(title|minutes|line|decision)\.([a-z0-9-]{1,24})")
PLACE = re.compile(r"s(\d{1,3})")
TOO_LONG = "A title takes 120 characters, a line 500, a section 40 lines: shorten what is longer."
NEW_MINUTES = "5"


class LineField(Model):
    key: str
    text: str = ""
    is_decision: bool = False

    @property
    def name(self) -> str:
        return f"{'decision' if self.is_decision else 'line'}.{self.key}"


class SectionFields(Model):
    """``minutes`` as typed."""

    key: str
    title: str = ""
    minutes: str = ""
    lines: tuple[LineField, ...] = ()


class AgendaForm(Model):
    """``version`` names the agenda it began from; ``total`` are the meeting's minutes."""

    version: str
    total: int
    sections: tuple[SectionFields, ...]

    @property
    def balance(self) -> str:
        return balance([_minutes(section) or 0 for section in self.sections], self.total)

    def moved(self, key: str, step: int) -> "AgendaForm":
        """A section or a line, one place up (-1) or down (1); a line goes on into the next section."""
        places = [section.key for section in self.sections]
        if key in places:
            place = places.index(key)
            sections = list(self.sections)
            sections.insert(max(0, place + step), sections.pop(place))
            return self.model_copy(update={"sections": tuple(sections)})
        return self._with_rows(_shifted(self._rows(), key, step))

    def without(self, key: str) -> "AgendaForm":
        rows = [row for row in self._rows() if row.key != key]
        sections = [section for section in self.sections if section.key != key]
        kept = self._with_rows(rows)
        return kept if len(sections) == len(self.sections) else self.model_copy(update={"sections": tuple(sections)})

    def with_line(self, key: str, *, is_decision: bool = False) -> "AgendaForm":
        line = LineField(key=self._new_key(), is_decision=is_decision)
        sections = tuple(
            section.model_copy(update={"lines": (*section.lines, line)}) if section.key == key else section
            for section in self.sections
        )
        return self.model_copy(update={"sections": sections})

    def with_section(self) -> "AgendaForm":
        section = SectionFields(key=self._new_key(), minutes=NEW_MINUTES)
        return self.model_copy(update={"sections": (*self.sections, section)})

    def fitted(self) -> "AgendaForm":
        """The minutes shared out anew, so that they add up."""
        shares = fitted([_minutes(section) or 1 for section in self.sections], self.total)
        sections = tuple(
            section.model_copy(update={"minutes": str(share)})
            for section, share in zip(self.sections, shares, strict=True)
        )
        return self.model_copy(update={"sections": sections})

    def edits(self) -> tuple[EditedSection, ...]:
        """Raises Refused, saying what is missing, too long, or does not add up."""
        filled = [section for section in self.sections if section.title or any(line.text for line in section.lines)]
        if not filled:
            raise Refused("An agenda needs at least one section.")
        if len(filled) > MAX_SECTIONS:
            raise Refused(f"An agenda has at most {MAX_SECTIONS} sections.")
        try:
            edits = tuple(map(_edit, filled))
        except ValidationError as error:
            raise Refused(TOO_LONG) from error
        minutes = [edit.minutes for edit in edits]
        if sum(minutes) != self.total:
            raise Refused(f"The sections take {balance(minutes, self.total)}. Change them, or press “Make it fit”.")
        return edits

    def _rows(self) -> list[SectionFields | LineField]:
        rows: list[SectionFields | LineField] = []
        for section in self.sections:
            rows += [section, *section.lines]
        return rows

    def _with_rows(self, rows: Sequence[SectionFields | LineField]) -> "AgendaForm":
        return self.model_copy(update={"sections": tuple(_grouped(rows))})

    def _new_key(self) -> str:
        taken = {row.key for row in self._rows()}
        return next(key for number in range(len(taken) + 1) if (key := f"n{number}") not in taken)


def agenda_form(plan: MaterialsPlan, version: str) -> AgendaForm:
    sections = tuple(_fields(place, section) for place, section in enumerate(plan.sections))
    return AgendaForm(version=version, total=plan.minutes, sections=sections)


def typed_form(fields: Mapping[str, str], total: int) -> AgendaForm:
    """The form as posted, whatever is in it."""
    rows: list[SectionFields | LineField] = []
    for name, text in fields.items():
        if not (found := FIELD.fullmatch(name)):
            continue
        kind, key = found.groups()
        if kind == "title":
            rows.append(SectionFields(key=key, title=" ".join(text.split()), minutes=fields.get(f"minutes.{key}", "")))
        elif kind in ("line", "decision"):
            rows.append(LineField(key=key, text=" ".join(text.split()), is_decision=kind == "decision"))
    return AgendaForm(version=fields.get("version", ""), total=total, sections=tuple(_grouped(rows)))


def _fields(place: int, section: Section) -> SectionFields:
    said = [(line.text, False) for line in section.lines if not line.is_private]
    said += [(line.text, True) for line in section.decisions]
    return SectionFields(
        key=f"s{place}",
        title=section.title,
        minutes=str(section.minutes),
        lines=tuple(
            LineField(key=f"s{place}-{number}", text=text, is_decision=is_decision)
            for number, (text, is_decision) in enumerate(said)
        ),
    )


def _grouped(rows: Sequence[SectionFields | LineField]) -> Iterator[SectionFields]:
    """Each section with the lines that follow it; a line before the first section belongs to that one."""
    sections: list[tuple[SectionFields, list[LineField]]] = []
    early: list[LineField] = []
    for row in rows:
        if isinstance(row, SectionFields):
            sections.append((row, []))
        elif sections:
            sections[-1][1].append(row)
        else:
            early.append(row)
    for place, (section, lines) in enumerate(sections):
        yield section.model_copy(update={"lines": (*early, *lines) if place == 0 else tuple(lines)})


def _shifted(rows: list[SectionFields | LineField], key: str, step: int) -> list[SectionFields | LineField]:
    place = next((place for place, row in enumerate(rows) if row.key == key), None)
    if place is not None and 0 < place + step < len(rows):
        rows.insert(place + step, rows.pop(place))
    return rows


def _edit(section: SectionFields) -> EditedSection:
    if not section.title:
        raise Refused(f"The section that begins with “{_first(section)}” needs a title.")
    minutes = _minutes(section)
    if minutes is None:
        raise Refused(f"How many minutes for “{section.title}”? Write a whole number, 1 or more.")
    place = PLACE.fullmatch(section.key)
    lines = tuple(EditedLine(text=line.text, is_decision=line.is_decision) for line in section.lines if line.text)
    return EditedSection(title=section.title, minutes=minutes, lines=lines, place=int(place[1]) if place else None)


def _first(section: SectionFields) -> str:
    return next(line.text for line in section.lines if line.text)[:40]


def _minutes(section: SectionFields) -> int | None:
    typed = section.minutes.strip()
    is_whole = typed.isascii() and typed.isdecimal() and len(typed) <= 4
    return int(typed) if is_whole and int(typed) > 0 else None
