"""Slack's endpoints: nothing unproven passes, nothing genuine is lost, and the answer is at once."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st

from lambdas import wiring
from lambdas.edges.slack import handlers
from lambdas.edges.slack.handlers import slack_endpoint
from lambdas.edges.slack.payloads import UnreadablePayload, parse
from lambdas.edges.slack.signature import proven_teams, sign
from lambdas.settings import Settings
from tests.fakes.slack_requests import (
    PERSON,
    SECRET,
    TEAM,
    click_body,
    command_body,
    direct_message,
    event_body,
    request,
    shortcut_body,
    url_verification,
)
from tests.fakes.slack_secrets import FakeSlackSecrets

MESSAGE = event_body(direct_message("The audit-log date"))


@dataclass
class Sqs:
    """The queue's client: keeps what it is sent."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    order: list[tuple[str, str]] = field(default_factory=list)
    problem: Exception | None = None

    def send_message(self, *, MessageBody: str, **names: str) -> None:  # noqa: N803 - AWS's names
        if self.problem:
            raise self.problem
        self.sent.append(json.loads(MessageBody))
        self.order.append((names["MessageGroupId"], names["MessageDeduplicationId"]))


@dataclass
class Endpoint:
    sqs: Sqs = field(default_factory=Sqs)
    secrets: FakeSlackSecrets = field(default_factory=FakeSlackSecrets)

    def post(self, event: dict[str, Any]) -> int:
        return int(slack_endpoint(event, None)["statusCode"])


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    endpoint = Endpoint()
    endpoint.secrets.signing[TEAM] = SECRET
    monkeypatch.setattr(wiring, "sqs", lambda: endpoint.sqs)
    monkeypatch.setattr(wiring, "slack_secrets", lambda: endpoint.secrets)
    monkeypatch.setattr(
        wiring, "settings", lambda: Settings({"AMO_QUEUES": "https://q/", "AMO_QUEUE_SLACK_DELIVERIES": "q"})
    )
    monkeypatch.setattr(handlers, "_secrets", {})
    monkeypatch.setattr(handlers, "_looked_at", float("-inf"))
    return endpoint


def test_a_message_a_click_a_shortcut_and_a_command_are_kept_and_acknowledged(endpoint: Endpoint) -> None:
    assert endpoint.post(request("events", MESSAGE)) == 200
    assert endpoint.post(request("interactions", click_body("start_prep", "m1-r1"))) == 200
    assert endpoint.post(request("interactions", shortcut_body("a point to raise"))) == 200
    assert endpoint.post(request("commands", command_body("today"))) == 200
    assert [sent["kind"] for sent in endpoint.sqs.sent] == ["event", "interaction", "interaction", "command"]
    assert {sent["team_id"] for sent in endpoint.sqs.sent} == {TEAM}
    assert len({sent["key"] for sent in endpoint.sqs.sent}) == 4
    assert endpoint.sqs.sent[0]["event"]["text"] == "The audit-log date"
    assert endpoint.sqs.sent[1]["interaction"]["actions"][0]["value"] == "m1-r1"
    assert endpoint.sqs.sent[3]["command"] == {
        "command": "/amo",
        "text": "today",
        "user_id": PERSON,
        "channel_id": "C2147483705",
        "trigger_id": "13345224609.738474920.8088930838d88f",
    }


def test_what_is_kept_holds_no_token_and_no_address_that_could_be_used(endpoint: Endpoint) -> None:
    endpoint.post(request("interactions", click_body("start_prep", "m1-r1")))
    endpoint.post(request("commands", command_body("today")))
    kept = json.dumps(endpoint.sqs.sent)
    assert "hooks.slack.com" not in kept
    assert "9s8d9as89d8as9d8as989" not in kept


@pytest.mark.parametrize(("age", "status"), [(299, 200), (301, 401), (-299, 200), (-302, 401)])
def test_fault_50_five_minutes_either_side(endpoint: Endpoint, age: float, status: int) -> None:
    assert endpoint.post(request("events", MESSAGE, age=age)) == status


@pytest.mark.parametrize("timestamp", ["", "junk", "1e9", "-5", "٣٣", "9" * 400, "12.5", " 1"])
def test_fault_51_a_junk_timestamp_is_401(endpoint: Endpoint, timestamp: str) -> None:
    assert endpoint.post(request("events", MESSAGE, x_slack_request_timestamp=timestamp)) == 401


@pytest.mark.parametrize("signature", ["", "v0=", "v0=ü", "v0=\udcff", "x" * 100_000, "v0=" + "0" * 64])
def test_fault_51_a_signature_that_is_none_is_401(endpoint: Endpoint, signature: str) -> None:
    assert endpoint.post(request("events", MESSAGE, x_slack_signature=signature)) == 401


