"""Over the API: a question about a meeting is taken at once and answered in its own time; and ``/chat/send``."""

from datetime import timedelta

import pytest

from lambdas import wiring
from lambdas.coordinator import handlers
from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.store.model_state import ModelState
from tests.fakes.queues import sqs_event
from tests.unit.edges.harness import ADA, EVE, NOW, READY, SECRET, SESSION, WAITING, Harness

ASK = f"/api/meetings/{WAITING}/questions"
SEND = "/chat/send"


class Ids:
    """Ids as wiring makes them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"{self.count:032x}"


@pytest.fixture
def asking(furnished: Harness, monkeypatch: pytest.MonkeyPatch) -> Harness:
    """With the coordinator behind the queue, and no model."""
    monkeypatch.setattr(wiring, "new_id", Ids())
    monkeypatch.setattr(wiring, "model_connection", lambda: None)
    monkeypatch.setattr(wiring, "model_state", lambda: ModelState(furnished.meeting_questions.table))
    return furnished


def coordinate(harness: Harness) -> None:
    """What lies in the queue is worked off, as SQS hands it over."""
    assert handlers.coordinate(sqs_event(*harness.syncs.bodies), None) == {"batchItemFailures": []}


def test_a_question_is_taken_with_202_and_answered_when_the_answer_is_there(asking: Harness) -> None:
    taken = asking.call("POST", ASK, {"question": f"What about {SECRET}?"})
    assert taken.status == 202
    address = f"{ASK}/{taken.json['question_id']}"
    waiting = asking.call("GET", address).json
    assert (waiting["state"], waiting["composer"], waiting["lines"]) == ("asked", None, [])
    coordinate(asking)
    answered = asking.call("GET", address).json
    assert (answered["state"], answered["composer"], answered["written_by"]) == ("answered", "rules", "")
    assert answered["lines"][0]["text"] == SECRET
    paths = {source["path"] for line in answered["lines"] for source in line["sources"]}
    assert paths & {"/records/decisions", f"/meetings/{WAITING}"}


def test_what_is_not_on_record_is_said_so(asking: Harness) -> None:
    taken = asking.call("POST", ASK, {"question": "Which wine goes with herring?"})
    coordinate(asking)
    answered = asking.call("GET", f"{ASK}/{taken.json['question_id']}").json
    assert (answered["text"], answered["lines"]) == ("I find nothing on record about that.", [])


def test_no_answer_for_long_is_late(asking: Harness) -> None:
    taken = asking.call("POST", ASK, {"question": "What is open?"})
    asking.patches.setattr(wiring, "now", lambda: NOW + timedelta(minutes=2))
    assert asking.call("GET", f"{ASK}/{taken.json['question_id']}").json["state"] == "late"


@pytest.mark.parametrize("body", [{}, {"question": ""}, {"question": "x" * 1001}, {"question": 7}, [], "x"])
def test_what_is_no_question_is_one_line(asking: Harness, body: object) -> None:
    answer = asking.call("POST", ASK, body)
    assert answer.status == 422
    assert "\n" not in answer.json["message"]


def test_a_question_of_blanks_is_refused(asking: Harness) -> None:
    assert asking.call("POST", ASK, {"question": "  \u200b "}).status == 400


def test_nobody_else_asks_or_reads(asking: Harness) -> None:
    taken = asking.call("POST", ASK, {"question": "What is open?"}).json
    assert asking.call("POST", ASK, {"question": "What is open?"}, EVE).status == 404
    assert asking.call("GET", f"{ASK}/{taken['question_id']}", None, EVE).status == 404
    assert asking.call("POST", ASK, {"question": "What?"}, ADA, origin="https://evil.example").status == 403


def test_chat_send_answers_the_open_question_and_returns_the_next(asking: Harness) -> None:
    first = asking.call("POST", SEND, {"meeting_id": WAITING}).json
    assert (first["number"], first["total"], first["session_id"]) == (1, 3, SESSION)
    second = asking.call("POST", SEND, {"session_id": SESSION, "message": "Two lanes, not three"}).json
    assert second["number"] == 2
    stored = asking.conversations.get(ADA, SESSION, NOW)
    assert (stored.answers["0"].text, stored.answers["0"].channel) == ("Two lanes, not three", "web")
    assert asking.call("POST", SEND, {"session_id": SESSION, "message": "skip"}).json["number"] == 3


def test_chat_send_to_the_end_closes_the_conversation(asking: Harness) -> None:
    closed = asking.call("POST", SEND, {"session_id": SESSION, "message": "finish"}).json
    assert (closed["status"], closed["number"]) == (ConversationStatus.FINISHED, 0)
    assert asking.call("POST", SEND, {"session_id": SESSION, "message": "One more"}).status == 409
    assert asking.call("POST", SEND, {"session_id": SESSION}).json["status"] == "finished"


def test_chat_send_to_a_question_that_was_left_meanwhile_is_a_conflict(asking: Harness) -> None:
    seen = asking.call("POST", SEND, {"session_id": SESSION}).json["version"]
    asking.call("POST", SEND, {"session_id": SESSION, "message": "Two lanes, not three"})
    late = {"session_id": SESSION, "message": "Something else entirely", "version": seen}
    assert asking.call("POST", SEND, late).status == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"message": "hi"}, 422),
        ({"session_id": SESSION, "meeting_id": WAITING}, 422),
        ({"session_id": "m1"}, 422),
        ({"meeting_id": "m" + "9" * 20, "message": "hi"}, 404),
        ({"session_id": SESSION, "message": "x" * 20_001}, 422),
    ],
)
def test_chat_send_refuses_what_it_cannot_take_in_one_line(asking: Harness, body: object, status: int) -> None:
    answer = asking.call("POST", SEND, body)
    assert answer.status == status
    assert "\n" not in answer.json["message"]


def test_chat_send_is_for_its_owner_signed_in_and_from_the_own_page(asking: Harness) -> None:
    body = {"session_id": SESSION, "message": "Two lanes"}
    assert asking.call("POST", SEND, body, EVE).status == 404
    assert asking.call("POST", SEND, body, None).status == 401
    assert asking.call("POST", SEND, body, ADA, origin="https://evil.example").status == 403
    assert asking.call("POST", SEND, {"meeting_id": READY}).status in (200, 404)
