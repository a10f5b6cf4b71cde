"""Sends messages to one SQS queue."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lambdas.aws.batches import Entry, send_all
from lambdas.aws.errors import translated
from lambdas.errors import Refused


class Queue:
    def __init__(self, client: Any, url: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._url = url
        self._sleep = sleep

    def send(self, bodies: Sequence[Mapping[str, Any]]) -> None:
        """Each body (JSON types) at least once. Raises Retryable when the queue does not take them now."""
        entries = [{"Id": str(number), "MessageBody": json.dumps(body)} for number, body in enumerate(bodies)]
        send_all(entries, self._send, self._sleep)

    def _send(self, entries: list[Entry]) -> list[Entry]:
        with translated("sending to a queue"):
            failures = self._client.send_message_batch(QueueUrl=self._url, Entries=entries).get("Failed", [])
        if any(failure["SenderFault"] for failure in failures):
            raise Refused("A queue refused a message as malformed; sending it again would not help.")
        failed = {failure["Id"] for failure in failures}
        return [entry for entry in entries if entry["Id"] in failed]
