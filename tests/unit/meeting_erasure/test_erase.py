"""A meeting is forgotten whole, however often that is interrupted, and nothing of anybody else's is touched."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from lambdas.domain.accounts.user import TypeCorrection
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.actions.kinds.base import MeetingFacts
from lambdas.domain.actions.kinds.delete_materials import DeleteMaterials
from lambdas.domain.actions.pending_action import ActionLook, ActionStatus, ExecutionState, ExecutionStatus
from lambdas.domain.ask.question import MeetingAnswer, MeetingQuestion
from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meeting_notes.notes import MeetingNotes, SectionNotes
from lambdas.domain.meeting_notes.texts import NoteSource
from lambdas.domain.meeting_notes.voice import RecordingName
from lambdas.domain.meetings.erasure import ErasureReceipt
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.domain.notifications.slack_threads import Thread
from lambdas.domain.outcomes.outcome import Outcome, want_key
from lambdas.domain.records.statuses import DecisionStatus
from lambdas.edges.commands import meetings
from lambdas.errors import NotFound, Refused
from lambdas.meeting_erasure.erase import Erasures
from lambdas.meeting_erasure.held import HeldOfMeetings
from lambdas.meeting_erasure.request import ErasureRequests
from lambdas.meeting_notes.add import NoteTexts
from lambdas.meeting_notes.requested import NoteReadings
from lambdas.meeting_prep.runs import Runs
from stacks.tables import TABLES
from tests.fakes.actions import a_pending, an_entry
from tests.fakes.bus import FakeBus
from tests.fakes.faults import Fault, Fragile, Killed
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_user
from tests.fakes.stores import FakeActionLooks, FakeAuditLog, FakeMeetingQuestions, FakePendingActions
from tests.fakes.whole_app import USER, WholeApp

START = NOW + timedelta(hours=30)
MINE, OTHER = "m1", "m10"
PEOPLE = tuple(Attendee(name=name, email=f"{name}@example.com") for name in ("u1", "ada", "bob"))


def made_in(meeting_id: str) -> str:
    """Returns the id of a decision that only this meeting's notes told of."""
    return f"n-{digest(meeting_id)[:16]}"


HOLD_NOTHING_OF_A_MEETING = {
    "absences",
    "connected_calendars",
    "action_audit_log",
    "autonomy",
    "calendar_accounts",
    "page_sessions",
    "rate_limits",
    "sign_in_flows",
    "sign_in_links",
    "source_accounts",
    "spend",
    "subscriptions",
}
"""The log holds hashes and ids alone; none of the others is about meetings."""


