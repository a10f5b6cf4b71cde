"""The form of the notes: a field for each text, named ``kind.section`` or ``kind.section.row``, in the page's order.

A row nobody filled in is no row; one is always there to begin with.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from pydantic import ValidationError

from lambdas.domain.agenda.materials import MaterialsPlan, Section
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.notes import Decided, MeetingNotes, Promised, SectionNotes, section_key
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.people import display_name
from lambdas.errors import Refused

REST = "Anything else"
FIELD = re.compile(r"(title|said|asked|ref|what|who|why|do|owner|due)\.([a-z0-9]{1,16})(?:\.([a-z0-9]{1,16}))?")
DECIDED, PROMISED = {"asked", "ref", "what", "who", "why"}, {"do", "owner", "due"}
TOO_MUCH = "That is more than the notes of one section take: shorten it, or put part of it under another heading."


class DecidedRow(Model):
    key: str
    asked: str = ""
    ref: str = ""
    what: str = ""
    who: str = ""
    why: str = ""

    @property
    def is_filled(self) -> bool:
        return bool(self.what or self.who or self.why)


class PromisedRow(Model):
    """``do`` is what was promised; ``due`` as it was typed."""

    key: str
    do: str = ""
    owner: str = ""
    due: str = ""

    @property
    def is_filled(self) -> bool:
        return bool(self.do or self.owner or self.due)


class NotesSection(Model):
    """``minutes`` is 0 for what is not, or no longer, on the agenda; ``known`` what is on record about it."""

    key: str
    title: str
    minutes: int = 0
    known: tuple[str, ...] = ()
    said: str = ""
    decided: tuple[DecidedRow, ...] = ()
    promised: tuple[PromisedRow, ...] = ()

    @property
    def next_decided(self) -> DecidedRow:
        return DecidedRow(key=_free("d", [row.key for row in self.decided]))

    @property
    def next_promised(self) -> PromisedRow:
        return PromisedRow(key=_free("a", [row.key for row in self.promised]))

    @property
    def is_begun(self) -> bool:
        return bool(
            self.said or any(row.is_filled for row in self.decided) or any(row.is_filled for row in self.promised)
        )


class NotesForm(Model):
    """``people`` are offered as owners. ``saved`` is when they were saved last, on the reader's clock.

    ``open_items`` were promised before and are not done.
    """

    version: int
    saved: str
    open_items: tuple[str, ...]
    sections: tuple[NotesSection, ...]
    people: tuple[str, ...]

    @property
    def agenda(self) -> str:
        """Names the headings there are: the page draws the form anew when they change, and leaves it alone else."""
        return digest(" ".join(section.key for section in self.sections))[:10]


def notes_form(meeting: Meeting, plan: MaterialsPlan | None, notes: MeetingNotes, timezone: str) -> NotesForm:
    """The agenda's sections with what is noted under them, then what was noted under any other heading."""
    noted = {section.key: section for section in notes.sections}
    planned = [_planned(section, noted) for section in _distinct((*plan.sections, *plan.left_out) if plan else ())]
    rest = NotesSection(key=section_key(REST), title=REST)
    others = [_noted(section) for key, section in noted.items() if key not in {s.key for s in (*planned, rest)}]
    if rest.key in noted:
        rest = _noted(noted[rest.key])
    saved = notes.saved_at.astimezone(zone(timezone)) if notes.saved_at else None
    return NotesForm(
        version=notes.version,
        saved=f"{saved:%H:%M}, {saved.day} {saved:%B}" if saved else "",
        open_items=tuple(line.text for line in plan.open_items) if plan else (),
        sections=(*planned, *others, rest),
        people=tuple(dict.fromkeys(filter(None, map(display_name, meeting.people)))),
    )


def typed_over(form: NotesForm, fields: Mapping[str, str]) -> NotesForm:
    """The form with what somebody typed and could not save, as they typed it."""
    typed = {section.key: section for section in _typed(fields)}
    kept = tuple(_with_typed(section, typed.get(section.key)) for section in form.sections)
    return form.model_copy(update={"sections": kept})


def fields_of(form: NotesForm) -> dict[str, str]:
    """Every field that holds something, by its name: what another tab compares its own with."""
    found: dict[str, str] = {}
    for section in form.sections:
        found[f"said.{section.key}"] = section.said
        for key, texts in _rows(section):
            found |= {f"{kind}.{section.key}.{key}": text for kind, text in texts.items()}
    return {name: text for name, text in found.items() if text}


