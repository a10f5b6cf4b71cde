"""The function that empties a trial's buckets: all of them goes with the stack, and only with the stack."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.cloudformation.models import cloudformation_backends
from moto.core.models import DEFAULT_ACCOUNT_ID

from stacks import empty_bucket

REGION = "eu-central-1"
BUCKET = "amo-team-anchors-1"
EMPTY_TEMPLATE = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}


@dataclass
class CloudFormation:
    """Takes the answers; ``stack`` is the one that calls."""

    url: str
    stack: str
    answers: list[dict[str, Any]] = field(default_factory=list)

    def calls(self, kind: str, status: str) -> dict[str, Any]:
        cloudformation_backends[DEFAULT_ACCOUNT_ID][REGION].get_stack(self.stack).status = status
        names = {"StackId": self.stack, "RequestId": "r1", "LogicalResourceId": "anchors", "ResponseURL": self.url}
        empty_bucket.handler({**names, "RequestType": kind, "ResourceProperties": {"Bucket": BUCKET}}, None)
        return self.answers[-1]


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudFormation]:
    for name, value in (("AWS_DEFAULT_REGION", REGION), ("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "key")):
        monkeypatch.setenv(name, value)
    with mock_aws():
        answer = boto3.client("cloudformation").create_stack(
            StackName="amo-team-data", TemplateBody=json.dumps(EMPTY_TEMPLATE)
        )
        made = CloudFormation("", answer["StackId"])

        class Receiver(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                made.answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                return

        with HTTPServer(("127.0.0.1", 0), Receiver) as server:
            made.url = f"http://127.0.0.1:{server.server_port}/"
            Thread(target=server.serve_forever, daemon=True).start()
            yield made
            server.shutdown()


@pytest.fixture
def s3(cloudformation: CloudFormation) -> Any:
    """A locked bucket with more in it than one answer lists: versions, and what hides one."""
    client = boto3.client("s3")
    client.create_bucket(
        Bucket=BUCKET, ObjectLockEnabledForBucket=True, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    kept = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 7}}
    client.put_object_lock_configuration(
        Bucket=BUCKET, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": kept}
    )
    for key in ("own-u1/1", "own-u1/1", "own-u1/2"):
        client.put_object(Bucket=BUCKET, Key=key, Body=b"anchor")
    client.delete_object(Bucket=BUCKET, Key="own-u1/2")
    return client


def held(s3: Any) -> int:
    found = s3.list_object_versions(Bucket=BUCKET)
    return len(found.get("Versions", [])) + len(found.get("DeleteMarkers", []))


def test_a_bucket_is_emptied_as_its_stack_is_deleted_what_is_locked_too(
    cloudformation: CloudFormation, s3: Any
) -> None:
    assert held(s3) == 4
    answer = cloudformation.calls("Delete", "DELETE_IN_PROGRESS")
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", BUCKET)
    s3.delete_bucket(Bucket=BUCKET)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("Create", "CREATE_IN_PROGRESS"),
        ("Update", "UPDATE_IN_PROGRESS"),
        ("Delete", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
    ],
)
def test_a_stage_that_goes_on_keeps_all_it_has(cloudformation: CloudFormation, s3: Any, kind: str, status: str) -> None:
    """A trial that becomes a lasting stage loses the function: CloudFormation calls it for the last time then."""
    assert cloudformation.calls(kind, status)["Status"] == "SUCCESS"
    assert held(s3) == 4


def test_what_cannot_be_deleted_is_told_at_once(cloudformation: CloudFormation, s3: Any) -> None:
    """Without an answer CloudFormation waits for an hour."""
    (version, *_) = s3.list_object_versions(Bucket=BUCKET)["Versions"]
    s3.put_object_legal_hold(
        Bucket=BUCKET, Key=version["Key"], VersionId=version["VersionId"], LegalHold={"Status": "ON"}
    )
    answer = cloudformation.calls("Delete", "DELETE_IN_PROGRESS")
    assert answer["Status"] == "FAILED"
    assert version["Key"] in answer["Reason"]


def test_a_bucket_that_is_gone_is_told_by_its_name(cloudformation: CloudFormation) -> None:
    answer = cloudformation.calls("Delete", "DELETE_IN_PROGRESS")
    assert answer["Status"] == "FAILED"
    assert BUCKET in answer["Reason"]