class Office:
    """The app with two prepared meetings, m1 full of everything that can be held of one; a team's log beside it."""

    def __init__(self) -> None:
        self.app = app = WholeApp()
        self.log = FakeAuditLog()
        self.actions, self.looks = FakePendingActions(self.log), FakeActionLooks()
        self.questions = FakeMeetingQuestions()
        app.show([a_meeting(name, start=START, attendees=PEOPLE, title=name.upper()) for name in (MINE, OTHER)])
        with app.wired():
            app.operate("sync_user_now", {"user_id": USER})
            app.settle()
            self.rings(START - timedelta(hours=24))

    def answer(self, meeting_id: str) -> None:
        with self.app.wired():
            session = self.app.conversations.stored[f"{meeting_id}-r1"]
            meetings.converse(USER, session.session_id, Verb.ANSWER, "Keep two lanes", session.version, "web")
            session = self.app.conversations.stored[f"{meeting_id}-r1"]
            meetings.converse(USER, session.session_id, Verb.FINISH, "", session.version, "web")
            self.app.settle()

    def rings(self, until: datetime) -> None:
        """Every timer that is due by then, at its time; what it leads to happens."""
        app = self.app
        with app.wired():
            while (at := min((timer.at for timer in app.schedules.waiting.values()), default=until)) < until:
                app.now = at
                app.fire()
                app.settle()
            app.now = until
            app.fire()
            app.settle()

    def furnish(self, meeting_id: str) -> None:
        app = self.app
        notes = MeetingNotes(
            meeting_id=meeting_id,
            user_id=USER,
            version=1,
            sections=(SectionNotes(key="a", title="Opening", said="Ada sends the draft"),),
            saved_at=app.now,
        )
        app.meeting_notes.save(notes)
        queue: Any = FakeQueue()
        readings = NoteReadings(app.users, app.meeting_notes, queue)
        texts: Any = (app.meetings, app.meeting_notes, app.documents, readings)
        NoteTexts(*texts).add(USER, meeting_id, "notes.txt", b"Bob: I send the draft.", NoteSource.PASTED, app.now)
        facts = {"user_id": USER, "what": "Send the draft", "meeting_id": meeting_id, "created_at": app.now}
        app.action_items.put(ActionItem(item_id=f"n-{meeting_id}", **facts))
        shared = ActionItem(item_id=f"s-{meeting_id}", owner_email="ada@example.com", shared_at=app.now, **facts)
        app.action_items.put(shared)
        asked = {"item_id": f"other{meeting_id}", "meeting_id": "m0", "asked_in": (meeting_id, "m2")}
        app.action_items.put(ActionItem(**facts | asked))
        question: Any = {
            "question_id": f"q-{meeting_id}",
            "meeting_id": meeting_id,
            "user_id": USER,
            "asked_at": app.now,
        }
        self.questions.ask(MeetingQuestion(question="What is open?", **question), app.now)
        self.questions.answer(MeetingQuestion(question="", **question), MeetingAnswer(answered_at=app.now))
        app.outcomes.add(
            Outcome(
                user_id=USER,
                meeting_id=meeting_id,
                want_key=want_key("Two lanes"),
                want="Two lanes",
                start=START,
            )
        )
        app.records.put_all(USER, self.decisions(meeting_id))
        app.meetings.rate(USER, meeting_id, 4)
        app.users.correct(USER, TypeCorrection(series_key=meeting_id, meeting_type="default", corrected_at=app.now))
        thread = Thread(session_id=f"{meeting_id}-r1", channel_id="D1", thread_ts="1.0", shown_at=app.now)
        app.records_of_slack.put_thread(USER, thread)
        self.ask(meeting_id)

    def decisions(self, meeting_id: str) -> list[Any]:
        common = {"status": DecisionStatus.DECIDED, "option": "Two", "meeting_id": meeting_id, "raised_on": NOW.date()}
        common |= {"decided_on": START.date(), "as_of": NOW, "who": "Ada", "why": "It is cheaper"}
        ids = (made_in(meeting_id), f"old{meeting_id}", f"n-own{meeting_id}")
        return [DecisionRecord.model_validate({**common, "record_id": one, "title": "Lanes"}) for one in ids]

    def ask(self, meeting_id: str, name: str = "a", **changes: Any) -> None:
        """Something was asked for about it, and done."""
        meeting = MeetingFacts(meeting_id=meeting_id, title="M", start=START, end=START)
        details = DeleteMaterials(meeting=meeting, keys=(f"{USER}/{meeting_id}/r1/plan.json",))
        done = {"status": ActionStatus.APPROVED, "execution": ExecutionState(status=ExecutionStatus.DONE)}
        values = done | {"created_at": self.app.now} | changes
        action = a_pending(f"{name}{meeting_id}", details, DeleteMaterials.action_type, **values)
        self.actions.add(action, an_entry(action))
        self.looks.add(action.action_id, ActionLook(user_id=USER, at=self.app.now), self.app.now + timedelta(days=400))
        told = Message(
            message_id=f"action-{action.action_id}-done",
            user_id=USER,
            kind=MessageKind.ACTION_REPORT,
            title="Done",
            created_at=self.app.now,
        )
        self.app.inbox.put(USER, told)

    @property
    def stores(self) -> dict[str, Any]:
        app = self.app
        return {
            "meetings": app.meetings,
            "users": app.users,
            "conversations": app.conversations,
            "transcripts": app.transcripts,
            "contexts": app.contexts,
            "documents": app.documents,
            "material_texts": app.material_texts,
            "notes": app.meeting_notes,
            "items": app.action_items,
            "outcomes": app.outcomes,
            "records": app.records,
            "inbox": app.inbox,
            "deliveries": app.deliveries,
            "slack": app.records_of_slack,
            "actions": self.actions,
            "looks": self.looks,
            "questions": self.questions,
            "schedules": app.schedules,
        }

    @property
    def parts(self) -> dict[str, Any]:
        stores = {**self.stores, "audit_log": self.log, "bus": FakeBus()}
        return {name: Fragile(store, self.app.gate, name) for name, store in stores.items()}

    @property
    def held(self) -> HeldOfMeetings:
        names = set(HeldOfMeetings.__dataclass_fields__)
        return HeldOfMeetings(**{name: part for name, part in self.parts.items() if name in names})

    @property
    def requests(self) -> ErasureRequests:
        runs: Any = (self.app.preparations, self.app.conversations, self.app.workflows, self.app.schedules)
        halt = Runs(*runs).halt
        parts = self.parts
        return ErasureRequests(
            self.held,
            self.app.preparations,
            parts["audit_log"],
            parts["bus"],
            lambda tracked, now: halt(tracked, ConversationStatus.WITHDRAWN, now),
        )

    def forget(self, user_id: str, meeting_id: str) -> ErasureReceipt:
        """Asks for it, and has the function do it."""
        receipt = self.requests.request(user_id, meeting_id, self.app.now)
        Erasures(self.held, self.parts["material_texts"], self.parts["schedules"]).erase(
            user_id, meeting_id, self.app.now
        )
        return receipt

    def places(self, meeting_id: str) -> set[str]:
        """Every table, bucket and timer that holds the meeting's id, or that of something asked for about it."""
        named = re.compile(rf"(?<![0-9A-Za-z])a?{meeting_id}(?![0-9A-Za-z])")
        found = set()
        for name, store in {**self.stores, "audit_log": self.log}.items():
            if hasattr(store, "table"):
                content = json.dumps([*store.table.rows.values()], default=str)
            elif hasattr(store, "stored"):
                content = repr(store.stored)
            else:
                content = repr(store.__dict__)
            if named.search(content):
                found.add(name)
        return found

    @contextmanager
    def again(self) -> Iterator[None]:
        """Whatever happens meanwhile, all is as it was afterwards."""
        tables = [store.table for store in {**self.stores, "audit_log": self.log}.values() if hasattr(store, "table")]
        rows = [dict(table.rows) for table in tables]
        buckets = [dict(bucket.stored) for bucket in (self.app.documents, self.app.transcripts)]
        try:
            yield
        finally:
            for table, before in zip(tables, rows, strict=True):
                table.rows.clear()
                table.rows.update(before)
            for bucket, kept in zip((self.app.documents, self.app.transcripts), buckets, strict=True):
                bucket.stored.clear()
                bucket.stored.update(kept)
            self.log.remembered.clear()


