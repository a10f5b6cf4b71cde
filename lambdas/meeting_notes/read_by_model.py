"""Has a model read notes, piece by piece, and keeps what it found beside what the rules did (M-7, extract)."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meeting_notes.candidates import Candidate
from lambdas.domain.meeting_notes.model_findings import NotesFindings, NotesGate
from lambdas.domain.meeting_notes.note_readings import MAX_FOUND_BY_MODEL, NoteReading, ReadingOrder, ReadingState
from lambdas.domain.meeting_notes.owners import KnownPeople
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meeting_notes.said_lines import MAX_CHUNK, MAX_CHUNKS, NotesChunk, chunks, said_lines, typed_lines
from lambdas.domain.meeting_notes.similar import distinct
from lambdas.domain.meeting_notes.texts import MAX_LINE, TYPED, SpokenLine
from lambdas.domain.meetings.calendar_days import day_of
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import Conflict, NotFound
from lambdas.llm import figures
from lambdas.llm.base import Llm
from lambdas.llm.prompt_files import load_prompt
from lambdas.meeting_notes.kept_lines import kept_lines
from lambdas.store.documents import Documents
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

PROMPT = Path(__file__).parent / "prompts" / "extract.md"
PER_CHUNK = timedelta(seconds=8)
ENDS_IT = frozenset({NoAnswerReason.OFF, NoAnswerReason.OVER_BUDGET, NoAnswerReason.UNAVAILABLE})
"""With these the next piece would fare no better."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NotesReader:
    """Reading again does no harm: what was read, changed, forgotten or confirmed meanwhile is left alone."""

    meetings: Meetings
    users: Users
    notes: NotesByMeeting
    documents: Documents
    llm: Llm
    now: Callable[[], datetime]

    def read(self, order: ReadingOrder) -> None:
        waiting = self.notes.note_reading(order.user_id, order.meeting_id, order.text_id)
        if waiting is None or waiting.version != order.version or waiting.state is not ReadingState.WAITING:
            return
        try:
            meeting = self.meetings.get(order.user_id, order.meeting_id).meeting
            user = self.users.get(order.user_id)
        except NotFound:
            return
        before = self.notes.review(order.user_id, order.meeting_id)
        lines = self._lines(order)
        if lines is None or _is_answered(before, waiting):
            return
        read = self._read(waiting, lines, meeting, user)
        if self.notes.review(order.user_id, order.meeting_id).version != before.version:
            return
        with suppress(Conflict):  # changed or forgotten meanwhile
            self.notes.settle_reading(read)

    def _lines(self, order: ReadingOrder) -> Sequence[SpokenLine] | None:
        """None where they are gone, or not those any more that were to be read."""
        if order.text_id == TYPED:
            notes = self.notes.get(order.user_id, order.meeting_id)
            return typed_lines(notes) if notes.version == order.version else None
        texts = self.notes.texts_of(order.user_id, order.meeting_id)
        header = next((text for text in texts if text.text_id == order.text_id), None)
        text = kept_lines(self.documents, header) if header else None
        return text.lines if text else None

    def _read(self, waiting: NoteReading, lines: Sequence[SpokenLine], meeting: Meeting, user: User) -> NoteReading:
        people = KnownPeople(meeting.people, user.called)
        day = day_of(meeting.start, zone(user.timezone))
        parts = list(islice(chunks(said_lines(lines, people, day)), MAX_CHUNKS + 1))
        found: list[Candidate] = []
        model = ""
        reason: NoAnswerReason | None = None
        for part in parts[:MAX_CHUNKS]:
            outcome = self._asked(part, waiting, meeting, user)
            if isinstance(outcome, NoAnswer):
                reason = outcome.reason
                if reason in ENDS_IT:
                    break
                continue
            findings, model = outcome
            held = NotesGate(waiting.text_id, part.lines, people).candidates(findings, model)
            figures.removed(sum(1 for _ in findings.each()) - len(held or ()))
            if held is None:
                reason = NoAnswerReason.UNGROUNDED
                continue
            found += held
        changes = {
            "state": ReadingState.READ if reason is None else ReadingState.NOT_READ,
            "reason": reason,
            "written_by": model or waiting.written_by,
            "is_part": len(parts) > MAX_CHUNKS,
            "candidates": distinct(found, MAX_FOUND_BY_MODEL) or (waiting.candidates if reason else ()),
        }
        return waiting.model_copy(update=changes)

    def _asked(
        self, part: NotesChunk, waiting: NoteReading, meeting: Meeting, user: User
    ) -> tuple[NotesFindings, str] | NoAnswer:
        outcome = self.llm.ask(
            ModelPrompt(load_prompt(PROMPT), (Untrusted("notes", part.text, DataOrigin.NOTES, MAX_CHUNK + MAX_LINE),)),
            NotesFindings,
            asker=user.as_asker(
                f"notes#{meeting.meeting_id}#{waiting.text_id}", meeting.meeting_id, is_private=meeting.is_private
            ),
            deadline=self.now() + PER_CHUNK,
        )
        return outcome if isinstance(outcome, NoAnswer) else (outcome.value, outcome.model)


def _is_answered(review: NotesReview, waiting: NoteReading) -> bool:
    """Says whether what these notes say was confirmed already: nobody wants to be asked about it again."""
    return review.reviewed_at is not None and review.reviewed_at >= waiting.requested_at.replace(microsecond=0)
