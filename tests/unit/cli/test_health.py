"""What status and doctor say about messages nobody could handle."""

from dataclasses import dataclass
from typing import Any

from cli.health import _dead_letters


@dataclass
class FakeQueues:
    """As much of SQS as the check asks; ``waiting``: how many messages each queue holds."""

    waiting: dict[str, int]
    prefix = "amo"

    def client(self, _service: str) -> "FakeQueues":
        return self

    def list_queues(self, QueueNamePrefix: str) -> dict[str, Any]:  # noqa: N803 - botocore's name
        return {"QueueUrls": [f"http://sqs/1/{name}" for name in self.waiting if name.startswith(QueueNamePrefix)]}

    def get_queue_attributes(self, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: N803
        return {"Attributes": {"ApproximateNumberOfMessages": str(self.waiting[QueueUrl.rsplit("/", 1)[1]])}}


def test_messages_given_up_on_are_named_with_their_queue() -> None:
    found = _dead_letters(FakeQueues({"amo-reminders": 5, "amo-reminders-failed": 2, "amo-undelivered": 1}))
    assert not found["ok"]
    assert "2 in amo-reminders-failed, 1 in amo-undelivered" in found["detail"]


def test_messages_on_their_way_are_no_trouble() -> None:
    found = _dead_letters(FakeQueues({"amo-reminders": 5, "amo-reminders-failed": 0, "amo-undelivered": 0}))
    assert found == {"name": "dead letters", "ok": True, "detail": "none"}
