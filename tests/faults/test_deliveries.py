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
from tests.fakes.samples import NOW, a_meeting
from tests.fakes.whole_app import CONSUMERS, USER, WholeApp

MAX_BODY = 1024
"""Bytes; EventBridge and SQS take 256 KB and more, so whatever a meeting holds there is room."""
REQUIRED: dict[str, dict[str, Any]] = {
    "calendar_syncs": {"user_id": USER},
    "due_preps": {"user_id": USER, "meeting_id": "m1", "timing_version": 1},
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