@given(st.text(), st.text(), st.binary(), st.floats(allow_nan=False, allow_infinity=False))
def test_fault_51_no_header_or_body_makes_the_check_raise(ts: str, signature: str, body: bytes, now: float) -> None:
    assert proven_teams({TEAM: SECRET}, ts, signature, body, now) == frozenset()


def test_fault_52_the_raw_bytes_are_verified_also_when_they_come_as_base64(endpoint: Endpoint) -> None:
    assert endpoint.post(request("events", MESSAGE, is_base64=True)) == 200
    rewritten = request("events", MESSAGE)
    rewritten["body"] = json.dumps(json.loads(MESSAGE), separators=(",", ":"))
    assert endpoint.post(rewritten) == 401
    broken = request("events", MESSAGE, is_base64=True)
    broken["body"] = "***"
    assert endpoint.post(broken) == 401


def test_fault_55_url_verification_is_answered_only_when_signed(endpoint: Endpoint) -> None:
    answer = slack_endpoint(request("events", url_verification()), None)
    assert json.loads(answer["body"]) == {"challenge": "3eZbrw1aBm2rZgRNFd"}
    assert endpoint.post(request("events", url_verification(), secret="somebody else's")) == 401
    unsigned = request("events", url_verification())
    del unsigned["headers"]["x-slack-signature"]
    assert endpoint.post(unsigned) == 401
    assert endpoint.sqs.sent == []


@pytest.mark.parametrize(
    "problem",
    [
        ClientError({"Error": {"Code": "ServiceUnavailable", "Message": ""}}, "SendMessage"),
        EndpointConnectionError(endpoint_url="https://sqs"),
    ],
)
def test_fault_56_what_the_queue_does_not_take_is_not_acknowledged(endpoint: Endpoint, problem: Exception) -> None:
    endpoint.sqs.problem = problem
    assert endpoint.post(request("events", MESSAGE)) == 503


def test_fault_58_a_workspace_s_secret_speaks_for_that_workspace_only(endpoint: Endpoint) -> None:
    endpoint.secrets.signing["T0THER0NE"] = "another secret"
    assert endpoint.post(request("events", event_body(direct_message("hi"), team=TEAM), secret="another secret")) == 401
    assert endpoint.post(request("interactions", click_body("start_prep", team="T0THER0NE"))) == 401
    assert endpoint.sqs.sent == []


def test_the_secrets_are_read_once_and_again_for_a_workspace_connected_later(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        endpoint.post(request("events", MESSAGE))
        endpoint.post(request("events", MESSAGE, secret="forged"))
    assert endpoint.secrets.looks == 1
    endpoint.secrets.signing["T0THER0NE"] = "another secret"
    monkeypatch.setattr(handlers, "_looked_at", handlers._looked_at - handlers.SECONDS_BETWEEN_LOOKS)
    assert (
        endpoint.post(request("events", event_body(direct_message("x"), team="T0THER0NE"), secret="another secret"))
        == 200
    )


def test_a_stage_without_slack_refuses_everything(endpoint: Endpoint) -> None:
    endpoint.secrets.signing.clear()
    assert endpoint.post(request("events", MESSAGE)) == 401
    assert endpoint.post(request("events", url_verification())) == 401


@pytest.mark.parametrize("body", ["", "[]", "null", "{", '{"type":"event_callback"}', '{"type":5}', "[" * 5000])
def test_a_signed_body_that_is_no_delivery_is_refused_not_crashed_on(endpoint: Endpoint, body: str) -> None:
    for kind in ("events", "interactions", "commands", "elsewhere"):
        assert endpoint.post(request(kind, body)) == 401


@given(st.sampled_from(["events", "interactions", "commands"]), st.binary())
def test_whatever_bytes_arrive_reading_them_fails_in_one_way(kind: str, body: bytes) -> None:
    try:
        parse(kind, body)
    except UnreadablePayload:
        return


def test_slack_s_own_example_of_a_signature_is_reproduced() -> None:
    """From "Verifying requests from Slack" in Slack's documentation."""
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert sign(SECRET, "1531420618", body.encode()) == signature


def test_the_endpoint_imports_neither_models_nor_a_slack_library() -> None:
    heavy = "{'pydantic', 'yaml', 'slack_sdk', 'aws_lambda_powertools', 'boto3', 'jinja2'}"
    script = (
        f"import sys, lambdas.edges.slack.handlers; print(sorted({heavy} & {{m.split('.')[0] for m in sys.modules}}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
