"""Google's own client over AMO's connections: what it asks, where it asks it, and what it makes of odd answers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.calendars.google.api import GoogleApi
from lambdas.errors import Unanswered
from lambdas.outbound.json_http import HttpAnswer, JsonHttp
from tests.fakes.loopback import Asked, Reply, serving

LONG = "x" * 3000


class Service:
    """Answers everything with ``answer``: status, headers, body. ``asked`` holds method, path and headers."""

    def __init__(self) -> None:
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"{}")
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.url = ""

    def reply(self, asked: Asked) -> Reply:
        self.asked.append((asked.method, asked.path, {name.lower(): value for name, value in asked.headers.items()}))
        return self.answer


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    with serving(service.reply) as url:
        service.url = f"{url}/calendar/v3"
        yield service


def listed(service: Service, **parameters: Any) -> HttpAnswer:
    api = GoogleApi(JsonHttp(service.url))
    ask = api.ask(lambda api: api.events().list(calendarId="team room@example.com", **parameters))
    return ask("secret-token")


def test_building_the_client_asks_nobody_and_a_call_goes_where_the_registration_says(service: Service) -> None:
    assert listed(service, singleEvents=True).status == 200
    ((method, path, headers),) = service.asked
    assert (method, path.partition("?")[0]) == ("GET", "/calendar/v3/calendars/team%20room%40example.com/events")
    assert "singleEvents=true" in path
    assert headers["authorization"] == "Bearer secret-token"


def test_a_redirect_is_not_followed_so_that_the_token_stays(service: Service) -> None:
    other = Service()
    with serving(other.reply) as elsewhere:
        service.answer = (302, {"Location": f"{elsewhere}/calendars"}, b"")
        assert listed(service).status == 302
    assert other.asked == []


@pytest.mark.parametrize("status", [401, 403, 410, 429, 500, 503])
def test_an_error_is_an_answer_and_asked_once(service: Service, status: int) -> None:
    error = {"error": {"code": status, "errors": [{"reason": "why"}], "message": "no"}}
    service.answer = (status, {"Retry-After": "7"}, json.dumps(error).encode())
    answer = listed(service)
    assert (answer.status, answer.content, answer.retry_after) == (status, error, 7)
    assert len(service.asked) == 1


@pytest.mark.parametrize("body", [b"<html>", b"\xff\xfe", b"[" * 100_000], ids=["page", "bytes", "deep"])
def test_an_error_page_of_a_proxy_is_an_answer_without_content(service: Service, body: bytes) -> None:
    service.answer = (502, {}, body)
    assert (listed(service).status, listed(service).content) == (502, {})


@pytest.mark.parametrize("body", [b"<html>", b"\xff\xfe", b"[" * 100_000], ids=["page", "bytes", "deep"])
def test_a_success_that_is_no_json_counts_as_no_answer(service: Service, body: bytes) -> None:
    service.answer = (200, {}, body)
    with pytest.raises(Unanswered, match="cannot read"):
        listed(service)


def test_a_long_question_is_sent_in_the_body_as_google_wants_it(service: Service) -> None:
    assert listed(service, pageToken=LONG).status == 200
    ((method, path, headers),) = service.asked
    assert (method, headers["x-http-method-override"]) == ("POST", "GET")
    assert LONG not in path


def test_a_parameter_google_does_not_know_is_a_defect_here(service: Service) -> None:
    with pytest.raises(TypeError, match="singleEvent"):
        listed(service, singleEvent=True)
    assert service.asked == []


def test_nothing_is_deleted_twice_and_an_empty_answer_is_one(service: Service) -> None:
    service.answer = (204, {}, b"")
    delete = GoogleApi(JsonHttp(service.url)).ask(lambda api: api.events().delete(calendarId="c", eventId="e/1"))
    assert delete("t") == HttpAnswer(204, delete("t").headers, {})
    assert {path.partition("?")[0] for _, path, _ in service.asked} == {"/calendar/v3/calendars/c/events/e%2F1"}
