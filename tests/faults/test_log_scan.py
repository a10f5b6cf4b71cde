"""Fault 127: the scan that ends every run on an engine finds what is planted, and tells it without saying it."""

import base64
import random
import time
from pathlib import Path
from typing import Any, cast

import pytest
from moto import mock_aws

from cli.stage import DeployedStage
from lambdas.accounts.tokens import open_session
from tests.contracts.aws import aws_client
from tests.contracts.moto_tables import SPECS, create_table
from tests.e2e.log_scan import LogScan, leaks_at, secrets_in, told
from tests.fakes.samples import NOW
from tests.fakes.signing_keys import FakeSigningKeys

HARMLESS = (
    "START RequestId: 1d3f5a7b-1111-2222-3333-123456789abc Version: $LATEST",
    "sync of u1: 3 created, 1 updated; 214 ms",
    "arn:aws:states:us-east-1:000000000000:execution:amo-meeting_prep:m11111111111111111111-r1-20261129",
    "amo-app | CREATE_COMPLETE | AWS::IAM::Policy | functionpageServiceRoleDefaultPolicyThatIsLongC0FFEE12",
    "asset 1f4c9be2f0f1c61ae4e1bb2d0dd1b8c0e5e4d0f8ab12cd34ef56ab78cd90ef12:000000000000-us-east-1",
    "digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "refused: NotFound for user u2, delivery T0TEAM-t1",
    "GET /auth/link 200",
    "the token of account 0acc0acc0acc was renewed",
    'File "lambdas/edges/http/test_requests_that_are_named_at_length_with_many_words.py", line 12, in handler',
)

PLANTED = {
    "a JSON Web Token": open_session("u1", "s1", FakeSigningKeys("k" * 40), NOW),
    "a token of Slack's": "posting with xoxb-123456789012-abcdefgh",
    "a key of AWS's": "assumed ASIAABCDEFGHIJKLMNOP",
    "an access token of Google's": "renewed: ya29.a0AfH6SMBx",
    "a private key": "-----BEGIN RSA PRIVATE KEY-----",
    "a signature of Slack's": f"signed v0={'0a' * 32}",
    "a signed address": "GET https://s3/documents/x?X-Amz-Signature=0a1b2c3d4e5f",
    "an Authorization header": "{'Authorization': 'Bearer abcdefgh12345678'}",
    "a bearer": "sent with bearer abcdefgh12345678",
    "a value that opens something": "redirected to /auth/callback/google?state=x&code=4/0AY0e-g7abcdef",
    "what looks like a token": "opened with q7Zk2VdLx0Yh9RbT4mNwC8sJfEa1PgUi6XoKt3QzD5v",
}


@pytest.mark.parametrize("kind", PLANTED)
def test_fault_127_a_secret_in_a_log_is_found_by_its_looks(kind: str) -> None:
    leaks = list(LogScan().leaks("engine.log", [HARMLESS[0], PLANTED[kind]]))
    assert (leaks[0].log, leaks[0].line) == ("engine.log", 2)
    assert kind in {leak.kind for leak in leaks}
    assert PLANTED[kind] not in told(leaks)


def test_fault_127_nearly_every_token_ever_made_is_found() -> None:
    dice = random.Random(127)  # others each time would be too few of them once in some hundred runs
    tokens = [base64.urlsafe_b64encode(dice.randbytes(32)).rstrip(b"=").decode() for _ in range(500)]
    found = list(LogScan().leaks("engine.log", (f"opened with {token} just now" for token in tokens)))
    assert len({leak.line for leak in found}) > 450


def test_fault_127_the_instance_s_own_secrets_are_found_however_they_look() -> None:
    row = {
        "user_id": "u1",
        "title": "Takeover of Initech",
        "task_token": "plainwordsthatopen",
        "dedupe_key": "a-key-of-a-row-opens-nothing",
        "agenda_key": "u1/m1/r1/agenda.html",
        "connections": [{"address": "https://calendar.example/private-5ecre7/basic.ics"}],
        "short": {"title": "1:1"},
    }
    scan = LogScan(dict(secrets_in(row)))
    logged = [
        "about Takeover of Initech",
        "u1, a-key-of-a-row-opens-nothing, u1/m1/r1/agenda.html, 1:1",
        "resumed plainwordsthatopen",
    ]
    logged.append("read https://calendar.example/private-5ecre7/basic.ics")
    leaks = list(scan.leaks("/aws/lambda/amo-page", logged))
    assert [leak.line for leak in leaks] == [1, 3, 4]
    assert [leak.kind for leak in leaks] == [
        "the title somebody wrote",
        "the task_token of a row",
        "the address somebody wrote",
    ]
    assert not any(secret in told(leaks) for secret, _ in secrets_in(row))


@pytest.mark.parametrize("line", HARMLESS)
def test_fault_127_what_logs_are_for_is_no_leak(line: str) -> None:
    assert list(LogScan().leaks("engine.log", [line])) == []


class StageOnMoto:
    """A stage whose services moto stands in for; its engine is up."""

    engine = None

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patches = monkeypatch

    def client(self, service: str) -> Any:
        return aws_client(self._patches, service)


def test_fault_127_all_logs_of_an_instance_are_read_for_what_its_tables_and_secrets_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_aws():
        stage = StageOnMoto(monkeypatch)
        table, manager, logs = (stage.client(service) for service in ("dynamodb", "secretsmanager", "logs"))
        create_table(table, SPECS["meetings"], "amo-meetings")
        table.put_item(
            TableName="amo-meetings", Item={"meeting_id": {"S": "m1"}, "title": {"S": "Takeover of Initech"}}
        )
        manager.create_secret(Name="amo/signing", SecretString="words-that-sign-all")
        manager.create_secret(Name="amo/oauth/google", SecretString='{"client_secret": "words-of-the-client"}')
        for number, group in enumerate(("/aws/lambda/amo-page", "/aws/lambda/amo-api")):
            logs.create_log_group(logGroupName=group)
            logs.create_log_stream(logGroupName=group, logStreamName="s")
            said = [f"{number} is harmless", "signed with words-that-sign-all"][: number + 1]
            events = [{"timestamp": int(time.time() * 1000) + place, "message": one} for place, one in enumerate(said)]
            logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=events)
        (tmp_path / "google-fake-secret").write_text("words-of-the-stand-in")
        (tmp_path / "engine.log").write_text("started\nabout Takeover of Initech\nwords-of-the-client\n")
        (tmp_path / "google-fake.log").write_text("words-of-the-stand-in\n")
        (tmp_path / "state.json").write_text("Takeover of Initech")
        leaks = leaks_at(cast(DeployedStage, stage), tmp_path, is_up=True)
    assert [str(leak) for leak in leaks] == [
        "engine.log:2: the title somebody wrote",
        "engine.log:3: a value of the secret amo/oauth/google",
        "google-fake.log:1: what google-fake-secret holds",
        "/aws/lambda/amo-api:2: a value of the secret amo/signing",
    ]


def test_fault_127_the_files_of_a_stopped_instance_are_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "engine.log").write_text(f"started\n{PLANTED['a bearer']}\n")
    leaks = leaks_at(cast(DeployedStage, StageOnMoto(monkeypatch)), tmp_path, is_up=False)
    assert [str(leak) for leak in leaks] == ["engine.log:2: a bearer"]
