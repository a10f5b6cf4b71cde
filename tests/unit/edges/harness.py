"""Two people, their meetings and records in memory, and both endpoints in front of them."""

import base64
import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from lambdas import wiring
from lambdas.accounts.tokens import Identity, open_session
from lambdas.aws.email import Mailer
from lambdas.aws.sms import Texter
from lambdas.calendars.ics.feed_check import FeedCheck
from lambdas.domain.accounts.logins import LoginSession
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.agenda.materials import AskGroup, Line, MaterialsPlan, Section
from lambdas.domain.ask.question import MAX_QUESTION, AnswerLine, AnswerSource, MeetingAnswer, MeetingQuestion
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation import conversation as talk
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus, Question
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.meeting_notes.texts import NoteSource, NoteText, NoteTextHeader, SpokenLine
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus, TrackedMeeting
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.domain.sources.account import SourceAccount, SourceStatus
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.edges.api import api, people_api, sources_api
from lambdas.edges.http.form_tokens import form_token
from lambdas.edges.http.requests import COOKIE
from lambdas.edges.web import accounts, page, source_settings
from lambdas.settings import Settings
from lambdas.source_readings import wiring as source_wiring
from lambdas.source_readings.rows import records_of
from lambdas.store.voice_recordings import VoiceRecordings
from tests.fakes.approval_harness import FakeRooms, FakeWriteConsents
from tests.fakes.bus import FakeBus
from tests.fakes.dead_letters import FakeDeadLetters
from tests.fakes.documents import FakeDocuments
from tests.fakes.feeds import FakeFeed
from tests.fakes.model_parts import FakeModel
from tests.fakes.open_vault import OpenVault
from tests.fakes.outbound import FakeSes, FakeSns
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import a_connection, a_meeting, a_tracked, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.signing_keys import FakeSigningKeys
from tests.fakes.sources.scripted_reader import ScriptedReader, open_source_secrets
from tests.fakes.stores import (
    FakeAbsences,
    FakeActionItems,
    FakeCalendarAccounts,
    FakeConnectedCalendars,
    FakeContexts,
    FakeConversations,
    FakeDeliveries,
    FakeInbox,
    FakeLoginSessions,
    FakeMaterialTexts,
    FakeMeetingNotes,
    FakeMeetingQuestions,
    FakeMeetings,
    FakeModelAnswers,
    FakeOutcomes,
    FakePhoneCodes,
    FakePreparations,
    FakeQuestionFigures,
    FakeRecords,
    FakeSignInFlows,
    FakeSignInLinks,
    FakeSlackRecords,
    FakeSourceAccounts,
    FakeSourceRecords,
    FakeTimingProposals,
    FakeUsers,
)
from tests.fakes.wired import wire
from tests.fakes.workflows import FakeWorkflows
from tests.unit.edges.declared import undeclared
from tests.unit.edges.identities import Identities
from tests.unit.edges.pending import Pending

NOW = datetime.now(UTC).replace(microsecond=0)
"""Sessions are signed with real times."""
KEYS = FakeSigningKeys("k" * 40)
PUBLIC = "https://amo.example"
ADA, EVE = "ada", "eve"
WAITING, READY, PLANNED, FOCUS = (f"m{digit * 20}" for digit in "1234")
SESSION = f"{WAITING}-r1"
ITEM = "i1"
NOTES = "a" * 20
"""A text of notes."""
QUESTION = "q" + "7" * 20
SECRET = "Project Nightingale"
"""In every title of Ada's."""


def a_source(kind: SourceKind, owner: str, **fields: Any) -> SourceAccount:
    """One that was read a quarter of an hour ago."""
    given: dict[str, Any] = {"source_id": kind.value, "name": kind.value, "connected_by": ADA, "connected_at": NOW}
    given |= {"read_at": NOW - timedelta(minutes=15), "next_at": NOW + timedelta(minutes=45)}
    given["settings"] = {"address": "https://source.example"}
    return SourceAccount(owner=owner, kind=kind, **{**given, **fields})


def session_cookie(user: str) -> str:
    """Good for as long as a whole run of the tests may take; when sessions end is tested where they are made."""
    return f"{COOKIE}={open_session(user, f's-{user}', KEYS, NOW, timedelta(days=1))}"


