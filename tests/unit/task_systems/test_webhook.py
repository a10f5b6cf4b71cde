"""Signed webhooks, against a server on loopback that notes what it gets."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from lambdas.errors import Refused, Retryable, Unproven
from lambdas.task_systems.webhook import Webhook
from tests.fakes.samples import NOW

pytestmark = pytest.mark.network
KEY = "k" * 32


class TaskSystem(BaseHTTPRequestHandler):
    status = 201
    seen: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).seen.append((dict(self.headers), body))
        if self.status == 0:
            return  # hangs up without an answer
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(b"TASK-1")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def system() -> Iterator[tuple[type[TaskSystem], str]]:
    kind = type("OneTaskSystem", (TaskSystem,), {"seen": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kind, f"http://127.0.0.1:{server.server_port}/tasks?project=amo"
    server.shutdown()
    server.server_close()


def post(url: str, takes_dedupe_key: bool = False) -> str:
    return Webhook(url, lambda: KEY, takes_dedupe_key).post({"what": "Büro"}, "a1", NOW)


def test_the_receiver_can_check_who_sent_it_and_whether_it_had_it_before(system: tuple[Any, str]) -> None:
    kind, url = system
    assert post(url) == "TASK-1"
    ((headers, body),) = kind.seen
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
    system: tuple[Any, str], status: int, keyed: bool, ours: type[Exception]
) -> None:
    kind, url = system
    kind.status = status
    with pytest.raises(ours):
        post(url, keyed)
    assert len(kind.seen) == 1


def test_nobody_there_means_nothing_was_done() -> None:
    with pytest.raises(Retryable, match="could not be reached"):
        post("http://127.0.0.1:1/")


def test_nothing_is_sent_unencrypted_into_the_world() -> None:
    with pytest.raises(Refused, match="https"):
        post("http://tasks.example.com/")
