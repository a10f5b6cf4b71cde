"""The page of a series, from what was read for it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.outcomes.outcome import Outcome, outcomes_wanted
from lambdas.edges.web.item_rows import ItemReader, ItemRow
from lambdas.edges.web.meeting_rows import address_of, has_materials, state_at, when
from lambdas.edges.web.outcomes_view import OutcomeRow, outcome_rows
from lambdas.edges.web.states import State
from lambdas.edges.web.words import shortened, title_of

MAX_LINE = 240


class DecisionRow(Model):
    what: str
    who: str
    why: str


class SeriesOccurrence(Model):
    """``wants`` are of one that is not over, ``outcomes`` what became of them since.

    ``decided`` was confirmed by its owner; ``noted`` stands in their notes as decided, and is not confirmed.
    ``answers`` are what they said beforehand, where the materials that said it are gone.
    """

    meeting_id: str
    address: str
    title: str
    when: str
    state: State
    is_cancelled: bool
    is_coming: bool
    has_materials: bool
    wants: tuple[str, ...]
    outcomes: tuple[OutcomeRow, ...]
    decisions: tuple[str, ...]
    decided: tuple[DecisionRow, ...]
    noted: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    items: tuple[ItemRow, ...]

    @property
    def is_silent(self) -> bool:
        said = (self.wants, self.outcomes, self.decisions, self.decided, self.noted, self.questions, self.answers)
        return not any((*said, self.items))


class SeriesPage(Model):
    """``items`` are open and from no occurrence that is shown. ``further`` is where the earlier occurrences begin."""

    title: str
    back: str
    is_series: bool
    occurrences: tuple[SeriesOccurrence, ...]
    items: tuple[ItemRow, ...]
    further: str


class OccurrenceData(NamedTuple):
    """One occurrence with what its materials say, and what was said before it, noted of it and confirmed, if kept."""

    tracked: TrackedMeeting
    text: MaterialText | None
    session: Conversation | None
    notes: MeetingNotes
    review: NotesReview


def occurrence_of(
    data: OccurrenceData, items: Iterable[ActionItem], outcomes: Iterable[Outcome], reader: ItemReader
) -> SeriesOccurrence:
    meeting, text = data.tracked.meeting, data.text
    wants = text.wants if text else ()
    kept = [outcome for outcome in outcomes if outcome.meeting_id == meeting.meeting_id]
    asked = outcome_rows(kept or outcomes_wanted(wants, meeting, reader.now))
    return SeriesOccurrence(
        meeting_id=meeting.meeting_id,
        address=address_of(meeting),
        title=title_of(meeting),
        when=when(meeting, reader.timezone, reader.now),
        state=state_at(data.tracked, reader.timezone, reader.now),
        is_cancelled=meeting.status is MeetingStatus.CANCELLED,
        is_coming=meeting.end > reader.now,
        has_materials=has_materials(data.tracked, reader.now),
        wants=() if asked else wants,
        outcomes=asked,
        decisions=text.decisions if text and not data.review.version else (),
        decided=tuple(_decided(data.review)),
        noted=() if data.review.version else tuple(_noted(data.notes)),
        questions=tuple(one.candidate.what for one in data.review.kept(CandidateKind.QUESTION)),
        answers=() if text else _answers(data.session),
        items=reader.rows(item for item in items if item.meeting_id == meeting.meeting_id),
    )


def items_of_no_occurrence(
    tracked: TrackedMeeting, occurrences: Sequence[TrackedMeeting], items: Iterable[ActionItem]
) -> list[ActionItem]:
    """The open ones of the series that come from none of these."""
    shown, series_id = {one.meeting.meeting_id for one in occurrences}, tracked.meeting.series_id
    of_series = [item for item in items if series_id and item.series_id == series_id and item.meeting_id not in shown]
    return [item for item in of_series if item.status is ActionItemStatus.OPEN]


def _decided(review: NotesReview) -> Iterator[DecisionRow]:
    for one in review.kept(CandidateKind.DECISION):
        yield DecisionRow(what=one.candidate.what, who=one.candidate.owner, why=one.candidate.why)


def _noted(notes: MeetingNotes) -> Iterator[str]:
    for decided in (decided for section in notes.sections for decided in section.decided):
        if decided.what.strip():
            yield ", ".join(filter(None, (decided.what.strip(), decided.who.strip())))


def _answers(session: Conversation | None) -> tuple[str, ...]:
    if session is None:
        return ()
    given = (session.answers.get(str(place)) for place in range(len(session.questions)))
    return tuple(shortened(answer.text.strip(), MAX_LINE) for answer in given if answer and answer.text.strip())