def event_of(method: str, path: str, body: bytes, headers: dict[str, str], cookies: list[str]) -> dict[str, Any]:
    """A request as an HTTP API hands it to a function (payload format 2.0)."""
    route, _, query = path.partition("?")
    return {
        "version": "2.0", "routeKey": "$default", "rawPath": route, "rawQueryString": query,
        "headers": headers, "cookies": cookies,
        "queryStringParameters": dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair) or None,
        "requestContext": {"stage": "$default", "requestId": "r", "http": {"method": method, "path": route}},
        "body": base64.b64encode(body).decode(), "isBase64Encoded": True,
    }  # fmt: skip


def endpoint_of(path: str) -> Any:
    """As stacks/edges.py leads people."""
    if path.startswith("/settings/sources"):
        return source_settings
    return accounts if path.startswith(("/auth/", "/calendar/", "/people", "/settings/phone")) else page


def api_endpoint_of(path: str) -> Any:
    """As stacks/edges.py leads programs."""
    if path.startswith("/api/sources"):
        return sources_api
    return people_api if path.startswith(("/api/users", "/api/settings/phone", "/api/settings/profile")) else api


class Answer:
    def __init__(self, raw: dict[str, Any]) -> None:
        self.status: int = raw["statusCode"]
        self.headers = {
            **{k: ", ".join(v) for k, v in (raw.get("multiValueHeaders") or {}).items()},
            **(raw.get("headers") or {}),
        }
        self.cookies: list[str] = raw.get("cookies") or []
        body = base64.b64decode(raw["body"]) if raw.get("isBase64Encoded") else (raw.get("body") or "").encode()
        self.wire_bytes = len(body)
        packed = self.headers.get("Content-Encoding") == "gzip"
        self.text = (gzip.decompress(body) if packed else body).decode(errors="replace")

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Harness:
    """``public_url``: where the page says it is; forms from any other origin are refused."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, public_url: str = PUBLIC) -> None:
        self.public_url, self.patches = public_url, monkeypatch
        self.users = FakeUsers(*(a_user(name, created_at=NOW) for name in (ADA, EVE)))
        self.connected_calendars, self.absences = FakeConnectedCalendars(), FakeAbsences()
        self.meetings, self.inbox, self.conversations = FakeMeetings(), FakeInbox(), FakeConversations()
        self.meeting_notes, self.outcomes = FakeMeetingNotes(), FakeOutcomes()
        self.meeting_questions = FakeMeetingQuestions()
        self.voice_recordings = VoiceRecordings(self.meeting_notes.table)
        self.contexts, self.records, self.documents = FakeContexts(), FakeRecords(), FakeDocuments()
        self.source_accounts = FakeSourceAccounts()
        self.source_records = FakeSourceRecords(self.records, self.source_accounts)
        self.source_reader, self.source_vault = ScriptedReader(), OpenVault()
        self.action_items, self.material_texts = FakeActionItems(), FakeMaterialTexts()
        self.outcomes = FakeOutcomes()
        self.transcripts, self.bus, self.schedules = FakeDocuments(), FakeBus(), FakeSchedules()
        self.workflows, self.syncs, self.links = FakeWorkflows(), FakeQueue(), FakeSignInLinks()
        self.preparations = FakePreparations(self.meetings)
        self.question_figures = FakeQuestionFigures()
        self.deliveries, self.phone_codes, self.sns = FakeDeliveries(), FakePhoneCodes(), FakeSns()
        self.timing_proposals = FakeTimingProposals()
        self.slack_records, self.model_answers = FakeSlackRecords(), FakeModelAnswers()
        self.approvals = Pending()
        self.login_sessions, self.sign_in_flows = FakeLoginSessions(), FakeSignInFlows()
        self.calendar_accounts, self.ses = FakeCalendarAccounts(), FakeSes()
        self.dead_letters = FakeDeadLetters()
        self.model = FakeModel(lambda: NOW)
        self.feed = FakeFeed(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        self.mailer = Mailer(self.ses, "amo@amo.example")
        for name in (ADA, EVE):
            self.login_sessions.begin(
                LoginSession(user_id=name, session_id=f"s-{name}", token_hash="-", begun_at=NOW, renewed_at=NOW)
            )
        self._wire(monkeypatch)
        self.identities = Identities(monkeypatch, self.calendar_accounts, lambda: NOW)

    def _wire(self, monkeypatch: pytest.MonkeyPatch) -> None:
        environment = {
            "AMO_PUBLIC_URL": self.public_url,
            "AMO_STAGE": "test",
            "AMO_MAIL_FROM": "amo@amo.example",
            "AMO_TRANSCRIBER": "amazon",
            "AMO_BUCKET_SESSIONS": "amo-sessions",
            "AMO_QUEUE_ARN_CHAT_TIMERS": "arn:aws:sqs:x:1:t",
            "AMO_QUEUE_ARN_ACTION_TIMERS": "arn:aws:sqs:x:1:a",
        }
        names = (
            "users", "connected_calendars", "absences", "meetings", "inbox", "conversations", "contexts", "records",
            "documents", "transcripts", "bus", "schedules", "workflows", "preparations", "deliveries", "phone_codes",
            "slack_records", "login_sessions", "sign_in_flows", "calendar_accounts", "mailer", "dead_letters",
            "action_items", "material_texts", "meeting_notes", "outcomes", "question_figures", "voice_recordings",
            "meeting_questions",
            "model_answers", "source_accounts", "source_records",
        )  # fmt: skip
        values: dict[str, Any] = {
            **self.approvals.parts,
            "settings": Settings(environment),
            "signing_keys": KEYS,
            "feed_check": FeedCheck(self.feed),
            "texter": Texter(self.sns),
            "timing_proposals": self.timing_proposals,
            "slack_rooms": FakeRooms(),
            "write_consents": FakeWriteConsents(),
            "sign_in_links": self.links,
            "source_secrets": open_source_secrets(self.source_vault),
            "now": NOW,
            "new_id": "id1",
        }
        wire(monkeypatch, self, *names, **values)
        monkeypatch.setattr(source_wiring, "source_reader", lambda _kind: self.source_reader)
        monkeypatch.setattr(wiring, "model_parts", lambda: self.model.parts)
        monkeypatch.setattr(wiring, "model_key", lambda: self.model.key)
        monkeypatch.setattr(wiring, "queue", lambda _name: self.syncs)

    # what there is

    def add(self, tracked: TrackedMeeting, preparation: Preparation | None = None) -> None:
        self.meetings.create(tracked)
        if preparation:
            row = self.meetings.rows[tracked.meeting.meeting_id]
            self.meetings.rows[tracked.meeting.meeting_id] = row.model_copy(update={"preparation": preparation})

    def furnish(self, text: str = SECRET) -> "Harness":
        """Ada has a meeting in each interesting state, a record, notices and a calendar; all say ``text``."""
        for place, meeting_id in enumerate((WAITING, READY, PLANNED, FOCUS), start=1):
            meeting = a_meeting(
                meeting_id,
                user_id=ADA,
                title=text,
                description=text,
                location=text,
                start=NOW + timedelta(hours=30 * place),
            )
            tracked = a_tracked(meeting)
            changes: dict[str, Any] = {"type_reason": text, "meeting_type": "default"}
            if meeting_id == FOCUS:
                changes |= {"prep_trigger_time": None, "skip_reason": text}
            self.add(tracked.model_copy(update={"plan": tracked.plan.model_copy(update=changes)}))
        self._ask(text)
        self._write(text)
        self._hand_in(text)
        self._ask_about(text)
        self.approvals.furnish(ADA, text, NOW)
        for kind, notice_id in ((MessageKind.MATERIALS_READY, READY), (MessageKind.CALENDAR_PROBLEM, "")):
            self.inbox.put(
                ADA,
                Message(
                    message_id=f"n-{kind}",
                    user_id=ADA,
                    kind=kind,
                    title=text,
                    lines=(text,),
                    meeting_id=notice_id,
                    created_at=NOW,
                ),
            )
        self.connected_calendars.connect(ADA, a_connection("work", label=text, problem=text))
        self.identities.consented(ADA)
        self.action_items.put(ActionItem(item_id=ITEM, user_id=ADA, what=text, meeting_id=READY, created_at=NOW))
        self._fill_in(text)
        self.records.put_all(
            ADA,
            [
                record_of(
                    RecordKind.DECISIONS,
                    {"title": f"About {text}", "raised_on": "2026-01-05", "record_id": "d1", "note": text},
                    UTC,
                    NOW,
                )
            ],
        )
        return self

    def _fill_in(self, text: str) -> None:
        """A source of Ada's that says one incident, and one that needs her."""
        for kind, status in ((SourceKind.PAGERDUTY, SourceStatus.OK), (SourceKind.JIRA, SourceStatus.RECONNECT)):
            trouble = {} if status is SourceStatus.OK else {"problem": text, "failing_since": NOW}
            account = a_source(kind, ADA, name=text, status=status, refused=1, refused_rows=(text,), **trouble)
            self.source_accounts.connect(account)
        row = SourceRow(
            RecordKind.INCIDENTS,
            "PT4KHLK",
            {"title": f"About {text}", "severity": "SEV2", "opened_at": "2026-01-05T09:30:15+00:00", "note": text},
        )
        self.source_records.put_all(ADA, records_of(a_source(SourceKind.PAGERDUTY, ADA), [row], NOW).records)

    def _ask(self, text: str) -> None:
        questions = tuple(Question(text=f"{text} {n}", ref="prep_questions") for n in range(3))
        self.conversations.open(
            Conversation(
                session_id=SESSION,
                meeting_id=WAITING,
                user_id=ADA,
                questions=questions,
                opened_at=NOW,
                deadline=NOW + timedelta(hours=20),
            )
        )
        self._prepare(
            WAITING,
            Preparation(
                status=PrepStatus.WAITING,
                run=1,
                session_id=SESSION,
                timing_version=1,
                execution_arn=self.workflows.start("x", {}),
            ),
        )
        note = ContextNote(
            kind=ContextKind.DECISIONS,
            source="records",
            gathered_at=NOW,
            headline=text,
            facts=(Fact(text=text or "x", ref="decisions:d1", weight=3, asks=text),),
            gap=text,
            unread=(f"news of {text} (not read yet)", "news of Jira (not read yet)"),
        )
        for meeting_id in (WAITING, READY):
            self.contexts.put(meeting_id, note)

    def _write(self, text: str) -> None:
        line = Line(text=text, refs=("A1",), priority=1)
        start = NOW + timedelta(hours=60)
        plan = MaterialsPlan(
            meeting_id=READY,
            title=text,
            meeting_type="default",
            start=start,
            end=start + timedelta(hours=1),
            timezone="UTC",
            minutes=60,
            people=5,
            wants=(line, line),
            sections=(Section(title=text, minutes=60, priority=1, lines=(line,), decisions=(line,)),),
            left_out=(Section(title=text, minutes=5),),
            questions=(AskGroup(whom=text, questions=(line,)),),
            gaps=(text,),
            unread=(f"news of {text} (could not be read since 09:10 today: no answer)",),
            composed_at=NOW,
        )
        folder = f"{ADA}/{READY}/r1"
        self.documents.put(f"{folder}/plan.json", plan.model_dump_json().encode(), "application/json")
        self.documents.put(f"{folder}/notes.md", text.encode(errors="replace"), "text/markdown")
        manifest = MaterialsManifest(
            plan_key=f"{folder}/plan.json",
            agenda_key=f"{folder}/agenda.html",
            questions_key=f"{folder}/questions.md",
            notes_key=f"{folder}/notes.md",
            generated_at=NOW,
        )
        self._answer(text)
        ready = Preparation(
            status=PrepStatus.READY, run=1, timing_version=1, materials=manifest, session_id=f"{READY}-r1"
        )
        self._prepare(READY, ready)

    def _ask_about(self, text: str) -> None:
        """One question that a model answered, of the meeting with materials."""
        named = {"question_id": QUESTION, "meeting_id": READY, "user_id": ADA, "asked_at": NOW}
        question = MeetingQuestion(question=text[:MAX_QUESTION], **named)
        self.meeting_questions.ask(question, NOW)
        source = AnswerSource(ref="decisions:d1", label=text, kind="decisions")
        line = AnswerLine(text=text, sources=(source,))
        answer = MeetingAnswer(composer="model", lines=(line,), written_by="nova-lite", answered_at=NOW)
        self.meeting_questions.answer(question, answer)

    def _hand_in(self, text: str) -> None:
        """Notes of the meeting with materials, in one text."""
        lines = NoteText(lines=(SpokenLine(number=1, text=text or "x", speaker=text),))
        header = NoteTextHeader(
            text_id=NOTES,
            meeting_id=READY,
            user_id=ADA,
            name=text,
            source=NoteSource.FILE,
            count=1,
            added_at=NOW,
        )
        self.meeting_notes.add_text(header)
        self.documents.put(header.key, lines.model_dump_json().encode(), "application/json")

    def end(self, meeting_id: str = READY, ago: timedelta = timedelta(hours=1)) -> None:
        """The meeting was over that long ago."""
        row = self.meetings.rows[meeting_id]
        times = {"start": NOW - ago - timedelta(minutes=30), "end": NOW - ago}
        self.meetings.rows[meeting_id] = row.model_copy(update={"meeting": row.meeting.model_copy(update=times)})

    def _answer(self, text: str) -> None:
        """One question answered, one skipped."""
        given = {"0": text or "x", "1": ""}
        self.conversations.open(
            Conversation(
                session_id=f"{READY}-r1",
                meeting_id=READY,
                user_id=ADA,
                status=ConversationStatus.FINISHED,
                questions=tuple(Question(text=f"{text} {n}", ref="prep_questions") for n in range(2)),
                answers={n: talk.Answer(text=said, answered_at=NOW, channel="web") for n, said in given.items()},
                position=2,
                opened_at=NOW,
                deadline=NOW + timedelta(hours=20),
                closed_at=NOW,
            )
        )

    def _prepare(self, meeting_id: str, preparation: Preparation) -> None:
        self.meetings.rows[meeting_id] = self.meetings.rows[meeting_id].model_copy(update={"preparation": preparation})

    # what people do

    def get(self, path: str, user: str | None = ADA, endpoint: Any = page, **headers: str) -> Answer:
        return self._call("GET", path, b"", user, endpoint if endpoint is not page else endpoint_of(path), headers)

    def post(self, path: str, user: str | None = ADA, token: str | None = None, **fields: str) -> Answer:
        """A form of the page; ``token`` replaces the right one."""
        right = form_token(Identity(user or "", f"s-{user}"), KEYS)
        body = urlencode({"form_token": right if token is None else token, **fields}).encode()
        return self._call(
            "POST",
            path,
            body,
            user,
            endpoint_of(path),
            {"content-type": "application/x-www-form-urlencoded", "origin": self.public_url},
        )

    def call(self, method: str, path: str, body: Any = None, user: str | None = ADA, **headers: str) -> Answer:
        """The API as a script of the page uses it."""
        content = json.dumps(body if body is not None else {}).encode()
        return self._call(
            method,
            path,
            content,
            user,
            api_endpoint_of(path),
            {"content-type": "application/json", "origin": self.public_url, **headers},
        )

    def send(self, method: str, path: str, body: bytes, user: str | None, headers: dict[str, str]) -> Answer:
        """Exactly these headers."""
        return self._call(method, path, body, user, endpoint_of(path), headers)

    def ask(self, method: str, path: str, body: bytes, user: str | None, headers: dict[str, str]) -> Answer:
        """The API, with exactly these headers."""
        return self._call(method, path, body, user, api_endpoint_of(path), headers)

    def _call(
        self, method: str, path: str, body: bytes, user: str | None, endpoint: Any, headers: dict[str, str]
    ) -> Answer:
        cookies = [session_cookie(user)] if user else []
        event = event_of(method, path, body, {"accept-encoding": "gzip", **headers}, cookies)
        answer = Answer(endpoint.handler(event, None))
        assert endpoint is not api or not (told := undeclared(method, path, answer.status)), told
        return answer
