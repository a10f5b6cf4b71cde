"""Counting what nobody could handle, against SQS (moto) and against the fake used elsewhere."""

from collections.abc import Callable, Iterator

import pytest
from botocore.stub import Stubber
from moto import mock_aws

from lambdas.aws.dead_letters import DeadLetters
from lambdas.errors import Retryable
from lambdas.settings import Settings
from tests.contracts.aws import aws_client
from tests.fakes.dead_letters import FakeDeadLetters

Held = tuple[DeadLetters | FakeDeadLetters, Callable[[str, int], None]]
NAMES = ("amo-undelivered", "amo-reminders-failed", "amo-due_preps-failed")


@pytest.fixture(params=["sqs", "fake"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    if request.param == "fake":
        fake = FakeDeadLetters()
        yield fake, fake.held.__setitem__
        return
    with mock_aws():
        client = aws_client(monkeypatch, "sqs")
        urls = {name: client.create_queue(QueueName=name)["QueueUrl"] for name in NAMES}

        def hold(name: str, count: int) -> None:
            for number in range(count):
                client.send_message(QueueUrl=urls[name], MessageBody=str(number))

        yield DeadLetters(client, list(urls.values())), hold


def test_queues_that_hold_something_are_named_with_how_much(held: Held) -> None:
    dead_letters, hold = held
    assert dead_letters.counts() == {}
    hold("amo-reminders-failed", 2)
    hold("amo-undelivered", 1)
    assert dead_letters.counts() == {"amo-undelivered": 1, "amo-reminders-failed": 2}


def test_a_queue_that_is_too_busy_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    client = aws_client(monkeypatch, "sqs")
    dead_letters = DeadLetters(client, ["https://sqs/1/amo-undelivered"])
    with Stubber(client) as busy:
        busy.add_client_error("get_queue_attributes", "ThrottlingException", http_status_code=400)
        with pytest.raises(Retryable, match="counting dead letters"):
            dead_letters.counts()


def test_all_their_addresses_follow_from_one() -> None:
    environment = {
        "AMO_QUEUES": "https://sqs.eu-central-1.amazonaws.com/1/amo-team-",
        "AMO_DEAD_LETTERS": "reminders,due_preps",
    }
    base = "https://sqs.eu-central-1.amazonaws.com/1/amo-team-"
    urls = (f"{base}undelivered", f"{base}reminders-failed", f"{base}due_preps-failed")
    assert Settings(environment).dead_letter_urls == urls
