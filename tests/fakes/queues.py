"""A queue as a list of bodies; can be told to fail."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lambdas.errors import Retryable


class FakeQueue:
    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.is_down = False

    def send(self, bodies: Sequence[Mapping[str, Any]]) -> None:
        if self.is_down and bodies:
            raise Retryable("AWS refused the messages; they are sent again later.")
        self.bodies.extend(json.loads(json.dumps(body)) for body in bodies)


def sqs_event(*bodies: Mapping[str, Any] | str) -> dict[str, Any]:
    """What Lambda gets from SQS: record ``m0`` holds the first body. A string is passed on as it is."""
    return {
        "Records": [
            {"messageId": f"m{number}", "body": body if isinstance(body, str) else json.dumps(body)}
            for number, body in enumerate(bodies)
        ]
    }
