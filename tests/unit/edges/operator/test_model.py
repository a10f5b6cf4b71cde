"""Connecting a model: one question answered over it, or one line that says what is wrong, and nothing changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas import wiring
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.connection import StageModel
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.edges.operator.model import connect_model, model_state
from lambdas.llm import connection_check
from tests.fakes.loopback import Asked, Reply, serving
from tests.fakes.model_parts import OLLAMA, FakeModel
from tests.unit.edges.harness import ADA, NOW, Harness

LAPTOP = "http://127.0.0.1:4600"
KEY = "sk-of-the-endpoint"
HTML = (200, {"Content-Type": "text/html"}, b"<html><body>Welcome to the router</body></html>")
PRICE = {"input": 0.1, "output": 0.4}


def as_json(content: Any, status: int = 200) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps(content).encode()


def completion(text: str) -> Reply:
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return as_json({"choices": [choice], "usage": {"prompt_tokens": 60, "completion_tokens": 5}})


GOOD = completion('{"name": "Anna"}')


class FakeBedrock:
    """A client of bedrock-runtime that fails with ``code``, or answers where there is none."""

    class meta:  # noqa: N801 - as botocore names it
        region_name = "eu-central-1"

    def __init__(self, code: str = "") -> None:
        self.code = code

    def converse(self, **_request: Any) -> dict[str, Any]:
        if self.code:
            raise ClientError({"Error": {"Code": self.code, "Message": "secret words of AWS"}}, "Converse")
        use = {"toolUse": {"toolUseId": "t", "name": "answer", "input": {"name": "Anna"}}}
        usage = {"inputTokens": 100, "outputTokens": 10}
        return {"output": {"message": {"content": [use]}}, "stopReason": "tool_use", "usage": usage}


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> Harness:
    return Harness(monkeypatch, LAPTOP)


def stage(harness: Harness, **model: Any) -> FakeModel:
    harness.model = FakeModel(lambda: NOW, StageModel(**model))
    return harness.model


def asked(url: str, **more: Any) -> dict[str, Any]:
    return connect_model({"url": url, "model": "llama3", **more}, None)


def test_an_endpoint_that_answers_is_connected_for_all_on_a_laptop(laptop: Harness) -> None:
    heard: list[Asked] = []

    def reply(one: Asked) -> Reply:
        heard.append(one)
        return GOOD

    with serving(reply) as address:
        answer = asked(f"{address}/v1/", key=KEY)
    assert (answer["status"]["state"], answer["left_out"]) == ("on", [])
    connection = laptop.model.state.connection()
    assert connection is not None
    assert (connection.url, connection.model, connection.has_key) == (f"{address}/v1", "llama3", True)
    assert connection.purposes == frozenset(Purpose)
    assert [(one.path, one.headers["Authorization"]) for one in heard] == [("/v1/chat/completions", f"Bearer {KEY}")]
    assert laptop.model.key.kept == KEY
    assert KEY not in f"{answer} {laptop.model.state.table.rows}"
    connect_model({"disconnect": True}, None)
    assert laptop.model.state.connection() is None
    assert laptop.model.key.kept == ""


def nothing(_asked: Asked) -> None:
    return None


def no_such_model(one: Asked) -> Reply:
    if one.path.endswith("/models"):
        return as_json({"data": [{"id": "qwen3:4b"}, {"id": "gemma3"}, {"id": "<script>"}]})
    return as_json({"error": {"message": 'model "llama3" not found, try pulling it first'}}, 404)


@pytest.mark.parametrize(
    ("reply", "given", "line"),
    [
        (nothing, {}, "nothing answers at "),
        (lambda _: HTML, {}, "what answers there is no OpenAI-compatible model"),
        (lambda _: (404, {}, b"404 page not found"), {}, "does it end in /v1?"),
        (lambda _: as_json({"status": "healthy"}), {}, "what answers there is no OpenAI-compatible model"),
        (lambda _: as_json({"error": "no"}, 401), {"key": KEY}, "the endpoint refuses this key"),
        (lambda _: as_json({"error": "no"}, 401), {}, "the endpoint wants a key: give --key-file or --key"),
        (no_such_model, {}, "the endpoint knows no model llama3; it has qwen3:4b, gemma3"),
        (lambda _: as_json({"error": "slow down"}, 429), {}, "the model's endpoint was too busy"),
        (lambda _: as_json({"error": "broken"}, 500), {}, "the model's endpoint answered 500"),
        (lambda _: completion("The person is Anna."), {}, "not in the form it was asked for"),
    ],
    ids=[
        "nobody there",
        "page",
        "missing page",
        "other service",
        "wrong key",
        "no key",
        "no such model",
        "busy",
        "broken",
        "words",
    ],
)
def test_what_is_wrong_with_an_endpoint_is_one_line_and_changes_nothing(
    laptop: Harness, reply: Callable[[Asked], Reply | None], given: dict[str, str], line: str
) -> None:
    laptop.model.state.connect(OLLAMA)
    laptop.model.key.keep("before")
    with serving(reply) as address:
        error = asked(f"{address}/v1", **given)["error"]
    assert line in error
    assert "\n" not in error
    assert not any(word in error for word in (KEY, "<", "Welcome", "try pulling"))
    assert laptop.model.state.connection() == OLLAMA
    assert laptop.model.key.kept == "before"


def test_a_model_that_takes_too_long_is_named_as_that(laptop: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_check, "SECONDS", 1)
    from threading import Event

    over = Event()

    def reply(_asked: Asked) -> Reply:
        over.wait(5)
        return GOOD

    with serving(reply) as address:
        error = asked(f"{address}/v1")["error"]
        over.set()
    assert error.startswith("llama3 did not answer within 1 s")
    assert laptop.model.state.connection() is None


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://models.example.com/v1", "over loopback alone"),
        ("http://10.0.0.5:11434/v1", "over loopback alone"),
        ("http://user:secret@127.0.0.1/v1", "write the endpoint's address alone"),
        ("file:///etc/passwd", "write the endpoint's address alone"),
    ],
)
def test_a_laptop_asks_models_on_itself_alone(laptop: Harness, url: str, line: str) -> None:
    error = asked(url)["error"]
    assert line in error
    assert "secret" not in error


@pytest.mark.parametrize(
    ("url", "given", "line"),
    [
        ("http://127.0.0.1:11434/v1", {}, "a stage on AWS reaches no model there"),
        ("http://models.example.com/v1", {"price": PRICE}, "over https alone"),
        ("https://elsewhere.example.com/v1", {"price": PRICE}, "not among model.hosts"),
        ("https://models.example.com/v1", {}, "say what models.example.com costs, with --price-in and --price-out"),
    ],
)
def test_a_stage_asks_hosts_of_its_file_over_https_and_for_a_known_price(
    harness: Harness, url: str, given: dict[str, Any], line: str
) -> None:
    stage(harness, hosts=("models.example.com",))
    assert line in asked(url, **given)["error"]
    assert harness.model.state.connection() is None


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("AccessDeniedException", "access to the model is not granted in eu-central-1"),
        ("ThrottlingException", "Bedrock was too busy"),
        ("ServiceUnavailableException", "Bedrock was too busy or away"),
        ("ServiceQuotaExceededException", "quota"),
    ],
)
def test_what_bedrock_refuses_is_one_line(harness: Harness, code: str, line: str) -> None:
    stage(harness, name="nova-lite").bedrock = FakeBedrock(code)
    error = connect_model({"model": "nova-lite"}, None)["error"]
    assert line in error
    assert "secret words" not in error
    assert harness.model.state.connection() is None


@pytest.mark.parametrize(
    ("region", "file", "model", "line"),
    [
        ("eu-south-1", "nova-lite", "nova-lite", "nova-lite is not in eu-south-1: deploy to one of ap-"),
        ("eu-central-1", "nova-lite", "nova-grand", "config/models.yaml has no model nova-grand; it has nova-micro"),
        ("eu-central-1", "nova-lite", "nova-pro", "the right to ask nova-lite and nova-micro alone"),
        ("eu-central-1", "", "nova-lite", "the right to ask no model alone"),
    ],
)
def test_a_model_of_bedrock_that_cannot_be_asked_here_says_why(
    harness: Harness, region: str, file: str, model: str, line: str
) -> None:
    harness.model = FakeModel(lambda: NOW, StageModel(name=file), region)
    harness.model.bedrock = FakeBedrock()
    assert line in connect_model({"model": model}, None)["error"]


def test_on_a_stage_a_model_is_asked_for_what_it_was_measured_for(harness: Harness) -> None:
    stage(harness, name="nova-lite").bedrock = FakeBedrock()
    answer = connect_model({"model": "nova-lite"}, None)
    measured = harness.model.parts.catalog.measured_purposes("nova-lite")
    assert set(answer["left_out"]) == {purpose.value for purpose in Purpose if purpose not in measured}
    answer = connect_model({"model": "nova-lite", "purposes": ["agenda"]}, None)
    assert answer["status"]["purposes"] == ["agenda"]
    assert answer["status"]["spent_today"] > 0, "the question it was tried with is paid for, and counted"


def test_its_state_is_told_with_what_one_person_spent_and_allowed(harness: Harness) -> None:
    stage(harness, name="nova-lite", purposes=["agenda"])
    harness.users.patch(ADA, {"model_consent": {"level": "all", "without": ["budget"]}})
    harness.model.spend.table.put({"scope": f"user#{ADA}", "period": f"{NOW:%Y-%m-%d}", "spent": 30_000}, "")
    harness.model.state.note(Purpose.AGENDA, NoAnswer(NoAnswerReason.OFF, "not granted in eu-central-1"), NOW)
    answer = model_state({"user_id": ADA}, None)
    status = answer["status"]
    assert (status["state"], status["model"], status["own_spent_today"]) == ("unavailable", "nova-lite", 0.03)
    assert status["last_no_answer"]["detail"] == "not granted in eu-central-1"
    assert answer["consent"]["without"] == ["budget"]
    harness.users.switch("model", False)
    assert model_state({}, None)["status"]["state"] == "off"
    assert model_state({"user_id": "nobody"}, None) == {"error": "There is no such user."}


@pytest.mark.parametrize(
    ("reply", "state", "line"),
    [
        (lambda _: as_json({"data": []}), "on", ""),
        (lambda _: as_json({"error": "key"}, 401), "on", ""),
        (nothing, "unavailable", "is it running?"),
        (lambda _: HTML, "unavailable", "no OpenAI-compatible model"),
    ],
    ids=["there", "wants a key", "gone", "page"],
)
def test_whether_an_endpoint_is_still_there_is_looked_at_where_that_is_asked_for(
    laptop: Harness, reply: Callable[[Asked], Reply | None], state: str, line: str
) -> None:
    heard: list[Asked] = []

    def answered(one: Asked) -> Reply | None:
        heard.append(one)
        return reply(one)

    laptop.model.key.keep(KEY)
    with serving(answered) as address:
        laptop.model.state.connect(OLLAMA.model_copy(update={"url": f"{address}/v1", "has_key": True}))
        assert model_state({}, None)["status"]["state"] == "on"
        assert not heard
        status = model_state({"probe": True}, None)["status"]
    assert status["state"] == state
    assert line in status["why"]
    assert not any("Authorization" in one.headers for one in heard)


def test_a_connected_model_that_is_switched_off_is_not_asked(harness: Harness) -> None:
    harness.model.state.connect(OLLAMA)
    assert wiring.model_connection() == OLLAMA
    harness.users.switch("model", False)
    assert wiring.model_connection() is None
