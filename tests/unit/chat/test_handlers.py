"""The conversation's functions as Lambda calls them."""

from typing import Any

import pytest

from lambdas import wiring
from lambdas.chat import handlers
from lambdas.settings import Settings
from tests.fakes.queues import FakeQueue, sqs_event
from tests.fakes.samples import NOW
from tests.fakes.wired import wire
from tests.unit.chat.harness import Harness

TIMERS = {"AMO_QUEUE_ARN_CHAT_TIMERS": "arn:aws:sqs:eu-central-1:1:chat_timers"}


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Harness:
    harness = Harness()
    names = ("conversations", "transcripts", "meetings", "users", "absences", "contexts", "schedules", "notifier")
    replaced = {"preparations": harness.progress, "workflows": harness.tasks}
    wire(monkeypatch, harness, *names, **replaced, now=harness.now, settings=Settings(TIMERS))
    monkeypatch.setattr(wiring, "queue", lambda _name: FakeQueue())
    harness.tasks.waiting.add("token-1")
    return harness


def request(**changes: Any) -> dict[str, Any]:
    state = {"meeting_id": "m1", "user_id": "u1", "run": 1, "phase": "gathering", "token": "token-1"}
    return state | changes


def test_the_task_opens_a_conversation_and_answers_nothing_of_the_token(harness: Harness) -> None:
    assert handlers.wait_for_chat_completion(request(), None) == {"session_id": "m1-r1", "status": "open"}
    assert harness.schedules.waiting["deadline-m1-r1"].queue_arn == TIMERS["AMO_QUEUE_ARN_CHAT_TIMERS"]


def test_a_task_that_cannot_ask_fails_at_once_instead_of_hanging(harness: Harness) -> None:
    with pytest.raises(Exception, match="no such meeting"):
        handlers.wait_for_chat_completion(request(meeting_id="gone"), None)
    assert harness.tasks.failures == ["NotFound"]


def test_fault_82_a_poison_timer_fails_alone(harness: Harness) -> None:
    handlers.wait_for_chat_completion(request(), None)
    opened = harness.session
    harness.conversations.stored["m1-r1"] = opened.model_copy(update={"deadline": NOW})
    event = sqs_event("not json", {"session_id": "m1-r1", "timer": "deadline"}, {"timer": "nudge"})
    failures = handlers.chat_timer(event, None)["batchItemFailures"]
    assert [failure["itemIdentifier"] for failure in failures] == ["m0", "m2"]
    assert harness.outcomes == ["silent"]
