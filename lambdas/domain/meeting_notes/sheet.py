"""The confirm screen's content: what notes seem to say, beside what became of it already."""

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import Field

from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.candidates import MAX_QUOTE, MAX_WHAT, Candidate, CandidateKind, Quote
from lambdas.domain.meeting_notes.note_readings import NoteReading
from lambdas.domain.meeting_notes.notes import Decided, MeetingNotes, Promised
from lambdas.domain.meeting_notes.review import CandidateVerdict, NotesReview, Reviewed
from lambdas.domain.meeting_notes.similar import distinct, without_known
from lambdas.domain.meeting_notes.texts import TYPED, NoteTextHeader

MAX_OPEN = 60
"""Candidates of one confirm screen; what comes behind them is shown once these are answered."""


class ReviewSheet(Model):
    """``open`` wait for an answer, ``beyond`` more do not fit; ``version`` is the review's that answers refer to.

    ``readings`` say how far a model is with the notes.
    """

    version: int
    open: tuple[Candidate, ...] = ()
    beyond: int = 0
    reviewed: tuple[Reviewed, ...] = ()
    texts: tuple[NoteTextHeader, ...] = ()
    readings: tuple[NoteReading, ...] = ()
    is_empty: bool = False


class CandidateAnswer(Model):
    """An owner's answer to one candidate: dropped, or kept as worded here.

    ``found`` is the candidate's id as the sheet showed it; empty for what they add themselves.
    """

    found: str = ""
    verdict: CandidateVerdict = CandidateVerdict.KEPT
    kind: CandidateKind = CandidateKind.ITEM
    what: str = Field(default="", max_length=MAX_WHAT)
    owner: str = Field(default="", max_length=200)
    due: date | None = None
    why: str = Field(default="", max_length=MAX_WHAT)


def sheet(candidates: Iterable[Candidate], review: NotesReview, texts: Sequence[NoteTextHeader] = ()) -> ReviewSheet:
    """The same thing found twice is asked about once, with the quotes of both; what was answered is not asked again.

    The same in other words too: a transcript and one's own notes tell of one meeting.
    """
    said = list(candidates)
    answered = {one.found for one in review.reviewed}
    known = [candidate for candidate in said if candidate.candidate_id in answered]
    known += [one.candidate for one in review.reviewed]
    waiting = without_known(distinct(said, len(said)), known)
    return ReviewSheet(
        version=review.version,
        open=tuple(waiting[:MAX_OPEN]),
        beyond=len(waiting[MAX_OPEN:]),
        reviewed=review.reviewed,
        texts=tuple(texts),
        is_empty=review.is_empty,
    )


def candidates_typed(notes: MeetingNotes) -> Iterable[Candidate]:
    """Those its owner wrote into the rows of the form: what stands there is what they say."""
    numbers = {(line.section, line.row): line.number for line in notes.lines() if line.row}
    for section in notes.sections:
        for decided in section.decided:
            if decided.what.strip():
                yield _decided(decided, numbers[section.key, decided.key])
        for promised in section.promised:
            if promised.what.strip():
                yield _promised(promised, numbers[section.key, promised.key])


def _decided(row: Decided, number: int) -> Candidate:
    return Candidate(
        kind=CandidateKind.DECISION,
        what=row.what.strip()[:MAX_WHAT],
        owner=row.who.strip()[:200],
        why=row.why.strip()[:MAX_WHAT],
        ref=row.ref if row.ref.startswith("decisions:") else "",
        asked=row.asked,
        quotes=(Quote(text_id=TYPED, number=number, text=row.what.strip()[:MAX_QUOTE]),),
        by="person",
    )


def _promised(row: Promised, number: int) -> Candidate:
    return Candidate(
        kind=CandidateKind.ITEM,
        what=row.what.strip()[:MAX_WHAT],
        owner=row.owner.strip()[:200],
        due=row.due,
        quotes=(Quote(text_id=TYPED, number=number, text=row.what.strip()[:MAX_QUOTE]),),
        by="person",
    )
