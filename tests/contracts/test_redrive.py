"""Sending dead letters again, against SQS (moto) and the shapes of Lambda's own service model."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from cli.dead_letters.names import words_of
from cli.dead_letters.queues import DeadLetterQueues
from lambdas.domain.kernel.queue_names import IN_ORDER
from lambdas.errors import NotFound, Retryable

REGION = "eu-central-1"
ARN = f"arn:aws:{{}}:{REGION}:123456789012:{{}}"


class Stage:
    """A stage's queues; ``invocations`` is told what Lambda will be asked for."""

    def __init__(self) -> None:
        self.sqs = boto3.client("sqs", region_name=REGION)
        self.functions = boto3.client("lambda", region_name=REGION)
        self.invocations = Stubber(self.functions)
        for name in words_of("amo"):
            self.make(name)
        for name in ("amo-prep_requests", f"amo-messages{IN_ORDER}"):
            self.make(name)
        self.queues = DeadLetterQueues(self.sqs, self.functions, "amo")

    def make(self, name: str) -> None:
        fifo = {"FifoQueue": "true"} if name.endswith(IN_ORDER) else {}
        self.sqs.create_queue(QueueName=name, Attributes=fifo)

    def url(self, name: str) -> str:
        return str(self.sqs.get_queue_url(QueueName=name)["QueueUrl"])

    def put(self, name: str, body: Any, target: str = "", **order: str) -> None:
        attributes = {"TARGET_ARN": {"DataType": "String", "StringValue": target}} if target else {}
        body = body if isinstance(body, str) else json.dumps(body)
        self.sqs.send_message(QueueUrl=self.url(name), MessageBody=body, MessageAttributes=attributes, **order)

    def bodies(self, name: str) -> list[str]:
        answer = self.sqs.receive_message(QueueUrl=self.url(name), MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [message["Body"] for message in answer.get("Messages", [])]

    def holds(self, name: str) -> int:
        return {one.name: one.holds for one in self.queues.list_all()}[name]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(variable, "testing")
    with mock_aws():
        yield Stage()


TO_PREP_REQUESTS = ARN.format("sqs", "amo-prep_requests")


def test_an_event_that_was_not_delivered_reaches_its_queue_and_is_gone_here(stage: Stage) -> None:
    stage.put("amo-undelivered", {"detail": {"meeting_id": "m"}}, TO_PREP_REQUESTS)
    done = stage.queues.redrive("amo-undelivered")
    assert (done.sent, done.stuck, stage.holds("amo-undelivered")) == (1, [], 0)
    assert stage.bodies("amo-prep_requests") == ['{"detail": {"meeting_id": "m"}}']


def test_what_cannot_go_anywhere_stays_visible_and_stops_nothing(stage: Stage) -> None:
    stage.put("amo-undelivered", "nobody knows")
    stage.put("amo-undelivered", {}, ARN.format("sqs", "amo-gone"))
    stage.put("amo-undelivered", {"n": 1}, TO_PREP_REQUESTS)
    done = stage.queues.redrive("amo-undelivered")
    assert (done.sent, len(done.stuck)) == (1, 2)
    assert any("amo-gone is not there any more" in line for line in done.stuck)
    assert len(stage.bodies("amo-undelivered")) == 2


def test_an_interrupted_redrive_loses_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        stage.put("amo-undelivered", {"n": number}, TO_PREP_REQUESTS)
    send, sent = stage.sqs.send_message, list[Any]()

    def breaks(**request: Any) -> Any:
        if sent:
            raise ConnectionResetError("the laptop was closed")
        sent.append(request)
        return send(**request)

    monkeypatch.setattr(stage.sqs, "send_message", breaks)
    with pytest.raises(ConnectionResetError):
        stage.queues.redrive("amo-undelivered")
    assert len(stage.bodies("amo-undelivered")) == 2
    monkeypatch.setattr(stage.sqs, "send_message", send)
    stage.queues.redrive("amo-undelivered")
    assert {json.loads(body)["n"] for body in stage.bodies("amo-prep_requests")} == {0, 1, 2}


def test_a_message_that_was_sent_but_not_taken_away_is_in_order_sent_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.put(f"amo-messages-failed{IN_ORDER}", {"n": 1}, MessageGroupId="ada", MessageDeduplicationId="one")
    delete = stage.sqs.delete_message
    monkeypatch.setattr(stage.sqs, "delete_message", lambda **_: (_ for _ in ()).throw(ConnectionResetError()))
    with pytest.raises(ConnectionResetError):
        stage.queues.redrive(f"amo-messages-failed{IN_ORDER}")
    monkeypatch.setattr(stage.sqs, "delete_message", delete)
    assert stage.queues.redrive(f"amo-messages-failed{IN_ORDER}").sent == 1
    assert stage.bodies(f"amo-messages{IN_ORDER}") == ['{"n": 1}']


def test_a_persons_messages_go_again_in_their_order(stage: Stage) -> None:
    for number in range(3):
        order = {"MessageGroupId": "ada", "MessageDeduplicationId": str(number)}
        stage.put(f"amo-messages-failed{IN_ORDER}", str(number), **order)
    stage.queues.redrive(f"amo-messages-failed{IN_ORDER}")
    assert stage.bodies(f"amo-messages{IN_ORDER}") == ["0", "1", "2"]


def test_many_failed_runs_of_the_clock_are_made_up_for_by_one(stage: Stage) -> None:
    context = {"functionArn": ARN.format("lambda", "function:amo-sweep_preps:$LATEST")}
    for number in range(3):
        stage.put("amo-undelivered", {"requestContext": context, "requestPayload": {"id": str(number)}})
    answer = {"StatusCode": 202}
    with stage.invocations as lambdas:
        lambdas.add_response("invoke", answer)
        assert stage.queues.redrive("amo-undelivered").sent == 3
        lambdas.assert_no_pending_responses()
    assert stage.holds("amo-undelivered") == 0


def test_a_function_that_is_busy_keeps_its_message_for_later(stage: Stage) -> None:
    stage.put("amo-undelivered", {"id": "1"}, ARN.format("lambda", "function:amo-sweep_preps"))
    with stage.invocations as lambdas:
        lambdas.add_client_error("invoke", "TooManyRequestsException", http_status_code=429)
        with pytest.raises(Retryable, match=r"TooManyRequestsException.*still in amo-undelivered"):
            stage.queues.redrive("amo-undelivered")
    assert len(stage.bodies("amo-undelivered")) == 1


def test_looking_takes_nothing_away(stage: Stage) -> None:
    for number in range(12):
        stage.put("amo-undelivered", str(number))
    assert len(stage.queues.look_at("amo-undelivered")) == 12
    assert len(stage.queues.look_at("amo-undelivered")) == 12


def test_a_queue_is_found_with_and_without_the_stages_prefix(stage: Stage) -> None:
    assert stage.queues.name_of("reminders-failed") == stage.queues.name_of("amo-reminders-failed")
    with pytest.raises(NotFound, match="no dead-letter queue reminders "):
        stage.queues.name_of("reminders")
