"""Socket Mode: envelopes reach the real endpoint, signed, and are acknowledged once it has them in its queue."""

import json
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from cli import slack_socket
from cli.slack_socket import listening, remember_socket
from cli.stage import DeployedStage
from lambdas import wiring
from lambdas.edges.slack import handlers
from lambdas.errors import Refused
from tests.fakes.loopback import Asked, Reply, serving
from tests.fakes.slack_requests import PERSON, SECRET, TEAM, direct_message
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.slack_socket import GOOD_TOKEN, PATIENCE_SECONDS, FakeSocketMode, socket_mode

pytestmark = [pytest.mark.network, pytest.mark.xdist_group("socket")]


class Laptop:
    """A running instance's endpoint, with its queue in memory: ``is_full`` makes the queue take nothing."""

    def __init__(self, folder: Path) -> None:
        self.secrets, self.is_full = FakeSlackSecrets(), False
        self.queue: list[Any] = []
        self.answers: queue.Queue[int] = queue.Queue()
        self.secrets.keep_signing_secret(TEAM, SECRET)
        self.secrets.keep_socket_token(GOOD_TOKEN)
        self.stage = DeployedStage("local", folder, "owner", "")

    def send_message(self, **message: str) -> None:
        if self.is_full:
            raise EndpointConnectionError(endpoint_url="http://sqs")
        self.queue.append(json.loads(message["MessageBody"]))

    def queue_url(self, _name: str) -> str:
        return "http://sqs/deliveries"


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Laptop]:
    laptop = Laptop(tmp_path)
    monkeypatch.setattr(slack_socket, "_secrets", lambda _stage: laptop.secrets)
    monkeypatch.setattr(wiring, "slack_secrets", lambda: laptop.secrets)
    monkeypatch.setattr(wiring, "sqs", lambda: laptop)
    monkeypatch.setattr(wiring, "settings", lambda: laptop)
    monkeypatch.setattr(handlers, "_secrets", {})
    monkeypatch.setattr(handlers, "_looked_at", float("-inf"))

    def answer(asked: Asked) -> Reply:
        said = {"rawPath": asked.path, "headers": dict(asked.headers), "body": asked.body.decode()}
        given = handlers.slack_endpoint(said, None)
        laptop.answers.put(given["statusCode"])
        return given["statusCode"], {}, given["body"].encode()

    with serving(answer) as url:
        laptop.stage = DeployedStage("local", tmp_path, "owner", url)
        yield laptop


@pytest.fixture
def fake() -> Iterator[FakeSocketMode]:
    with socket_mode() as running:
        yield running


def event(envelope_id: str, text: str = "hello") -> dict[str, Any]:
    payload = {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": f"Ev{envelope_id}",
        "event": direct_message(text),
    }
    return {"type": "events_api", "envelope_id": envelope_id, "payload": payload, "accepts_response_payload": False}


def test_an_event_is_acknowledged_once_the_endpoint_has_queued_it(laptop: Laptop, fake: FakeSocketMode) -> None:
    with listening(laptop.stage, fake.api_url):
        fake.wait_for_session(1)
        fake.send(event("e1"))
        assert fake.acknowledged()["envelope_id"] == "e1"
    (delivery,) = laptop.queue
    assert (delivery["kind"], delivery["team_id"], delivery["event"]["text"]) == ("event", TEAM, "hello")


def test_clicks_and_commands_come_the_same_way_with_the_endpoint_s_answer(laptop: Laptop, fake: FakeSocketMode) -> None:
    click = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": PERSON, "team_id": TEAM},
        "trigger_id": "t1",
        "actions": [{"action_id": "start_prep", "value": "m1-r1"}],
    }
    command = {"team_id": TEAM, "user_id": PERSON, "command": "/amo", "text": "prep öl & gas", "trigger_id": "t2"}
    with listening(laptop.stage, fake.api_url):
        fake.wait_for_session(1)
        fake.send({"type": "interactive", "envelope_id": "e1", "payload": click})
        fake.acknowledged()
        fake.send({"type": "slash_commands", "envelope_id": "e2", "payload": command, "accepts_response_payload": True})
        answer = fake.acknowledged()
    assert "One moment" in answer["payload"]["text"]
    assert laptop.queue[0]["interaction"]["actions"][0]["value"] == "m1-r1"
    assert laptop.queue[1]["command"]["text"] == "prep öl & gas"


def test_what_the_queue_did_not_take_is_not_acknowledged(laptop: Laptop, fake: FakeSocketMode) -> None:
    """fault 56: Slack sends it again."""
    with listening(laptop.stage, fake.api_url):
        fake.wait_for_session(1)
        laptop.is_full = True
        fake.send(event("lost"))
        assert laptop.answers.get(timeout=PATIENCE_SECONDS) == 503
        foreign = event("foreign")
        fake.send(foreign | {"payload": foreign["payload"] | {"team_id": "T0THER"}})
        assert laptop.answers.get(timeout=PATIENCE_SECONDS) == 401
        laptop.is_full = False
        fake.send(event("kept"))
        assert fake.acknowledged()["envelope_id"] == "kept"
    assert fake.acked.empty()


def test_when_slack_hangs_up_it_connects_again(laptop: Laptop, fake: FakeSocketMode) -> None:
    with listening(laptop.stage, fake.api_url):
        fake.wait_for_session(1)
        fake.hang_up()
        fake.wait_for_session(2)
        fake.send(event("after"))
        assert fake.acknowledged()["envelope_id"] == "after"


def test_a_token_that_is_none_or_not_taken_is_one_line(laptop: Laptop, fake: FakeSocketMode) -> None:
    with pytest.raises(Refused, match="xapp-"):
        remember_socket(laptop.stage, "xoxb-1")
    laptop.secrets.app_token = "xapp-wrong"
    with pytest.raises(Refused, match="invalid_auth"), listening(laptop.stage, fake.api_url):
        pass
    laptop.secrets.app_token = ""
    with pytest.raises(Refused, match="no app token yet"), listening(laptop.stage, fake.api_url):
        pass
