"""The address at which sources tell AMO: quick and short answers, whoever asks."""

import sys
from base64 import b64encode
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.edges.webhooks import sources
from lambdas.errors import NeedsConsent, NotFound, Refused, Retryable

TOKEN = "x9Qm-secret-address"


class Taken:
    """Keeps what it is told; ``error`` is raised instead."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, dict[str, str], bytes]] = []
        self.error: Exception | None = None

    def must_know(self, token: str) -> None:
        if token != TOKEN:
            raise NotFound("There is no such source.")

    def take(self, token: str, headers: dict[str, str], body: bytes) -> None:
        self.must_know(token)
        if self.error:
            raise self.error
        self.messages.append((token, headers, body))


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    pushes = Taken()
    built = SimpleNamespace(source_pushes=lambda: pushes)
    monkeypatch.setitem(sys.modules, "lambdas.source_readings.wiring", built)
    return pushes


def sent(body: Any = "{}", *, method: str = "POST", token: str = TOKEN, **event: Any) -> dict[str, Any]:
    http = {"requestContext": {"http": {"method": method}}, "rawPath": f"/hooks/sources/{token}"}
    return sources.handler({**http, "headers": {"Signature": "sha256 0A"}, "body": body, **event}, None)


def test_a_message_is_handed_on_to_the_byte(taken: Taken) -> None:
    assert sent('{"a": "é"}')["statusCode"] == 200
    assert sent(b64encode(b"\xff\x00").decode(), isBase64Encoded=True)["statusCode"] == 200
    assert [body for _, _, body in taken.messages] == ['{"a": "é"}'.encode(), b"\xff\x00"]
    assert taken.messages[0][:2] == (TOKEN, {"signature": "sha256 0A"})


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NeedsConsent("Web hooks come that are not signed"), 401),
        (NotFound("gone"), 404),
        (Refused("Greenhouse sent something"), 400),
        (Retryable("AWS was too busy while storing"), 503),
    ],
)
def test_each_refusal_has_its_status_and_tells_no_stranger_anything(
    taken: Taken, error: Exception, status: int
) -> None:
    taken.error = error
    answer = sent()
    assert answer["statusCode"] == status
    assert str(error) not in answer["body"]
    assert answer["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", ["another", "", "x" * 101, "%2e%2e"])
@pytest.mark.parametrize("method", ["POST", "GET", "HEAD"])
def test_an_address_nobody_has_is_not_there(taken: Taken, token: str, method: str) -> None:
    assert sent(token=token, method=method)["statusCode"] == 404
    assert not taken.messages


def test_a_service_may_ask_whether_an_address_is_there(taken: Taken) -> None:
    assert [sent(method=method)["statusCode"] for method in ("GET", "HEAD", "PUT", "DELETE")] == [200, 200, 405, 405]
    assert not taken.messages


def test_what_is_larger_than_a_megabyte_is_not_read(taken: Taken) -> None:
    largest = "x" * sources.MAX_BODY
    assert sent(largest)["statusCode"] == 200
    assert sent(largest + "x")["statusCode"] == 413
    assert sent(b64encode(b"x" * (sources.MAX_BODY + 1)).decode(), isBase64Encoded=True)["statusCode"] == 413
    assert sent("é" * (sources.MAX_BODY // 2 + 1))["statusCode"] == 413
    assert len(taken.messages) == 1


@pytest.mark.parametrize(
    "event", [{"body": "%%%", "isBase64Encoded": True}, {"body": "\ud800"}, {"body": "=", "isBase64Encoded": True}]
)
def test_a_body_that_is_none_is_refused(taken: Taken, event: dict[str, Any]) -> None:
    assert sent(**event)["statusCode"] == 400
    assert not taken.messages


@pytest.mark.parametrize("event", [{"headers": None}, {"body": None}, {"requestContext": {}}])
def test_an_event_that_lacks_parts_is_a_message_all_the_same(taken: Taken, event: dict[str, Any]) -> None:
    assert sources.handler({"rawPath": f"/hooks/sources/{TOKEN}", **event}, None)["statusCode"] == 200
    assert len(taken.messages) == 1
