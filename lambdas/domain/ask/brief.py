"""The brief of one meeting, line by line: all that a question about it is answered from, each line with its source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lambdas.domain.agenda.materials import INVITE, MaterialsPlan, answer_ref
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.meeting_notes.notes import MeetingNotes, Origin
from lambdas.domain.meetings.meeting import Meeting

INVITATION, ANSWERS, NOTES, LAST_NOTES, MATERIALS = "invitation", "answers", "notes", "last_notes", "materials"
MAX_LINE = 400
MAX_PEOPLE = 30
MAX_NOTE_LINES = 60
MAX_SUBJECT = 60


class BriefLine(Model):
    """``kind`` is the part of the brief it stands in: a kind of context, or one of the names above.

    ``label`` says the source in words; ``origin`` decides whether a model may read it; ``about`` is what else it is
    found by.
    """

    ref: str
    text: str
    label: str
    kind: str
    origin: DataOrigin
    about: str = ""


@dataclass(frozen=True, slots=True)
class StoredBrief:
    """All that is stored of one meeting. ``last_notes`` are those of the occurrence before."""

    meeting: Meeting
    contexts: tuple[ContextNote, ...] = ()
    session: Conversation | None = None
    notes: MeetingNotes | None = None
    last_notes: MeetingNotes | None = None
    plan: MaterialsPlan | None = None
    timezone: str = "UTC"

    def lines(self) -> tuple[BriefLine, ...]:
        """Every line once, the materials last: they say again what the others say."""
        everything = (
            *_invitation(self.meeting, self.timezone),
            *(line for note in self.contexts for line in _facts(note)),
            *_answers(self.session),
            *_noted(self.notes, NOTES, "Your notes"),
            *_noted(self.last_notes, LAST_NOTES, "Your notes of last time"),
            *_materials(self.plan),
        )
        return tuple(_distinct(everything))


def _invitation(meeting: Meeting, timezone: str) -> Iterator[BriefLine]:
    names = [one_line(person.name or person.email, MAX_SUBJECT) for person in meeting.people[:MAX_PEOPLE]]
    told = {
        "title meeting": shown_title(meeting.title),
        "when time starts": span(meeting.start, meeting.end, timezone),
        "who people invited attendees": f"Invited: {', '.join(names)}." if names else "",
        "where place location": one_line(meeting.location, MAX_LINE),
        "description": one_line(meeting.description, MAX_LINE),
    }
    for about, text in told.items():
        if text:
            yield BriefLine(
                ref=INVITE,
                text=text,
                label="The invitation",
                kind=INVITATION,
                origin=DataOrigin.INVITATION,
                about=about,
            )


def _facts(note: ContextNote) -> Iterator[BriefLine]:
    spec = spec_of(note.kind)
    for fact in note.facts:
        yield BriefLine(
            ref=fact.ref,
            text=one_line(fact.text, MAX_LINE),
            label=_label(note.kind, fact, spec.label),
            kind=note.kind.value,
            origin=DataOrigin(note.kind.value),
            about=" ".join((spec.label, fact.subject, fact.background)),
        )


def _label(kind: ContextKind, fact: Fact, name: str) -> str:
    subject = one_line(fact.subject, MAX_SUBJECT)
    return f"{name}: {subject}" if subject and kind is not ContextKind.HISTORY else name


def _answers(session: Conversation | None) -> Iterator[BriefLine]:
    for place, question in enumerate(session.questions if session else ()):
        given = session.answers.get(str(place)) if session else None
        if given and given.text.strip():
            yield BriefLine(
                ref=answer_ref(place),
                text=one_line(given.text, MAX_LINE),
                label=f"Your answer {place + 1}",
                kind=ANSWERS,
                origin=DataOrigin.OWN_WORDS,
                about=question.text,
            )


def _noted(notes: MeetingNotes | None, kind: str, label: str) -> Iterator[BriefLine]:
    """Of what was noted itself, not of what had been planned."""
    said = (line for line in notes.lines() if line.origin is Origin.SAID) if notes else ()
    for line, _ in zip(said, range(MAX_NOTE_LINES), strict=False):
        yield BriefLine(
            ref=f"{kind}:{line.number}",
            text=one_line(line.text, MAX_LINE),
            label=f"{label}, line {line.number}",
            kind=kind,
            origin=DataOrigin.NOTES,
        )


def _materials(plan: MaterialsPlan | None) -> Iterator[BriefLine]:
    """For the rules alone: a model reads what the materials were written from."""
    if plan is None:
        return
    texts = [*(section.title for section in plan.sections), *(line.text for line in plan.lines())]
    for number, text in enumerate(texts, start=1):
        yield BriefLine(
            ref=f"{MATERIALS}:{number}",
            text=one_line(text, MAX_LINE),
            label="The materials",
            kind=MATERIALS,
            origin=DataOrigin.OWN_WORDS,
            about="agenda",
        )


def _distinct(lines: Iterable[BriefLine]) -> Iterator[BriefLine]:
    seen: set[str] = set()
    for line in lines:
        said = line.text.casefold()
        if line.text and said not in seen:
            seen.add(said)
            yield line