@pytest.fixture(scope="module")
def furnished() -> Office:
    """Two hours after both."""
    office = Office()
    for meeting_id in (MINE, OTHER):
        office.answer(meeting_id)
    office.rings(START + timedelta(hours=2))
    for meeting_id in (MINE, OTHER):
        office.furnish(meeting_id)
    return office


@pytest.fixture
def office(furnished: Office) -> Iterator[Office]:
    with furnished.again():
        furnished.app.gate.begin({})
        yield furnished


def test_nothing_holds_the_meeting_but_its_own_row_and_one_line_of_the_log(office: Office) -> None:
    everywhere = office.places(MINE)
    assert everywhere >= {"conversations", "documents", "transcripts", "notes", "items", "slack", "inbox", "records"}
    office.forget(USER, MINE)
    assert office.places(MINE) == {"meetings", "audit_log"}
    row = office.app.meetings.table.rows[MINE,]
    assert set(row["preparation"]) - {name for name, value in row["preparation"].items() if not value} == {
        *("status", "run", "request_id", "timing_version", "finished_at", "declined_at", "erased"),
    }
    assert "feedback" not in row


def test_every_table_is_looked_through_or_holds_nothing_of_a_meeting(office: Office) -> None:
    looked_through = {store.table.spec.name for store in office.stores.values() if hasattr(store, "table")}
    assert {spec.name for spec in TABLES} == looked_through | HOLD_NOTHING_OF_A_MEETING


def test_a_transcript_that_outlived_its_conversation_goes_too(office: Office) -> None:
    office.app.conversations.table.rows.clear()
    office.forget(USER, MINE)
    assert "transcripts" not in office.places(MINE)


def test_a_recording_that_is_being_written_down_goes_with_its_words(office: Office) -> None:
    for key in (f"{USER}/{MINE}/voice/r1.webm", RecordingName(meeting_id=MINE, recording_id="r1").output_key):
        office.app.documents.put(key, b"\x1a\x45\xdf\xa3", "audio/webm")
    office.forget(USER, MINE)
    assert "documents" not in office.places(MINE)


def test_the_log_says_that_it_was_forgotten_once_and_nothing_that_was_in_it(office: Office) -> None:
    for _ in range(2):
        office.forget(USER, MINE)
    said = [row for row in office.log.rows("own-u1") if row["event"] == "meeting_forgotten"]
    assert [(row["actor"], row["note"]) for row in said] == [("user:u1", "meeting m1")]


def test_the_receipt_counts_what_went_says_what_stays_and_stays_the_same(office: Office) -> None:
    before = office.requests.look(USER, MINE, office.app.now)
    receipt = office.forget(USER, MINE)
    assert (before.erased_at, before.deleted) == (None, receipt.deleted)
    assert receipt.left == sum(receipt.deleted.values())
    assert receipt.erased_at == office.app.now
    assert "1 action item, gone for its owner too" in receipt.lines
    assert "2 decisions that are open again" in receipt.lines
    done = receipt.model_copy(update={"left": 0})
    assert office.requests.look(USER, MINE, office.app.now) == done
    assert office.forget(USER, MINE) == done


def test_what_others_hold_and_what_is_of_other_meetings_stays(office: Office) -> None:
    before = office.places(OTHER)
    held = office.requests.look(USER, OTHER, office.app.now)
    office.forget(USER, MINE)
    assert office.places(OTHER) == before
    assert office.requests.look(USER, OTHER, office.app.now) == held


