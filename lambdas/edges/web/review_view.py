"""The confirm screen: what notes seem to say, to be kept or dropped, and below it what was confirmed before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import day_name
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.reasons import SAID, NoAnswerReason
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.note_readings import NoteReading
from lambdas.domain.meeting_notes.review import CandidateVerdict, Reviewed
from lambdas.domain.meeting_notes.sheet import ReviewSheet
from lambdas.domain.meeting_notes.spoken_names import names_meant
from lambdas.domain.meeting_notes.texts import NoteSource, NoteTextHeader
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.people import display_name
from lambdas.edges.web.quoted_lines import QuotedLine, quoted_lines
from lambdas.edges.web.review_form import Overtaken, ReviewRow, row_of
from lambdas.edges.web.words import day_and_time, title_of

GROUPS: Mapping[CandidateKind, tuple[str, str]] = MappingProxyType(
    {
        CandidateKind.DECISION: ("Decisions", "Decision"),
        CandidateKind.ITEM: ("Action items", "Action item"),
        CandidateKind.QUESTION: ("Open questions", "Open question"),
    }
)
SOURCES: Mapping[NoteSource, str] = MappingProxyType(
    {
        NoteSource.PASTED: "Pasted",
        NoteSource.FILE: "From a file",
        NoteSource.SLACK: "From Slack",
        NoteSource.TERMINAL: "From the terminal",
        NoteSource.API: "From another program",
        NoteSource.VOICE: "Spoken",
    }
)


class NoteTextRow(Model):
    """A text that was handed in."""

    name: str
    detail: str
    address: str


class ConfirmedRow(Model):
    """``address`` is where what it became is found; empty for what was dropped, and for a question."""

    kind: str
    what: str
    detail: str
    address: str
    is_dropped: bool


class ReviewGroup(Model):
    kind: CandidateKind
    label: str
    rows: tuple[ReviewRow, ...]


class ReviewPage(Model):
    """``version`` is the review's that the form's answers refer to; ``beyond`` more do not fit on it.

    ``of_model`` says what became of the notes with a model, ``is_being_read`` that it is at them still.
    """

    meeting_id: str
    title: str
    when: str
    version: int
    groups: tuple[ReviewGroup, ...]
    added: tuple[ReviewRow, ...]
    beyond: int
    overtaken: tuple[Overtaken, ...]
    people: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    quotes: dict[str, tuple[QuotedLine, ...]]
    confirmed: tuple[ConfirmedRow, ...]
    texts: tuple[NoteTextRow, ...]
    has_notes: bool
    is_empty: bool
    of_model: str = ""
    is_being_read: bool = False

    @property
    def waiting(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    def meant_by(self, owner: str) -> tuple[str, ...]:
        """Those invited whose names sound like ``owner``, whom nobody invited is called."""
        return names_meant(owner, self.people)

    @property
    def asks(self) -> str:
        return counted(self.waiting, "thing")


def review_page(meeting: Meeting, sheet: ReviewSheet, timezone: str, now: datetime, *, has_notes: bool) -> ReviewPage:
    """``has_notes``: something was handed in or written, whatever was found in it."""
    page = ReviewPage(
        meeting_id=meeting.meeting_id,
        title=title_of(meeting),
        when=day_and_time(meeting.start, timezone, now),
        version=sheet.version,
        groups=(),
        added=(),
        beyond=sheet.beyond,
        overtaken=(),
        people=invited_names(meeting),
        kinds=tuple((kind.value, one) for kind, (_, one) in GROUPS.items()),
        quotes={},
        confirmed=confirmed_rows(sheet.reviewed),
        texts=text_rows(sheet.texts, timezone, now),
        has_notes=has_notes,
        is_empty=sheet.is_empty,
        of_model=said_of_model(sheet.readings, now),
        is_being_read=any(reading.is_waited_for(now) for reading in sheet.readings),
    )
    return with_rows(page, tuple(map(row_of, sheet.open)))


def said_of_model(readings: Sequence[NoteReading], now: datetime) -> str:
    """Returns nothing where no model was to read them, or has read them to their end."""
    if any(reading.is_waited_for(now) for reading in readings):
        return "AI is reading your notes too. What it finds is added here, for you to keep or drop."
    failed = next((one.reason for one in readings if one.reason and one.reason is not NoAnswerReason.OFF), None)
    if failed:
        return f"AI did not read all of these notes: {SAID[failed]}. What the rules found is here."
    is_part = any(reading.is_part for reading in readings)
    return "AI read the first part of these notes; the rules read all of them." if is_part else ""


def with_rows(page: ReviewPage, rows: Sequence[ReviewRow], overtaken: tuple[Overtaken, ...] = ()) -> ReviewPage:
    """The page with these rows, by kind; one more, empty, waits for what the notes do not say."""
    found, added = [row for row in rows if not row.is_added], [row for row in rows if row.is_added]
    groups = (ReviewGroup(kind=kind, label=many, rows=tuple(_of(kind, found))) for kind, (many, _) in GROUPS.items())
    changes = {
        "groups": tuple(group for group in groups if group.rows),
        "added": (*added, ReviewRow(key=f"n{len(added) + 1}")),
        "overtaken": overtaken,
        "quotes": {row.key: tuple(quoted_lines(row.quotes, page.meeting_id)) for row in found},
    }
    return page.model_copy(update=changes)


def confirmed_rows(reviewed: Iterable[Reviewed]) -> tuple[ConfirmedRow, ...]:
    return tuple(_confirmed(one) for one in reviewed)


def text_rows(texts: Iterable[NoteTextHeader], timezone: str, now: datetime) -> tuple[NoteTextRow, ...]:
    return tuple(_text_row(text, day_and_time(text.added_at, timezone, now)) for text in texts)


def invited_names(meeting: Meeting) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(display_name, meeting.people))))


def item_address(item_id: str) -> str:
    return f"/items#item-{item_id}"


def record_address(ref: str) -> str:
    """Leads to the record that ``kind:id`` names."""
    kind, _, record_id = ref.partition(":")
    return f"/records/{kind}/edit?id={record_id}"


def _text_row(text: NoteTextHeader, when: str) -> NoteTextRow:
    return NoteTextRow(
        name=text.name.removesuffix(".txt") if text.source is NoteSource.PASTED else text.name,
        detail=f"{SOURCES[text.source]}, {when}, {counted(text.count, 'line')}",
        address=f"/meetings/{text.meeting_id}/notes/{text.text_id}",
    )


def _of(kind: CandidateKind, rows: Iterable[ReviewRow]) -> Iterator[ReviewRow]:
    return (row for row in rows if row.kind is kind)


def _confirmed(one: Reviewed) -> ConfirmedRow:
    candidate = one.candidate
    due = f"due {day_name(candidate.due)}" if candidate.due else ""
    return ConfirmedRow(
        kind=GROUPS[candidate.kind][1],
        what=candidate.what,
        detail=", ".join(filter(None, (candidate.owner, due))),
        address=_became(one),
        is_dropped=one.verdict is CandidateVerdict.DROPPED,
    )


def _became(one: Reviewed) -> str:
    if not one.became:
        return ""
    return item_address(one.became) if one.candidate.kind is CandidateKind.ITEM else record_address(one.became)