def sections_in(fields: Mapping[str, str]) -> tuple[SectionNotes, ...]:
    """The notes a posted form holds. Raises Refused, in one line, for what cannot be kept."""
    try:
        return tuple(map(_kept, _typed(fields)))
    except ValidationError as error:
        raise Refused(TOO_MUCH) from error


def day_of_field(typed: str) -> date | None:
    """None where it is empty. Raises Refused for what is no day."""
    if not typed:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError as error:
        raise Refused(f"“{typed[:20]}” is not a day AMO can read: write it like 2026-03-05.") from error


def _rows(section: NotesSection) -> Iterator[tuple[str, dict[str, str]]]:
    yield from ((row.key, row.model_dump(exclude={"key"})) for row in section.decided)
    yield from ((row.key, row.model_dump(exclude={"key"})) for row in section.promised)


def _with_typed(section: NotesSection, typed: NotesSection | None) -> NotesSection:
    return typed.model_copy(update={"minutes": section.minutes, "known": section.known}) if typed else section


def _planned(section: Section, noted: Mapping[str, SectionNotes]) -> NotesSection:
    """With a row for each decision the agenda asks for, until it is filled in."""
    key = section_key(section.title)
    shown = _noted(noted[key]) if key in noted else NotesSection(key=key, title=section.title)
    asked = [
        DecidedRow(key=digest(said)[:10], asked=said[:500], ref=line.refs[0][:200] if line.refs else "")
        for line in section.decisions
        if (said := line.by_rules)
    ]
    answered = {row.key for row in shown.decided}
    waiting = [row for row in asked if row.key not in answered]
    known = tuple(said for line in (*section.lines, *section.more) if (said := line.by_rules))
    return shown.model_copy(update={"minutes": section.minutes, "known": known, "decided": (*shown.decided, *waiting)})


def _distinct(sections: Sequence[Section]) -> Iterator[Section]:
    """Two sections of one title are one heading here, with the decisions of both."""
    by_key: dict[str, Section] = {}
    for section in sections:
        key = section_key(section.title)
        first = by_key.get(key)
        asked = (*first.decisions, *section.decisions) if first else section.decisions
        minutes = section.minutes + (first.minutes if first else 0)
        by_key[key] = section.model_copy(update={"decisions": asked, "minutes": minutes})
    yield from by_key.values()


def _noted(section: SectionNotes) -> NotesSection:
    return NotesSection(
        key=section.key,
        title=section.title,
        said=section.said,
        decided=tuple(DecidedRow(**row.model_dump()) for row in section.decided),
        promised=tuple(
            PromisedRow(key=row.key, do=row.what, owner=row.owner, due=row.due.isoformat() if row.due else "")
            for row in section.promised
        ),
    )


def _typed(fields: Mapping[str, str]) -> Iterator[NotesSection]:
    """The sections as typed, in the order their fields came."""
    heads: dict[str, dict[str, str]] = {}
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for name, text in fields.items():
        if found := FIELD.fullmatch(name):
            kind, section, row = found.groups()
            texts = heads.setdefault(section, {})
            if row:
                texts = rows.setdefault(section, {}).setdefault(row, {})
            texts[kind] = text.replace("\r\n", "\n").strip()
    for key, head in heads.items():
        of_section = rows.get(key, {}).items()
        decided = [DecidedRow(key=row, **texts) for row, texts in of_section if texts.keys() <= DECIDED]
        promised = [PromisedRow(key=row, **texts) for row, texts in of_section if texts.keys() <= PROMISED]
        yield NotesSection(
            key=key,
            title=head.get("title", ""),
            said=head.get("said", ""),
            decided=tuple(decided),
            promised=tuple(promised),
        )


def _kept(section: NotesSection) -> SectionNotes:
    return SectionNotes(
        key=section.key,
        title=section.title,
        said=section.said,
        decided=tuple(Decided(**row.model_dump()) for row in section.decided if row.is_filled),
        promised=tuple(
            Promised(key=row.key, what=row.do, owner=row.owner, due=day_of_field(row.due))
            for row in section.promised
            if row.is_filled
        ),
    )


def _free(letter: str, taken: Sequence[str]) -> str:
    """The first key of its kind that no row has."""
    return next(key for number in range(1, len(taken) + 2) if (key := f"{letter}{number}") not in taken)
