"""One SQS queue: what is sent to it, and what of it comes again."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lambdas.aws.batches import Entry, send_all
from lambdas.aws.errors import translated
from lambdas.aws.held_messages import Record
from lambdas.domain.kernel.queue_names import dead_letters_of, order_id
from lambdas.errors import Refused

Body = Mapping[str, Any]
SENDING = "sending to a queue"


class Queue:
    def __init__(self, client: Any, url: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._url = url
        self._sleep = sleep

    def send(self, bodies: Sequence[Body], delay: int = 0) -> None:
        """Each body (JSON types) at least once, after ``delay`` seconds.

        Raises Retryable when the queue does not take them now.
        """
        later = {"DelaySeconds": delay} if delay else {}
        entries = [{"Id": str(number), "MessageBody": json.dumps(body), **later} for number, body in enumerate(bodies)]
        send_all(entries, self._send, self._sleep)

    def send_in_order(self, group: str, name: str, body: Body) -> None:
        """One body, behind those of its ``group``; sent again under its ``name`` within five minutes it is the same.

        Raises Retryable when the queue does not take it now.
        """
        with translated(SENDING):
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=json.dumps(body),
                MessageGroupId=order_id(group),
                MessageDeduplicationId=order_id(group, name),
            )

    def hold(self, records: Sequence[Record], seconds: int) -> None:
        """The messages are shown to nobody else for so long from now. Raises AmoError when they cannot be hidden."""
        entries = [
            {"Id": str(number), "ReceiptHandle": record["receiptHandle"], "VisibilityTimeout": seconds}
            for number, record in enumerate(records)
        ]
        with translated("holding messages"):
            self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)

    def show_again(self, record: Record, seconds: int) -> None:
        """The record of a message that was not handled: it is shown again then. Raises AmoError when it cannot."""
        with translated("showing a message again"):
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=seconds
            )

    def give_up(self, record: Record) -> None:
        """Puts a message in order among the dead letters, as SQS itself does at the end. Raises AmoError."""
        attributes = record["attributes"]
        with translated(SENDING):
            self._client.send_message(
                QueueUrl=dead_letters_of(self._url),
                MessageBody=record["body"],
                MessageGroupId=attributes["MessageGroupId"],
                MessageDeduplicationId=order_id(record["messageId"]),
            )

    def _send(self, entries: list[Entry]) -> list[Entry]:
        with translated(SENDING):
            failures = self._client.send_message_batch(QueueUrl=self._url, Entries=entries).get("Failed", [])
        if any(failure["SenderFault"] for failure in failures):
            raise Refused("A queue refused a message as malformed; sending it again would not help.")
        failed = {failure["Id"] for failure in failures}
        return [entry for entry in entries if entry["Id"] in failed]
