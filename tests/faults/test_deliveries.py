"""Faults 77, 81, 85, 87 and 89: messages come again, without their key, or too large; the key is denied."""

import json
import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.domain.conversation.moves import Verb
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.edges.commands import meetings
from tests.fakes.app_parts import AppQueue
from tests.fakes.documents import FakeDocuments
from tests.fakes.samples import NOW, a_meeting
from tests.fakes.whole_app import CONSUMERS, USER, WholeApp

MAX_BODY = 1024
"""Bytes; EventBridge and SQS take 256 KB and more, so whatever a meeting holds there is room."""
REQUIRED: dict[str, dict[str, Any]] = {
    "calendar_syncs": {"user_id": USER},
    "due_preps": {"user_id": USER, "meeting_id": "m1", "timing_version": 1},
    "doubtful_meetings": {"user_id": USER, "meeting_ids": ["m1"]},
    "question_rewordings": {"session_id": "m1-r1"},
    "follow_ups": {"session_id": "m1-r1", "place": 0, "answered_at": "2026-03-02T08:00:00Z"},
    "chat_timers": {"session_id": "m1-r1", "timer": "nudge"},
    "reminders": {"user_id": USER, "meeting_id": "m1", "timing_version": 1},
}


@pytest.fixture
def app() -> Iterator[WholeApp]:
    app = WholeApp()
    with app.wired():
        yield app


@pytest.fixture
def sent(app: WholeApp, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """Every body each queue was ever given."""
    bodies: dict[str, list[Any]] = {name: [] for name in app.queues}
    send = AppQueue.send

    def remember(queue: AppQueue, given: Sequence[Any]) -> None:
        name = next(name for name, known in app.queues.items() if known is queue)
        bodies[name].extend(given)
        send(queue, given)

    monkeypatch.setattr(AppQueue, "send", remember)
    return bodies


def prepared(app: WholeApp) -> None:
    """From the calendar to materials in the user's hands, reminded of: every queue has had its message."""
    app.show([a_meeting("m1", start=NOW + timedelta(hours=20), description="x" * 300_000)])
    app.operate("sync_user_now", {"user_id": USER})
    app.settle()
    session = app.conversations.stored["m1-r1"]
    meetings.converse(USER, session.session_id, Verb.FINISH, "", session.version, "page")
    app.settle()
    while app.now < NOW + timedelta(hours=19):
        app.now += timedelta(minutes=30)
        app.fire()
        app.settle()
    assert app.meetings.get(USER, "m1").preparation.status is PrepStatus.READY


def effects(app: WholeApp) -> tuple[Any, ...]:
    return (list(app.workflows.started), app.preparations.runs, app.preparations.manifests, sorted(app.inbox.stored))


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=11), timedelta(days=13)])
def test_faults_77_and_87_whatever_is_redriven_from_the_dead_letters_has_its_effect_once(
    app: WholeApp, sent: dict[str, list[Any]], later: timedelta
) -> None:
    """Also when DynamoDB's own memory of a transaction (10 minutes) and SQS's of a message are long gone."""
    prepared(app)
    before, redriven = effects(app), {name: list(bodies) for name, bodies in sent.items()}
    app.now += later
    for name, bodies in redriven.items():
        app.queues[name].send(bodies)
    app.settle()
    assert effects(app) == before
    assert not any(queue.dead for queue in app.queues.values())


@pytest.mark.parametrize(("queue", "missing"), [(q, key) for q, body in REQUIRED.items() for key in body])
def test_fault_81_a_message_without_what_makes_it_idempotent_is_refused(
    app: WholeApp, queue: str, missing: str
) -> None:
    body = {key: value for key, value in REQUIRED[queue].items() if key != missing}
    record = {"messageId": "r1", "body": json.dumps(body)}
    answer = app.invoke(CONSUMERS[queue].__name__, {"Records": [record]})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "r1"}]}


@pytest.mark.parametrize("missing", ["request_id", "timing_version", "meeting_id", "user_id"])
def test_fault_81_a_request_without_its_id_starts_nothing(
    app: WholeApp, sent: dict[str, list[Any]], missing: str
) -> None:
    app.show([a_meeting("m1", start=NOW + timedelta(hours=20))])
    app.operate("sync_user_now", {"user_id": USER})
    app.deliver("due_preps")
    (envelope,) = sent["prep_requests"]
    app.queues["prep_requests"].messages.clear()
    envelope["detail"].pop(missing)
    app.queues["prep_requests"].send([envelope])
    app.settle()
    assert app.workflows.started == []
    assert len(app.queues["prep_requests"].dead) == 1


