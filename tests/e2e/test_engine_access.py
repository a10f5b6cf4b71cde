"""The engine obeys its owner's programs alone: over HTTP as anything on this machine or in its browser could try."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from botocore.config import Config

from cli.local.engine import Engine
from cli.local.signed_calls import ask_engine, signed_headers
from cli.stage import DeployedStage, find_stage
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

INVOKE = "/2015-03-31/functions/amo-issue_sign_in_link/invocations"
EVIL = {"Origin": "https://evil.example"}


@pytest.fixture
def stage(amo: Amo) -> DeployedStage:
    return find_stage(amo.state_dir, LOCAL_STAGE)


@pytest.fixture
def engine(stage: DeployedStage) -> Engine:
    assert stage.engine is not None
    return stage.engine


def asked(url: str, method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None) -> tuple[int, Any]:
    request = urllib.request.Request(url, body or None, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", INVOKE, {}),
        ("POST", INVOKE, EVIL),
        ("OPTIONS", INVOKE, {**EVIL, "Access-Control-Request-Method": "POST"}),
        ("POST", "/", {"X-Amz-Target": "DynamoDB_20120810.Scan", "Content-Type": "application/x-amz-json-1.0"}),
        ("POST", "/_ministack/reset", {}),
        ("GET", "/_ministack/health", {}),
        ("GET", "/_localstack/health", {}),
        ("GET", "/health", {}),
        ("GET", "/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}),
        ("GET", "/_ministack/lambda-code/amo-page", {}),
        ("GET", "/amo-documents-000000000000?list-type=2", {}),
        ("GET", "/_aws/execute-api/any/$default/", {}),
    ],
)
def test_an_unsigned_call_is_refused_and_shared_with_nobody(
    engine: Engine, method: str, path: str, headers: dict[str, str]
) -> None:
    status, answered = asked(f"{engine.endpoint}{path}", method, b'{"user_id": "owner"}', headers)
    assert status == 403
    assert not [name for name in answered if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("key", ["test", "000000000000", "111111111111", "the instance's"])
def test_a_key_that_was_guessed_opens_nothing(stage: DeployedStage, engine: Engine, key: str) -> None:
    """The last one is no secret: its secret is."""
    import boto3
    from botocore.exceptions import ClientError

    key_id = engine.key.access_key_id if key == "the instance's" else key
    guessed: Any = boto3.Session(key_id, "test", region_name="us-east-1")  # its types want services spelt out
    config = Config(retries={"max_attempts": 0})
    for service, operation in (("dynamodb", "list_tables"), ("sts", "get_caller_identity"), ("s3", "list_buckets")):
        client = guessed.client(service, endpoint_url=engine.endpoint, config=config)
        with pytest.raises(ClientError, match="AccessDenied"):
            getattr(client, operation)()
    assert stage.client("dynamodb").list_tables()["TableNames"]


def test_a_signed_call_is_refused_from_a_page_or_under_another_name_and_whatever_of_it_was_changed(
    engine: Engine,
) -> None:
    url, body = f"{engine.endpoint}{INVOKE}", json.dumps({"user_id": "owner"}).encode()
    headers = signed_headers(engine, "POST", url, body, "lambda")
    assert asked(url, "POST", body, headers)[0] == 200
    assert asked(url, "POST", body, {**headers, **EVIL})[0] == 403
    assert asked(url, "POST", body, {**headers, "Host": "evil.example"})[0] == 403
    assert asked(url, "POST", body.replace(b"owner", b"other"), headers)[0] == 403
    assert asked(url.replace("issue_sign_in_link", "provision_user"), "POST", body, headers)[0] == 403
    assert asked(url, "PUT", body, headers)[0] == 403


def test_what_the_engine_answers_its_owner_no_page_may_read(engine: Engine) -> None:
    url = f"{engine.endpoint}/_ministack/health"
    status, answered = asked(url, headers=signed_headers(engine, "GET", url))
    assert status == 200
    assert not [name for name in answered if name.lower().startswith("access-control-")]


def test_a_function_s_session_cannot_be_made_from_names(stage: DeployedStage, engine: Engine) -> None:
    """IAM is enforced here: MiniStack alone would derive its secret from two names that everybody can read."""
    import hashlib

    import boto3
    from botocore.exceptions import ClientError

    function = stage.client("lambda").get_function(FunctionName="amo-issue_sign_in_link")["Configuration"]
    digest = hashlib.sha256(f"{function['FunctionArn']}:{function['Role']}".encode()).hexdigest()
    client = boto3.client(
        "sts",
        endpoint_url=engine.endpoint,
        region_name="us-east-1",
        aws_access_key_id=f"ASIA{digest[:16].upper()}",
        aws_secret_access_key=hashlib.sha256(f"secret:{digest}".encode()).hexdigest(),
        aws_session_token=hashlib.sha256(f"token:{digest}".encode()).hexdigest(),
    )
    with pytest.raises(ClientError, match="AccessDenied"):
        client.get_caller_identity()


def test_the_page_answers_this_machine_s_browser_and_no_other_site_s(amo: Amo, engine: Engine) -> None:
    page = engine.page_url
    assert asked(f"{page}/auth/link?token=x")[0] == 200
    assert asked(f"{page.replace('127.0.0.1', 'localhost')}/auth/link?token=x")[0] == 200
    assert asked(f"{page}/auth/link?token=x", headers={"Host": f"evil.example:{engine.page_port}"})[0] == 403
    assert asked(f"{page}/api/openapi.json", headers=EVIL)[0] == 403
    assert asked(f"{page}/auth/link", "POST", b"token=x", {"Origin": "null"})[0] == 403


def test_the_owner_s_tools_take_the_key_s_file_as_it_is(
    amo: Amo, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/operation.md says."""
    import boto3

    monkeypatch.setenv("AWS_CONFIG_FILE", str(engine.key_file))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody's own, which does not count then")
    queues = boto3.Session(profile_name="amo").client("sqs").list_queues()["QueueUrls"]
    assert any(url.endswith("amo-undelivered") for url in queues)
    assert engine.key_file.stat().st_mode & 0o077 == 0
    assert ask_engine(engine, "/_ministack/health")["edition"]


def test_what_a_function_logs_is_there_when_it_has_answered(stage: DeployedStage) -> None:
    """The engine waits for a function's log no longer than there is something of it to come (cli/local/worker_logs)."""

    def metrics() -> int:
        pages = stage.client("logs").get_paginator("filter_log_events")
        found = pages.paginate(logGroupName=f"/aws/lambda/{stage.prefix}-sync_user_now")
        return sum("CloudWatchMetrics" in line["message"] for page in found for line in page["events"])

    for written in range(metrics(), metrics() + 10):
        stage.invoke("sync_user_now", {"user_id": stage.user_id})
        assert metrics() == written + 1
