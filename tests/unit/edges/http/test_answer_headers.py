"""Every answer of every endpoint, a refusal too: its kind is not guessed, nobody keeps it, and TLS is kept to."""

from typing import Any

import pytest

from lambdas import wiring
from lambdas.edges.http.answer_headers import with_safe_headers
from lambdas.edges.slack.handlers import slack_endpoint
from lambdas.edges.slack.install import slack_install
from lambdas.edges.webhooks.handlers import webhooks_endpoint
from tests.unit.edges.harness import ADA, PUBLIC, Answer, Harness
from tests.unit.edges.web.test_safety import CHANGES, OPEN, READS, api_routes, body_of, filled

FORM = {"content-type": "application/x-www-form-urlencoded"}
STATIC = "/static/<name>"


def is_safe(answer: Answer, *, over_tls: bool = True, kept: bool = False) -> bool:
    said = {name.lower(): text for name, text in answer.headers.items()}
    assert ("strict-transport-security" in said) is over_tls
    assert said["x-content-type-options"] == "nosniff"
    assert said["cache-control"].startswith("public") if kept else said["cache-control"] == "no-store"
    return bool(said["cross-origin-resource-policy"] == "same-origin")


@pytest.mark.parametrize(("method", "rule"), list(api_routes()))
@pytest.mark.parametrize("user", [ADA, None])
def test_of_the_api(furnished: Harness, method: str, rule: str, user: str | None) -> None:
    assert is_safe(furnished.call(method, filled(rule), body_of(method, rule), user))
    assert is_safe(furnished.ask(method, filled(rule), b"{", user, {"content-type": "application/json"}))
    assert is_safe(furnished.ask(method, filled(rule), b"", user, {"content-type": "multipart/form-data"}))


@pytest.mark.parametrize("rule", [*READS, "/nowhere"])
def test_of_the_page(furnished: Harness, rule: str) -> None:
    assert is_safe(furnished.get(filled(rule)))
    assert is_safe(furnished.get(filled(rule), None))


@pytest.mark.parametrize("rule", CHANGES)
def test_of_the_page_s_forms(furnished: Harness, rule: str) -> None:
    assert is_safe(furnished.post(filled(rule)))
    assert is_safe(furnished.send("POST", filled(rule), b"", None, {**FORM, "origin": "https://evil.example"}))


@pytest.mark.parametrize(("method", "rule"), OPEN)
def test_of_what_is_open_to_everybody(harness: Harness, method: str, rule: str) -> None:
    """What stands there for good, under a name that changes with it, browsers keep."""
    is_static = rule == STATIC
    assert is_safe(harness.send(method, filled(rule), b"", None, {**FORM, "origin": PUBLIC}), kept=is_static)


def test_of_an_operation_there_is_not_and_of_a_defect(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_safe(harness.call("GET", "/api/nowhere"))
    assert is_safe(harness.call("TRACE", "/api/meetings"))
    monkeypatch.setattr(harness.meetings, "get", None)
    answers = harness.call("GET", "/api/meetings/m" + "1" * 20), harness.get("/meetings/m" + "1" * 20)
    assert [answer.status for answer in answers] == [500, 500]
    assert all(map(is_safe, answers))


@pytest.mark.parametrize("path", ["/hooks/google", "/hooks/microsoft", "/hooks/nobody", "/slack/events"])
def test_of_what_is_for_programs(path: str) -> None:
    endpoint = slack_endpoint if path.startswith("/slack") else webhooks_endpoint
    answer = endpoint({"rawPath": path, "headers": {}, "body": ""}, None)
    assert answer["statusCode"] >= 400
    assert is_safe(Answer(answer), over_tls=False)


def test_of_the_way_to_slack(harness: Harness) -> None:
    answer = slack_install({"rawPath": "/slack/install", "headers": {}}, None)
    assert (answer["statusCode"], is_safe(Answer(answer))) == (302, True)


def test_a_laptop_s_browser_is_not_bound_to_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else runs at 127.0.0.1 would be shut out with it."""
    harness = Harness(monkeypatch, "http://127.0.0.1:4600")
    for answer in (harness.get("/"), harness.get("/", None), harness.call("GET", "/api/meetings", None, None)):
        assert is_safe(answer, over_tls=False)
    assert wiring.settings().public_url.startswith("http:")


def test_what_an_answer_says_itself_stays(harness: Harness) -> None:
    own: dict[str, Any] = {"statusCode": 200, "headers": {"cache-control": "public", "ETag": "x"}, "body": ""}
    kept = with_safe_headers(own)["headers"]
    assert (kept["cache-control"], kept["ETag"], "Cache-Control" in kept) == ("public", "x", False)
