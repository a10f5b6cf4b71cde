"""A meeting that is over, and the services that follow it, on stores in memory."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meeting_notes.notes import Decided, MeetingNotes, Promised, SectionNotes
from lambdas.domain.meeting_notes.review import CandidateVerdict, NotesReview
from lambdas.domain.meeting_notes.sheet import CandidateAnswer
from lambdas.domain.meeting_notes.texts import NoteSource, NoteTextHeader
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.records.statuses import DecisionStatus
from lambdas.meeting_notes.add import NoteTexts
from lambdas.meeting_notes.keep import NotesKeeper
from lambdas.meeting_notes.requested import NoteReadings
from lambdas.meeting_notes.review import NotesReviews
from tests.fakes.channels import FakeNotifier
from tests.fakes.documents import FakeDocuments
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.stores import FakeActionItems, FakeMeetingNotes, FakeMeetings, FakeRecords, FakeUsers

OWNER = Attendee(name="Olga Owner", email="u1@example.com")
ANA = Attendee(name="Ana Roe", email="ana@example.com")
BEN = Attendee(name="Ben Smith", email="ben@partner.example")
OPEN = DecisionRecord(
    record_id="remote", title="Remote-work policy", raised_on=date(2026, 1, 5), as_of=NOW, status=DecisionStatus.OPEN
)


class NotesHarness:
    def __init__(self) -> None:
        self.now = NOW
        self.meetings, self.users = FakeMeetings(), FakeUsers(a_user(name="Olga Owner"))
        self.notes, self.items, self.records = FakeMeetingNotes(), FakeActionItems(), FakeRecords()
        self.documents: Any = FakeDocuments()
        self.to_read: Any = FakeQueue()
        self.notifier = FakeNotifier()
        start = NOW - timedelta(hours=2)
        self.meeting = a_meeting(start=start, attendees=(OWNER, ANA, BEN), series_id="s1", title="Weekly sync")
        self.meetings.rows["m1"] = a_tracked(self.meeting)

    @property
    def texts(self) -> NoteTexts:
        return NoteTexts(self.meetings, self.notes, self.documents, self.readings)

    @property
    def keeper(self) -> NotesKeeper:
        return NotesKeeper(self.meetings, self.notes, self.readings)

    @property
    def readings(self) -> NoteReadings:
        return NoteReadings(self.users, self.notes, self.to_read)

    @property
    def reviews(self) -> NotesReviews:
        stores = (self.meetings, self.users, self.notes, self.documents, self.records, self.items)
        return NotesReviews(*stores, self.notifier, self.readings)

    @property
    def closed(self) -> list[tuple[str, str]]:
        """The messages that are settled, and what each says since."""
        line: Any = self.notifier.queue
        return [(one.body["message_id"], one.body["note"]) for one in line.in_order if one.body["note"]]

    def hand_in(self, text: str, user_id: str = "u1") -> NoteTextHeader:
        return self.texts.add(user_id, "m1", "notes.txt", text.encode(), NoteSource.PASTED, self.now)

    def type(self, *decided: Decided, promised: Sequence[Promised] = (), said: str = "") -> None:
        section = SectionNotes(key="k", title="Plan", said=said, decided=decided, promised=tuple(promised))
        version = self.notes.get("u1", "m1").version + 1
        self.notes.save(
            MeetingNotes(meeting_id="m1", user_id="u1", version=version, sections=(section,), saved_at=self.now)
        )

    def kept_as_found(self) -> list[CandidateAnswer]:
        """Every candidate that is open, as it stands there."""
        return [
            CandidateAnswer(
                found=one.candidate_id, kind=one.kind, what=one.what, owner=one.owner, due=one.due, why=one.why
            )
            for one in self.reviews.sheet("u1", "m1").open
        ]

    def dropped(self) -> list[CandidateAnswer]:
        return [
            one.model_copy(update={"verdict": CandidateVerdict.DROPPED, "what": ""}) for one in self.kept_as_found()
        ]

    def confirm(self, answers: Sequence[CandidateAnswer] | None = None, version: int | None = None) -> NotesReview:
        seen = self.notes.review("u1", "m1").version if version is None else version
        given = self.kept_as_found() if answers is None else answers
        return self.reviews.confirm("u1", "m1", given, seen, self.now)

    @property
    def decisions(self) -> list[DecisionRecord]:
        found = self.records.of_kind("u1", RecordKind.DECISIONS)
        return [record for record in found if isinstance(record, DecisionRecord)]
