"""An AWS account with one deployed stage, below botocore's own clients: what they sign and send ends here.

A stage's page answers below urllib. Whatever would dial anything else is a fault, and so is a call without an answer.
"""

import io
import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.httpsession import URLLib3Session

REGION = "eu-central-1"
PAGE = "https://amo.example.com"
STACK = """<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>
<Stacks><member><StackName>amo-app</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>
<CreationTime>2026-11-29T10:00:00Z</CreationTime><Outputs><member><OutputKey>PublicUrl</OutputKey>
<OutputValue>https://amo.example.com</OutputValue></member></Outputs></member></Stacks></DescribeStacksResult>
</DescribeStacksResponse>"""
RESOURCES = """<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
<ListStackResourcesResult><StackResourceSummaries><member><LogicalResourceId>L</LogicalResourceId>
<PhysicalResourceId>/aws/lambda/amo-api</PhysicalResourceId><ResourceType>AWS::Logs::LogGroup</ResourceType>
<LastUpdatedTimestamp>2026-11-29T10:00:00Z</LastUpdatedTimestamp><ResourceStatus>CREATE_COMPLETE</ResourceStatus>
</member></StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>"""
SIGNED_IN = {"session": "s", "renewal": "r"}


@dataclass
class AwsAccount:
    """``functions`` answer by name, the page's API by method and path; ``hosts`` and ``invoked`` are what was asked."""

    functions: dict[str, Any] = field(default_factory=dict)
    api: dict[str, Any] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    invoked: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)

    def install(self, monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> None:
        for name in ("AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGION", "AMO_USER"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(URLLib3Session, "send", lambda _session, request: self._aws(request))
        monkeypatch.setattr(
            urllib.request.OpenerDirector, "open", lambda _opener, request, *_rest, **_more: self._page(request)
        )

    def _aws(self, request: Any) -> AWSResponse:
        parts = urlsplit(request.url)
        self.hosts.add(parts.hostname or "")
        service = str(parts.hostname).split(".")[0]
        status, content = self._answer(service, parts.path, request)
        return AWSResponse(
            request.url, status, HTTPHeaders.from_dict({"content-type": "application/json"}), _Raw(content)
        )

    def _answer(self, service: str, path: str, request: Any) -> tuple[int, bytes]:
        body = request.body or b""
        text = body.decode() if isinstance(body, bytes) else str(body)
        if service == "cloudformation":
            action = parse_qs(text)["Action"][0]
            return 200, {"DescribeStacks": STACK, "ListStackResources": RESOURCES}[action].encode()
        if service == "lambda":
            function = path.split("/")[3]
            self.invoked.append(function)
            return 200, json.dumps(self.functions.get(function.removeprefix("amo-"), {})).encode()
        if service == "sqs":
            queue = json.loads(text).get("QueueName", "q")
            return 200, json.dumps(_of_queue(request.headers, queue)).encode()
        if service == "logs":
            return 200, b'{"events": []}'
        raise AssertionError(f"nothing answers for {service}")

    def _page(self, request: Any) -> Any:
        url = request if isinstance(request, str) else request.full_url
        method = "GET" if isinstance(request, str) else request.get_method()
        parts = urlsplit(url)
        self.hosts.add(parts.hostname or "")
        path = parts.path.removeprefix("/api")
        self.called.append(f"{method} {path}")
        answer = SIGNED_IN if path == "/sign-in" else self.api[f"{method} {path}"]
        return _Answer(json.dumps(answer).encode())


class _Answer(io.BytesIO):
    status, headers = 200, Mapping


class _Raw(io.BytesIO):
    def stream(self, **_options: Any) -> Iterator[bytes]:
        yield self.read()


def _of_queue(headers: Mapping[str, Any], queue: str) -> Any:
    target = headers["X-Amz-Target"]
    action = (target.decode() if isinstance(target, bytes) else str(target)).rpartition(".")[2]
    if action == "GetQueueUrl":
        return {"QueueUrl": f"https://sqs.{REGION}.amazonaws.com/1/{queue}"}
    counts = {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0"}
    return {"Attributes": {**counts, "QueueArn": f"arn:aws:sqs:{REGION}:1:amo-undelivered"}}
