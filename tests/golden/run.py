"""A situation taken through the whole app in memory: calendar, records, conversation, workflow, documents.

Nothing is imitated but AWS and the calendar's provider (tests/fakes/whole_app.py): records are imported as files are,
the meeting is found and classified by the monitor, every question is answered through the edges' own command, and the
documents are those the workflow stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, cast

from lambdas.approvals.kinds.base import Lookups
from lambdas.approvals.kinds.share_agenda import ShareAgendaKind
from lambdas.domain.accounts.user import TypeCorrection, User
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.agenda.materials import MaterialKind, MaterialsPlan
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.source import Source
from lambdas.domain.meeting_notes.candidates import Candidate
from lambdas.domain.meeting_notes.sheet import CandidateAnswer
from lambdas.domain.meeting_notes.texts import NoteSource
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.notifications.messages import MessageKind
from lambdas.edges.commands import meetings as commands
from lambdas.errors import Refused
from lambdas.materials.remind import MAX_REFRESH
from lambdas.materials.render import render
from lambdas.meeting_notes.wiring import note_texts, notes_reviews
from lambdas.outcomes.wiring import outcome_answers
from lambdas.records.import_file import import_records
from lambdas.store.user_accounts import ShownAccounts
from tests.fakes.approval_harness import FakeWriteConsents
from tests.fakes.samples import a_user
from tests.fakes.stores import FakeActionItems, FakeMeetingNotes, FakeSlackRecords
from tests.fakes.whole_app import USER, WholeApp
from tests.golden import texts
from tests.golden.situation import Invitation, Occurrence, Situation, Told, load
from tests.golden.texts import Document

MEETING = "golden"
MAX_PROMPTS = 20
NO_BRIEF = "no brief is made: there is no document of this kind"
TOO_LATE_TO_PREPARE = timedelta(minutes=5)
PREPARED_BEFORE = timedelta(hours=1)
ASKED_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Outcome:
    """``documents`` by name; ``missing`` says why one is not there. ``prompts`` are the questions, as they were put."""

    situation: Situation
    tracked: TrackedMeeting
    plan: MaterialsPlan
    prompts: tuple[str, ...]
    documents: Mapping[str, Document]
    missing: Mapping[str, str] = field(default_factory=dict)


@cache
def outcome(name: str) -> Outcome:
    return Rehearsal(load(name)).outcome()


class Rehearsal:
    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.app = WholeApp()
        self.prompts: list[str] = []
        self.missing: dict[str, str] = {}

    def outcome(self) -> Outcome:
        with self.app.wired():
            self._set_the_scene()
            self._live_through_earlier_ones()
            self._prepare()
            documents = self._documents("")
            if self.situation.later:
                self._let_time_pass()
                documents |= self._documents("later ")
        tracked = self.app.meetings.get(USER, MEETING)
        return Outcome(self.situation, tracked, self._plan(), tuple(self.prompts), documents, self.missing)

    # what there is before anything is prepared

    def _set_the_scene(self) -> None:
        told = self.situation.user
        self.app.users.put(self._user())
        if self.situation.corrected:
            key = self.situation.meeting.series or MEETING
            said = TypeCorrection(
                series_key=key, meeting_type=self.situation.type, corrected_at=self.situation.now - timedelta(days=30)
            )
            self.app.users.correct(USER, said)
        for number, promise in enumerate(self.situation.promises):
            of = "" if promise.of is None else _earlier_id(promise.of)
            item = ActionItem(
                item_id=f"item{number}",
                user_id=USER,
                what=promise.what,
                owner=promise.owner,
                due=promise.due,
                status=ActionItemStatus(promise.status),
                meeting_id=of,
                series_id=(self.situation.meeting.series or None) if of else None,
                created_at=datetime.combine(promise.made, time(12), zone(told.zone)),
            )
            self.app.action_items.put(item)

    def _user(self) -> User:
        told = self.situation.user
        return a_user(USER, name=told.name, email=told.address, timezone=told.zone)

    def _keep_records(self, records: Mapping[RecordKind, str], now: datetime) -> None:
        for kind, sheet in records.items():
            there = zone(self.situation.user.zone)
            report = import_records(self.app.records, USER, kind, sheet.encode(), there, now)
            assert not report.refused, (kind, report)
            assert not report.ignored_columns, (kind, report)

    # the calendar

    def _live_through_earlier_ones(self) -> None:
        invitation = self.situation.meeting
        known: list[Meeting] = []
        for place, one in enumerate(invitation.earlier):
            known.append(_earlier(invitation, one, place))
            self.app.now = one.start - (PREPARED_BEFORE if one.answers else TOO_LATE_TO_PREPARE)
            self._keep_records(one.records, self.app.now)
            self._sync(known)
            if one.answers:
                self._answer(f"{_earlier_id(place)}-r1", one.answers)
            self._follow_up(one, _earlier_id(place))
        self._known = known

    def _follow_up(self, one: Occurrence, meeting_id: str) -> None:
        """What its owner did once it was over."""
        self.app.now = self.app.meetings.get(USER, meeting_id).meeting.end + ASKED_AFTER
        self._ring()
        if one.notes:
            note_texts().add(USER, meeting_id, "notes.txt", one.notes.encode(), NoteSource.PASTED, self.app.now)
            found = notes_reviews().sheet(USER, meeting_id)
            answers = [_as_found(candidate) for candidate in found.open]
            notes_reviews().confirm(USER, meeting_id, answers, found.version, self.app.now)
        for words, reached in one.reached.items():
            wants = outcome_answers().of_meeting(USER, meeting_id, self.app.now)
            (wanted,) = [want for want in wants if words.casefold() in want.want.casefold()]
            outcome_answers().say(USER, meeting_id, wanted.want_key, reached, self.app.now)

    def _prepare(self) -> None:
        self.app.now = self.situation.now
        self._keep_records(self.situation.records, self.app.now)
        self._sync([*self._known, _meeting(self.situation.meeting)])
        session = f"{MEETING}-r1"
        if session not in self.app.conversations.stored:
            self.app.now = self.app.meetings.get(USER, MEETING).plan.prep_trigger_time or self.app.now
            self._ring()
        self.prompts = self._answer(session, self.situation.answers)
        preparation = self.app.meetings.get(USER, MEETING).preparation
        assert preparation.status is PrepStatus.READY, preparation

    def _sync(self, shown: Sequence[Meeting]) -> None:
        self.app.show(shown)
        self.app.operate("sync_user_now", {"user_id": USER})
        self.app.settle()

    def _let_time_pass(self) -> None:
        later = self.situation.later
        assert later
        self._keep_records(later.records, later.at)
        self.app.now = later.at
        self._ring()
        self.app.now += MAX_REFRESH
        self._ring()

    def _ring(self) -> None:
        self.app.fire()
        self.app.settle()

    # the conversation

    def _answer(self, session_id: str, answers: Sequence[Told]) -> list[str]:
        """The questions as they were put; one with no answer left, or asked again, is skipped."""
        put: list[str] = []
        left = list(answers)
        while (session := self._session(session_id)).status is ConversationStatus.OPEN and len(put) < MAX_PROMPTS:
            text = session.questions[session.position].text
            put.append(text)
            told = _fitting(left, text, len(set(put)))
            if told:
                left.remove(told)
            self._move(session, told)
        self.app.settle()
        return put

    def _move(self, session: Conversation, told: Told | None) -> None:
        """An answer that is not taken is skipped, as somebody does who has no other."""
        try:
            verb = Verb.ANSWER if told else Verb.SKIP
            commands.converse(USER, session.session_id, verb, told.say if told else "", session.version, "page")
        except Refused:
            commands.converse(USER, session.session_id, Verb.SKIP, "", session.version, "page")

    def _session(self, session_id: str) -> Conversation:
        return self.app.conversations.stored[session_id]

    # what came of it

    def _plan(self) -> MaterialsPlan:
        manifest = self.app.meetings.get(USER, MEETING).preparation.materials
        assert manifest
        return MaterialsPlan.model_validate_json(self.app.documents.get(manifest.plan_key))

    def _documents(self, prefix: str) -> dict[str, Document]:
        found = dict(self._stored(prefix))
        if f"{prefix}brief" not in found:
            found |= self._brief(prefix)
        found[f"{prefix}shared"] = self._shared(f"{prefix}shared")
        found[f"{prefix}notice"] = self._message(f"{prefix}notice", MessageKind.PREP_STARTED)
        found[f"{prefix}message"] = self._message(f"{prefix}message", MessageKind.MATERIALS_READY)
        return found

    def _stored(self, prefix: str) -> Iterator[tuple[str, Document]]:
        manifest = self.app.meetings.get(USER, MEETING).preparation.materials
        assert manifest
        folder = manifest.plan_key.rpartition("/")[0] + "/"
        for key, (body, content_type) in self.app.documents.stored.items():
            if key.startswith(folder) and not key.endswith(".json"):
                name = prefix + key.removeprefix(folder).partition(".")[0]
                read = texts.of_html if "html" in content_type else texts.of_markdown
                yield name, read(name, body.decode())

    def _brief(self, prefix: str) -> dict[str, Document]:
        """Rendered from the plan, should the workflow not have stored it by itself."""
        name = f"{prefix}brief"
        kinds = {kind.value: kind for kind in MaterialKind}
        if "brief" not in kinds:
            self.missing[name] = NO_BRIEF
            return {}
        source = render(self._plan(), kinds["brief"])
        is_page = source.lstrip().startswith("<")
        return {name: (texts.of_html if is_page else texts.of_markdown)(name, source)}

    def _shared(self, name: str) -> Document:
        """The mail that everybody else gets, composed as the approval composes it."""
        lookups = Lookups(
            meetings=self.app.meetings,
            users=self.app.users,
            accounts=ShownAccounts(self.app.users, self.app.connected_calendars),
            documents=cast(Any, self.app.documents),
            consents=cast(Any, FakeWriteConsents()),
            slack_accounts=FakeSlackRecords(),
            notes=FakeMeetingNotes(),
            items=FakeActionItems(),
        )
        mail = ShareAgendaKind().compose(lookups, self._user(), {"meeting_id": MEETING})
        return texts.of_lines(name, (mail.subject, *mail.body))

    def _message(self, name: str, kind: MessageKind) -> Document:
        """The latest of its kind."""
        told = self.app.inbox.stored.values()
        ours = [message for message in told if message.meeting_id == MEETING and message.kind is kind]
        return texts.of_lines(name, (ours[-1].title, *ours[-1].lines))


def _fitting(left: Sequence[Told], question: str, place: int) -> Told | None:
    asked = question.casefold()
    meant = (told for told in left if any(words.casefold() in asked for words in told.to))
    placed = (told for told in left if told.place == place)
    return next(meant, None) or next(placed, None)


def _as_found(candidate: Candidate) -> CandidateAnswer:
    return CandidateAnswer(
        found=candidate.candidate_id,
        kind=candidate.kind,
        what=candidate.what,
        owner=candidate.owner,
        due=candidate.due,
        why=candidate.why,
    )


def _earlier_id(place: int) -> str:
    return f"{MEETING}-earlier{place}"


def _earlier(invitation: Invitation, one: Occurrence, place: int) -> Meeting:
    changes = {
        "title": one.title or invitation.title,
        "start": one.start,
        "minutes": one.minutes or invitation.minutes,
        "attendees": one.attendees or invitation.attendees,
    }
    return _meeting(invitation.model_copy(update=changes), _earlier_id(place))


def _meeting(invitation: Invitation, meeting_id: str = MEETING) -> Meeting:
    return Meeting(
        meeting_id=meeting_id,
        user_id=USER,
        calendar_id="work",
        external_id=f"{meeting_id}@calendar.example",
        source=Source.ICS,
        series_id=invitation.series or None,
        title=invitation.title,
        description=invitation.description,
        location=invitation.location,
        conference_url=invitation.conference,
        start=invitation.start,
        end=invitation.start + timedelta(minutes=invitation.minutes),
        timezone=invitation.zone,
        organizer=invitation.person(invitation.organizer) if invitation.organizer else None,
        attendees=tuple(invitation.person(written) for written in invitation.attendees),
    )