def test_a_question_that_is_older_than_the_meeting_is_open_again(office: Office) -> None:
    office.forget(USER, MINE)
    found = {one.record_id: one for one in office.app.records.of_kind(USER, RecordKind.DECISIONS)}
    assert made_in(MINE) not in found
    assert {"n-ownm1", made_in(OTHER)} <= set(found)
    old = found["oldm1"]
    assert isinstance(old, DecisionRecord)
    assert (old.status, old.option, old.why, old.meeting_id) == (DecisionStatus.OPEN, "", "", "")


def test_whoever_a_shared_item_belongs_to_does_not_find_it_any_more(office: Office) -> None:
    office.forget(USER, MINE)
    assert [item.item_id for item in office.app.action_items.shared_with("ada@example.com")] == ["s-m10"]


def test_killed_between_any_two_steps_it_is_finished_by_doing_it_again(furnished: Office) -> None:
    for step in range(1, 400):
        with furnished.again():
            furnished.app.gate.begin({step: Fault.KILLED_AFTER})
            try:
                furnished.forget(USER, MINE)
            except Killed:
                furnished.app.gate.begin({})
                receipt = furnished.forget(USER, MINE)
                assert furnished.places(MINE) == {"meetings", "audit_log"}, step
                assert receipt.deleted["action_items"] == 1
                said = [row for row in furnished.log.rows("own-u1") if row["event"] == "meeting_forgotten"]
                assert len(said) == 1, step
                continue
        assert step > 40
        return
    pytest.fail("it never came to an end")


def test_the_next_reading_of_the_calendar_does_not_bring_it_back() -> None:
    office = Office()
    office.answer(MINE)
    office.forget(USER, MINE)
    office.app.show([a_meeting(MINE, start=START, attendees=PEOPLE, title="Another title")])
    with office.app.wired():
        office.app.operate("sync_user_now", {"user_id": USER})
        office.app.settle()
        for hours in (23, 12, 3, 1):
            office.rings(START - timedelta(hours=hours))
            office.app.operate("sweep_preps", {"all": True})
            office.app.settle()
        office.rings(START + timedelta(hours=2))
    assert office.app.meetings.get(USER, MINE).preparation.status is PrepStatus.WITHDRAWN
    assert office.places(MINE) == {"meetings", "audit_log"}


def test_a_preparation_that_runs_is_ended_first() -> None:
    office = Office()
    assert office.app.meetings.get(USER, MINE).preparation.status is PrepStatus.WAITING
    office.forget(USER, MINE)
    with office.app.wired():
        office.app.settle()
        office.app.operate("sweep_preps", {"all": True})
        office.app.settle()
        with pytest.raises(NotFound):
            meetings.converse(USER, "m1-r1", Verb.ANSWER, "Too late", 1, "web")
    assert office.app.meetings.get(USER, MINE).preparation.status is PrepStatus.WITHDRAWN
    assert office.places(MINE) == {"meetings", "audit_log"}


def test_it_is_prepared_again_only_when_its_owner_asks_for_it() -> None:
    office = Office()
    office.forget(USER, MINE)
    with office.app.wired():
        meetings.reconsider(USER, MINE)
        office.app.settle()
    preparation = office.app.meetings.get(USER, MINE).preparation
    assert (preparation.status, preparation.run, preparation.erased) == (PrepStatus.WAITING, 2, None)


def test_what_still_waits_for_a_decision_is_decided_first(office: Office) -> None:
    office.ask(MINE, "b", status=ActionStatus.PENDING)
    with pytest.raises(Refused, match="waits under Approvals"):
        office.forget(USER, MINE)
    assert office.app.meetings.get(USER, MINE).preparation.erased is None


def test_nothing_goes_that_nobody_asked_to_have_forgotten(office: Office) -> None:
    before = office.places(MINE)
    erasures = Erasures(office.held, office.parts["material_texts"], office.parts["schedules"])
    assert erasures.erase(USER, MINE, office.app.now) == 0
    assert erasures.erase("u2", MINE, office.app.now) == 0
    assert office.places(MINE) == before


def test_what_was_added_since_goes_when_it_is_asked_for_again(office: Office) -> None:
    office.forget(USER, MINE)
    office.app.meetings.rate(USER, MINE, 2)
    assert office.requests.look(USER, MINE, office.app.now).left == 1
    assert office.forget(USER, MINE).deleted["ratings"] == 1
    assert office.requests.look(USER, MINE, office.app.now).left == 0


def test_a_meeting_is_forgotten_by_its_owner_alone(office: Office) -> None:
    office.app.users.put(a_user("u2"))
    for act in (office.requests.look, office.requests.request):
        with pytest.raises(NotFound):
            act("u2", MINE, office.app.now)
    assert "notes" in office.places(MINE)
