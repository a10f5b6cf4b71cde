"""Signed webhooks, against a server on loopback that notes what it gets."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from email.message import Message

import pytest

from lambdas.errors import Refused, Retryable, Unproven
from lambdas.task_systems.webhook import Webhook
from tests.fakes.loopback import Asked, Reply, serving
from tests.fakes.samples import NOW

pytestmark = pytest.mark.network
KEY = "k" * 32


class TaskSystem:
    """Answers with ``status``, not at all at 0, and remembers what it got."""

    def __init__(self) -> None:
        self.status, self.url = 201, ""
        self.seen: list[tuple[Message, bytes]] = []

    def reply(self, asked: Asked) -> Reply | None:
        self.seen.append((asked.headers, asked.body))
        return (self.status, {"Location": "http://127.0.0.1:1/elsewhere"}, b"TASK-1") if self.status else None


@pytest.fixture
def system() -> Iterator[TaskSystem]:
    system = TaskSystem()
    with serving(system.reply) as url:
        system.url = f"{url}/tasks?project=amo"
        yield system


def post(url: str, takes_dedupe_key: bool = False) -> str:
    return Webhook(url, lambda: KEY, takes_dedupe_key).post({"what": "Büro"}, "a1", NOW)


def test_the_receiver_can_check_who_sent_it_and_whether_it_had_it_before(system: TaskSystem) -> None:
    assert post(system.url) == "TASK-1"
    ((headers, body),) = system.seen
    assert json.loads(body) == {"what": "Büro"}
    assert headers["Idempotency-Key"] == "a1"
    signed = f"v1:{headers['X-AMO-Timestamp']}:".encode() + body
    assert headers["X-AMO-Signature"] == f"v1={hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()}"


@pytest.mark.parametrize(
    ("status", "keyed", "ours"),
    [
        (400, False, Refused),
        (302, False, Refused),
        (429, False, Retryable),
        (503, False, Retryable),
        (500, False, Unproven),
        (500, True, Retryable),
        (0, False, Unproven),
        (0, True, Retryable),
    ],
)
def test_fault_100_an_answer_in_doubt_is_tried_again_only_where_that_is_harmless(
    system: TaskSystem, status: int, keyed: bool, ours: type[Exception]
) -> None:
    system.status = status
    with pytest.raises(ours):
        post(system.url, keyed)
    assert len(system.seen) == 1


def test_nobody_there_means_nothing_was_done() -> None:
    with pytest.raises(Retryable, match="could not be reached"):
        post("http://127.0.0.1:1/")


def test_nothing_is_sent_unencrypted_into_the_world() -> None:
    with pytest.raises(Refused, match="https"):
        post("http://tasks.example.com/")
