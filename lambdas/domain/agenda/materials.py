"""The materials of one meeting, before they have a look: the plan that the documents are rendered from.

Every line says where it comes from in ``refs``: ``A2`` (the answer to the second question), a record
(``budget:compute``), an action item or an earlier occurrence, ``invite``, or ``type`` (what a meeting of its kind has
to answer). Text is plain and harmless, not escaped.
"""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Annotated, Literal, Protocol, Self

from pydantic import AfterValidator, model_validator

from lambdas.domain.agenda.meeting_changes import MeetingThen
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.llm.consent import ModelAsker
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preferences.material_preferences import NO_PREFERENCES, MaterialPreferences

INVITE = "invite"
MEETING_TYPE = "type"
MAX_SHOWN = 2000
_LOOKS_LIKE_A_TIME = re.compile(r"\((\d+)\s*min\)", re.IGNORECASE)


def harmless(text: str) -> str:
    """Returns what may stand in a document: one visible line without addresses.

    ``(15 min)`` is how the agenda itself writes a section's time; in other people's text it loses its brackets.
    """
    return _LOOKS_LIKE_A_TIME.sub(r"\1 min", one_line(text, MAX_SHOWN))


Shown = Annotated[str, AfterValidator(harmless)]
"""Other people's words, made harmless whoever composed the plan; escaping is left to each document."""


class MaterialKind(StrEnum):
    BRIEF = "brief"
    AGENDA = "agenda"
    QUESTIONS = "questions"
    NOTES = "notes"


class Line(Model):
    """``priority`` is the place among the user's own priorities, 0 for none. ``as_of`` is the figures' own time.

    ``is_private``: for the user's eyes alone, such as which way they lean. ``is_changed``: it reads otherwise than the
    last time the user saw it. ``guest_text`` is all that people of another company read of it, empty for the text.
    ``written_by`` is the model that wrote the text, empty for the rules; ``rules_text`` is then how they word it.
    """

    text: Shown
    refs: tuple[str, ...]
    guest_text: Shown = ""
    priority: int = 0
    as_of: Instant | None = None
    is_private: bool = False
    is_changed: bool = False
    written_by: Shown = ""
    rules_text: Shown = ""

    @property
    def by_rules(self) -> str:
        """Returns what is sent, noted and found of it: never a model's words. Empty for what a model added."""
        return self.rules_text if self.written_by else self.text


class Findings(Model):
    """All a composer may use. ``expected`` are the contexts that were to be gathered; ``timezone`` the reader's."""

    tracked: TrackedMeeting
    notes: tuple[ContextNote, ...] = ()
    expected: tuple[ContextKind, ...] = ()
    session: Conversation | None = None
    timezone: str = "UTC"
    before: tuple[ContextNote, ...] = ()
    """The notes of the last occurrence: what changed since is told by them."""
    written_from: tuple[ContextNote, ...] = ()
    """The notes that the materials were written from before: what reads otherwise since is marked."""
    first: MeetingThen | None = None
    """The meeting as the first version of its materials was written for it; None for that version itself."""
    reader: tuple[str, ...] = ()
    """The user's own name and address, so that they are not told to ask themselves."""
    preferences: MaterialPreferences = NO_PREFERENCES
    """What the reader wished for meetings of this type."""
    composed_at: Instant
    asker: ModelAsker | None = None
    """On whose behalf a model may be asked; None where none may."""
    until: Instant | None = None
    """The instant by which a model has to have answered."""
    lines_before: tuple[Line, ...] = ()
    """The lines of the materials as they were written before: what is still so keeps its wording."""

    @property
    def references(self) -> frozenset[str]:
        """Everything a line may point to."""
        facts = {fact.ref for note in self.notes for fact in note.facts}
        given = self.session.answers.items() if self.session else ()
        answers = {answer_ref(int(place)) for place, answer in given if answer.text.strip()}
        return frozenset({INVITE, MEETING_TYPE, *facts, *answers})


class Section(Model):
    """``refs`` say what called for the section. ``more`` is known but not for the agenda: the notes carry it.

    ``shared_title`` is how the others read it, empty where that is the title. ``asks_decision``: the title says what is
    to be decided.
    """

    title: Shown
    shared_title: Shown = ""
    asks_decision: bool = False
    minutes: int
    refs: tuple[str, ...] = ()
    priority: int = 0
    lines: tuple[Line, ...] = ()
    decisions: tuple[Line, ...] = ()
    more: tuple[Line, ...] = ()


class BriefPart(Model):
    """One of the things the private brief says: ``label`` is ``You want``, ``Owed`` and the like."""

    label: str
    lines: tuple[Line, ...]


