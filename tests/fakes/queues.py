"""A queue as a list of bodies; can be told to fail."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambdas.errors import Retryable


@dataclass(frozen=True)
class InOrder:
    """A body in its group's order; ``name`` tells it from those sent twice."""

    group: str
    name: str
    body: dict[str, Any]


class FakeQueue:
    """``held``: the records of each hold, and for how many seconds.

    ``shown_again`` maps the records that failed to the seconds after which they come again.
    """

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.delays: list[int] = []
        self.in_order: list[InOrder] = []
        self.held: list[tuple[tuple[str, ...], int]] = []
        self.shown_again: dict[str, int] = {}
        self.given_up: list[str] = []
        self.is_down = False

    def send(self, bodies: Sequence[Mapping[str, Any]], delay: int = 0) -> None:
        if self.is_down and bodies:
            raise Retryable("AWS refused the messages; they are sent again later.")
        self.bodies.extend(json.loads(json.dumps(body)) for body in bodies)
        self.delays.extend([delay] * len(bodies))

    def send_in_order(self, group: str, name: str, body: Mapping[str, Any]) -> None:
        if self.is_down:
            raise Retryable("AWS refused the message; it is sent again later.")
        sent = InOrder(group, name, json.loads(json.dumps(body)))
        if all((one.group, one.name) != (group, name) for one in self.in_order):
            self.in_order.append(sent)

    def hold(self, records: Sequence[Mapping[str, Any]], seconds: int) -> None:
        if self.is_down:
            raise Retryable("AWS could not be reached; it is tried again.")
        self.held.append((tuple(record["messageId"] for record in records), seconds))

    def show_again(self, record: Mapping[str, Any], seconds: int) -> None:
        if self.is_down:
            raise Retryable("AWS could not be reached; it is tried again.")
        self.shown_again[record["messageId"]] = seconds

    def give_up(self, record: Mapping[str, Any]) -> None:
        if self.is_down:
            raise Retryable("AWS could not be reached; it is tried again.")
        self.given_up.append(record["messageId"])


def sqs_event(*bodies: Mapping[str, Any] | str, received: int = 1, group: str = "") -> dict[str, Any]:
    """What Lambda gets from SQS: record ``m0`` holds the first body. A string is passed on as it is.

    ``received`` is how often it was shown; with a ``group`` it comes from a queue in order.
    """
    attributes = {"ApproximateReceiveCount": str(received), **({"MessageGroupId": group} if group else {})}
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "receiptHandle": f"h{number}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": attributes,
            }
            for number, body in enumerate(bodies)
        ]
    }
