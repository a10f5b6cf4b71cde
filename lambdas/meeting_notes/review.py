"""The one confirm screen: what notes seem to say, and what their owner makes of it (POST-2, POST-3).

Everything a confirmation brings about is one transaction with the review's own row: all of it is there, or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws import metrics
from lambdas.aws.table import TransactionRefused, Write
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.from_notes import item_of
from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meeting_notes.answers import reviewed_by
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.decision_records import decided_record, standing_decision
from lambdas.domain.meeting_notes.extraction import NotesOccasion, OpenDecision, candidates_in
from lambdas.domain.meeting_notes.note_readings import found_by_model
from lambdas.domain.meeting_notes.review import MAX_REVIEWED, CandidateVerdict, NotesReview, Reviewed
from lambdas.domain.meeting_notes.said_lines import typed_lines
from lambdas.domain.meeting_notes.sheet import CandidateAnswer, ReviewSheet, candidates_typed, sheet
from lambdas.domain.meeting_notes.texts import TYPED, SpokenLine
from lambdas.domain.meetings.calendar_days import day_of
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.records.statuses import DecisionStatus
from lambdas.errors import Conflict, Refused, Retryable
from lambdas.meeting_notes.kept_lines import kept_lines
from lambdas.meeting_notes.messages import NOTHING_NOTED, confirmed_words, ended_message_id
from lambdas.meeting_notes.requested import NoteReadings
from lambdas.notifications.notifier import Notifier
from lambdas.store.action_items import ActionItems
from lambdas.store.documents import Documents
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meetings import Meetings
from lambdas.store.records import Records
from lambdas.store.users import Users

ATTEMPTS = 3
MAX_ANSWERS = 80
"""Each is one write at most, and a transaction takes a hundred."""
MEANWHILE = "These notes were confirmed from another place meanwhile: look at what is left of them."


@dataclass(frozen=True, slots=True)
class NotesReviews:
    meetings: Meetings
    users: Users
    notes: NotesByMeeting
    documents: Documents
    records: Records
    items: ActionItems
    notifier: Notifier
    readings: NoteReadings

    def sheet(self, user_id: str, meeting_id: str) -> ReviewSheet:
        """Returns what is to be confirmed, and what was. Raises NotFound for somebody else's meeting."""
        return self._sheet(self.users.get(user_id), self.meetings.get(user_id, meeting_id).meeting)

    def confirm(
        self, user_id: str, meeting_id: str, answers: Sequence[CandidateAnswer], seen_version: int, now: datetime
    ) -> NotesReview:
        """Makes action items, decisions and open questions of what is kept. Saying the same again changes nothing.

        Raises NotFound for somebody else's meeting, Refused for what cannot be kept, Conflict when another answer
        came between.
        """
        if len(answers) > MAX_ANSWERS:
            raise Refused(f"At most {MAX_ANSWERS} can be confirmed at once: confirm these first.")
        user, meeting = self.users.get(user_id), self.meetings.get(user_id, meeting_id).meeting
        for _ in range(ATTEMPTS):
            shown = self._sheet(user, meeting)
            try:
                news = reviewed_by(answers, shown, meeting)
            except ValueError as error:
                raise Refused(str(error)) from error
            stored = self.notes.review(user_id, meeting_id)
            if not news and shown.reviewed:
                self._settle(user, shown, stored)
                return stored
            if stored.version != seen_version:
                raise Conflict(MEANWHILE)
            review, writes = self._written(stored, news, meeting, user, now)
            try:
                self.notes.table.transact([self.notes.reviewed(review), *writes], "confirming notes")
            except TransactionRefused as refused:
                if 0 in refused.positions:
                    raise Conflict(MEANWHILE) from refused
                continue  # a decision was changed in the records meanwhile
            _count(review, news)
            self.readings.ask_for_summary(meeting, review.version, now)
            self._settle(user, shown, review)
            return review
        raise Retryable("These decisions kept changing while they were confirmed; try again.")

    def say_nothing(self, user_id: str, meeting_id: str, now: datetime) -> None:
        """There is nothing to note of it: nobody asks any more. Raises NotFound for somebody else's meeting."""
        self.meetings.get(user_id, meeting_id)
        stored = self.notes.review(user_id, meeting_id)
        if stored.version and not stored.is_empty:
            return
        self._note_nothing(stored, now)
        self.notifier.close(self.users.get(user_id), ended_message_id(meeting_id), NOTHING_NOTED)

    def _note_nothing(self, stored: NotesReview, now: datetime) -> None:
        if stored.is_empty:
            return
        empty = stored.model_copy(update={"version": 1, "is_empty": True, "reviewed_at": now.replace(microsecond=0)})
        self.notes.table.transact([self.notes.reviewed(empty)], "noting that there is nothing")
        _count(empty, ())

    def _settle(self, user: User, shown: ReviewSheet, review: NotesReview) -> None:
        """With nothing left to confirm, the message that asked how it went asks no more, wherever it stands."""
        answered = {one.found for one in review.reviewed}
        if shown.beyond == 0 and all(one.candidate_id in answered for one in shown.open):
            self.notifier.close(user, ended_message_id(review.meeting_id), confirmed_words(review))

    def _sheet(self, user: User, meeting: Meeting) -> ReviewSheet:
        texts = self.notes.texts_of(user.user_id, meeting.meeting_id)
        notes = self.notes.get(user.user_id, meeting.meeting_id)
        occasion = self._occasion(user, meeting)
        lines: dict[str, Sequence[SpokenLine]] = {TYPED: typed_lines(notes)}
        for header in texts:
            if text := kept_lines(self.documents, header):
                lines[header.text_id] = text.lines
        found = list(candidates_typed(notes))
        for text_id, said in lines.items():
            found += candidates_in(text_id, said, occasion)
        readings = self.notes.note_readings(user.user_id, meeting.meeting_id)
        found += found_by_model(readings, lines, found)
        review = self.notes.review(user.user_id, meeting.meeting_id)
        return sheet(found, review, texts).model_copy(update={"readings": tuple(readings)})

    def _occasion(self, user: User, meeting: Meeting) -> NotesOccasion:
        waiting = [record for record in self._decisions(user.user_id) if record.status is DecisionStatus.OPEN]
        return NotesOccasion(
            day=day_of(meeting.start, zone(user.timezone)),
            people=meeting.people,
            own=user.called,
            open_decisions=tuple(OpenDecision(ref=record.ref, title=record.title) for record in waiting),
        )

    def _decisions(self, user_id: str) -> list[DecisionRecord]:
        found = self.records.of_kind(user_id, RecordKind.DECISIONS)
        return [record for record in found if isinstance(record, DecisionRecord)]

    def _written(
        self, stored: NotesReview, news: Sequence[Reviewed], meeting: Meeting, user: User, now: datetime
    ) -> tuple[NotesReview, list[Write]]:
        """The review as it will be, and the writes that come with it."""
        decisions = self._decisions(user.user_id) if _holds_decisions(news) else []
        made: list[tuple[Reviewed, tuple[Write, ...]]] = []
        for one in news:  # a question is closed once: what else it brought is a decision of its own
            written = {before.became for before, _ in made}
            made.append(self._made(one, meeting, user, [d for d in decisions if d.ref not in written], now))
        reviewed = tuple(one for one, _ in made)
        if len(stored.reviewed) + len(reviewed) > MAX_REVIEWED:
            raise Refused(f"More than {MAX_REVIEWED} things of one meeting cannot be kept: leave some out.")
        changes = {
            "version": stored.version + 1,
            "reviewed": (*stored.reviewed, *reviewed),
            "is_empty": False,
            "reviewed_at": now.replace(microsecond=0),
        }
        return stored.model_copy(update=changes), [write for _, writes in made for write in writes]

    def _made(
        self, one: Reviewed, meeting: Meeting, user: User, decisions: Sequence[DecisionRecord], now: datetime
    ) -> tuple[Reviewed, tuple[Write, ...]]:
        if one.verdict is CandidateVerdict.DROPPED:
            return one, ()
        if one.candidate.kind is CandidateKind.ITEM:
            item = item_of(one.candidate, one.found, meeting, now)
            return one.model_copy(update={"became": item.item_id}), (self.items.added(item),)
        if one.candidate.kind is CandidateKind.DECISION:
            day = day_of(meeting.start, zone(user.timezone))
            before = standing_decision(one.candidate, decisions)
            record = decided_record(one.candidate, one.found, meeting, before, day, now)
            is_same = before is not None and before.record_id == record.record_id
            write = self.records.replaced(user.user_id, record, before if is_same else None)
            return one.model_copy(update={"became": record.ref}), (write,)
        return one, ()


def _count(review: NotesReview, news: Sequence[Reviewed]) -> None:
    """For the decisions a meeting: each meeting counts once, when its notes are confirmed for the first time."""
    decided = sum(one.verdict is CandidateVerdict.KEPT and one.candidate.kind is CandidateKind.DECISION for one in news)
    metrics.count("DecisionsConfirmed", decided)
    metrics.count("NotesConfirmed", int(review.version == 1))
    metrics.flush()  # whichever edge this came through


def _holds_decisions(news: Sequence[Reviewed]) -> bool:
    return any(one.candidate.kind is CandidateKind.DECISION and one.verdict is CandidateVerdict.KEPT for one in news)