class SourceMark(Model):
    """The origin of lines, in words: ``Budget: Cloud compute``. ``as_of`` is None for what has no age.

    ``origin`` are the sources it came from by itself, and ``read_at`` is when they were last read.
    """

    ref: str
    label: Shown
    as_of: Instant | None = None
    origin: Shown = ""
    read_at: Instant | None = None


class Admission(Model):
    """Why a record is in the materials, or why not, in the words of ``./amo materials --explain``.

    ``is_private``: it helps the user, and is not for the guests: the brief has it, the agenda has not.
    """

    ref: str
    subject: Shown
    is_admitted: bool
    is_private: bool = False
    why: Shown


class AskGroup(Model):
    """Questions for one person, one role, or the room (``whom`` is then "Everyone")."""

    whom: Shown
    questions: tuple[Line, ...]


class Promise(Model):
    """An action item of the series; ``by`` is whoever owes it, empty where nobody is named."""

    what: Shown
    by: Shown = ""
    standing: Shown = ""
    ref: str


class MaterialsPlan(Model):
    """``left_out`` are topics there is no time for; ``on_track`` is known, asks for nothing, and is for the notes.

    ``gaps`` complete the sentence "Not known: ..."; ``unread`` are those of them that are sources which could not be
    read, and stand in the brief as well.
    """

    meeting_id: str
    title: Shown
    meeting_type: str
    start: Instant
    end: Instant
    timezone: str
    minutes: int
    people: int
    location: Shown = ""
    conference: str = ""
    wants_label: str = "You want out of this meeting"
    wants: tuple[Line, ...] = ()
    brief: tuple[BriefPart, ...] = ()
    sections: tuple[Section, ...] = ()
    left_out: tuple[Section, ...] = ()
    on_track: tuple[Line, ...] = ()
    questions: tuple[AskGroup, ...] = ()
    open_items: tuple[Line, ...] = ()
    promises: tuple[Promise, ...] = ()
    gaps: tuple[Shown, ...] = ()
    unread: tuple[Shown, ...] = ()
    sources: tuple[SourceMark, ...] = ()
    admissions: tuple[Admission, ...] = ()
    written_from: tuple[ContextNote, ...] = ()
    """What had been gathered: what reads otherwise later is told by it."""
    written_for: MeetingThen | None = None
    """The meeting as it was then; older plans do not say."""
    composer: Literal["rules", "model"] = "rules"
    without_model: NoAnswerReason | None = None
    """The reason why a model that was asked did not answer."""
    composed_at: Instant

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        timed = sum(section.minutes for section in self.sections)
        if self.sections and timed != self.minutes:
            raise ValueError(f"sections take {timed} of {self.minutes} minutes")
        return self

    def lines(self) -> Iterator[Line]:
        """Every line of every document."""
        yield from (*self.wants, *self.open_items, *self.on_track)
        for part in self.brief:
            yield from part.lines
        for section in (*self.sections, *self.left_out):
            yield from (*section.lines, *section.decisions, *section.more)
        for group in self.questions:
            yield from group.questions

    def untraceable(self, findings: Findings) -> list[Line]:
        """Lines that point to nothing the findings hold: nobody may be shown these."""
        return [line for line in self.lines() if not line.refs or not findings.references.issuperset(line.refs)]

    def founded_on(self, references: Collection[str]) -> "MaterialsPlan":
        """The plan without the lines that point elsewhere."""

        def kept(lines: tuple[Line, ...]) -> tuple[Line, ...]:
            return tuple(line for line in lines if line.refs and set(line.refs) <= set(references))

        def founded(section: Section) -> Section:
            parts = {"lines": kept(section.lines), "decisions": kept(section.decisions), "more": kept(section.more)}
            return section.model_copy(update=parts)

        parts = (part.model_copy(update={"lines": kept(part.lines)}) for part in self.brief)
        groups = (group.model_copy(update={"questions": kept(group.questions)}) for group in self.questions)
        return self.model_copy(
            update={
                "wants": kept(self.wants),
                "open_items": kept(self.open_items),
                "on_track": kept(self.on_track),
                "brief": tuple(part for part in parts if part.lines),
                "sections": tuple(founded(section) for section in self.sections),
                "left_out": tuple(founded(section) for section in self.left_out),
                "questions": tuple(group for group in groups if group.questions),
            }
        )


class Composer(Protocol):
    """Writes the plan: by rules, or by a model whose answer is parsed into the same plan."""

    def compose(self, findings: Findings) -> MaterialsPlan: ...


def answer_ref(place: int) -> str:
    """``A1`` for the answer to the first question."""
    return f"A{place + 1}"
