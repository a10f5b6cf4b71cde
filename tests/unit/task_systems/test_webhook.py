"""Signed webhooks, against a server on loopback that notes what it gets."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message

import pytest

from lambdas.errors import Refused, Retryable, Unanswered, Unproven
from lambdas.task_systems.webhook import Webhook
from tests.fakes.loopback import Asked, Reply, serving
from tests.fakes.samples import NOW
from tests.house.tracked import ROOT

pytestmark = pytest.mark.network
KEY = "k" * 32


class TaskSystem:
    """Answers with ``status``, not at all at 0, and remembers what it got."""

    def __init__(self) -> None:
        self.status, self.url, self.pause = 201, "", ""
        self.seen: list[tuple[Message, bytes]] = []

    def reply(self, asked: Asked) -> Reply | None:
        self.seen.append((asked.headers, asked.body))
        headers = {"Location": "http://127.0.0.1:1/elsewhere", "Retry-After": self.pause}
        return (self.status, headers, b"TASK-1") if self.status else None


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


def test_the_signed_request_of_the_documentation_is_sent_to_the_letter(system: TaskSystem) -> None:
    said = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
    key = re.findall(r"signed with the key `(.*)`", said)[0]
    block = re.findall(r"```\n(X-AMO-Timestamp: .*?)\n```", said, re.DOTALL)[0]
    lines, _, body = block.partition("\n\n")
    headers = dict(line.split(": ", 1) for line in lines.splitlines())
    at = datetime.fromtimestamp(int(headers["X-AMO-Timestamp"]), UTC)
    Webhook(system.url, lambda: key, False).post(json.loads(body), headers["Idempotency-Key"], at)
    ((sent, content),) = system.seen
    assert content.decode() == body
    assert {name: sent[name] for name in headers} == headers


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("120", 120),
        ("86400", 900),
        ("9" * 5000, 900),
        ("", None),
        ("Mon, 30 Nov 2026 10:00 GMT", None),
        ("-1", None),
    ],
)
def test_a_busy_system_says_when_to_come_again(system: TaskSystem, asked: str, waits: float | None) -> None:
    system.status, system.pause = 503, asked
    with pytest.raises(Retryable) as busy:
        post(system.url)
    assert busy.value.after == waits


@pytest.mark.parametrize(
    ("status", "keyed", "ours"),
    [
        (400, False, Refused),
        (302, False, Refused),
        (429, False, Retryable),
        (503, False, Retryable),
        (500, False, Unproven),
        (500, True, Unanswered),
        (0, False, Unproven),
        (0, True, Unanswered),
    ],
)
def test_fault_100_an_answer_in_doubt_is_tried_again_only_where_that_is_harmless(
    system: TaskSystem, status: int, keyed: bool, ours: type[Exception]
) -> None:
    system.status = status
    with pytest.raises(ours) as problem:
        post(system.url, keyed)
    assert type(problem.value) is ours
    assert len(system.seen) == 1


def test_nobody_there_means_nothing_was_done() -> None:
    with pytest.raises(Retryable, match="could not be reached"):
        post("http://127.0.0.1:1/")


def test_nothing_is_sent_unencrypted_into_the_world() -> None:
    with pytest.raises(Refused, match="https"):
        post("http://tasks.example.com/")