def test_fault_85_events_messages_and_workflow_inputs_point_to_a_large_meeting_and_never_hold_it(
    app: WholeApp, sent: dict[str, list[Any]]
) -> None:
    prepared(app)
    assert all(sent[name] for name in ("due_preps", "prep_requests", "reminders"))
    bodies = [body for bodies in sent.values() for body in bodies]
    bodies += [event.model_dump(mode="json") for event in app.bus.published]
    bodies += [app.workflows.inputs[name] for name in app.workflows.started]
    assert max(len(json.dumps(body)) for body in bodies) < MAX_BODY
    assert not any("xxx" in json.dumps(body) for body in bodies)


def test_fault_85_an_event_of_500_kb_is_refused_whole_and_takes_no_other_with_it(
    app: WholeApp, sent: dict[str, list[Any]]
) -> None:
    soon = NOW + timedelta(hours=20)
    app.show([a_meeting("m1", start=soon, description="x" * 500_000), a_meeting("m2", start=soon)])
    app.operate("sync_user_now", {"user_id": USER})
    app.settle()
    assert set(app.meetings.rows) == {"m2"}
    assert app.workflows.started
    told = json.dumps([sent, [event.model_dump(mode="json") for event in app.bus.published], app.workflows.inputs])
    assert '"m2"' in told
    assert '"m1"' not in told
    assert "m1-r1" not in told
    assert [key for key in app.documents.stored if "/m1/" in key] == []


def test_fault_85_what_a_meeting_s_materials_say_is_in_s3_and_the_workflow_holds_where(app: WholeApp) -> None:
    app.show([a_meeting("m1", start=NOW + timedelta(hours=20), description="x" * 300_000)])
    app.operate("sync_user_now", {"user_id": USER})
    app.settle()
    step = {"meeting_id": "m1", "user_id": USER, "run": 1, "session_id": "m1-r1"}
    made = app.invoke("generate_materials", step)
    assert len(json.dumps(made)) < MAX_BODY
    assert made["plan_key"] in app.documents.stored


@pytest.mark.parametrize("failing", [1, 2, 3, 4])
def test_fault_85_documents_that_were_written_in_part_are_no_materials(
    app: WholeApp, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """What holds is said last: until every document is there, nobody is shown or sent any; tried again, all are."""
    app.show([a_meeting("m1", start=NOW + timedelta(hours=20))])
    app.operate("sync_user_now", {"user_id": USER})
    app.settle()
    step = {"meeting_id": "m1", "user_id": USER, "run": 1, "session_id": "m1-r1"}
    made = app.invoke("generate_materials", step)
    put, calls = FakeDocuments.put, iter(range(1, 100))

    def put_some(documents: FakeDocuments, *document: Any) -> None:
        if next(calls) == failing:
            raise ClientError({"Error": {"Code": "SlowDown", "Message": "later"}}, "PutObject")
        put(documents, *document)

    with monkeypatch.context() as busy:
        busy.setattr(FakeDocuments, "put", put_some)
        with pytest.raises(ClientError):
            app.invoke("store_materials", {**step, **made})
    assert app.meetings.get(USER, "m1").preparation.materials is None
    app.invoke("store_materials", {**step, **made})
    materials = app.meetings.get(USER, "m1").preparation.materials
    assert materials is not None
    for key in (materials.plan_key, materials.agenda_key, materials.questions_key, materials.notes_key):
        assert key in app.documents.stored


def test_fault_89_where_the_key_is_denied_nothing_is_made_and_nothing_people_wrote_is_logged(
    app: WholeApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app.show([a_meeting("m1", title="Takeover of Initech", start=NOW + timedelta(hours=20))])
    app.operate("sync_user_now", {"user_id": USER})
    app.settle()
    denied = ClientError({"Error": {"Code": "AccessDenied", "Message": "kms:GenerateDataKey"}}, "PutObject")

    def refuse(*_: object) -> None:
        raise denied

    monkeypatch.setattr(app.documents, "put", refuse)
    step = {"meeting_id": "m1", "user_id": USER, "run": 1, "session_id": "m1-r1"}
    with pytest.raises(ClientError):
        app.invoke("generate_materials", step)
    assert app.preparations.manifests == []
    assert "Initech" not in caplog.text
