"""The rule of a redrive: where a message that was given up on goes, and as what. StartMessageMoveTask does not know it
for what EventBridge, the scheduler or Lambda put among the undelivered: they are no queues.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cli.dead_letters.letter import DeadLetter

PASSING = ("id", "time")
"""Of a scheduled run's request, what differs each time although the run is the same."""


@dataclass(frozen=True)
class ToQueue:
    name: str
    body: str
    group: str = ""
    message_id: str = ""

    @property
    def order(self) -> dict[str, str]:
        """For a queue in order: sent again after an interruption it is the same message, given up on anew it is not."""
        if not self.group:
            return {}
        return {"MessageGroupId": self.group, "MessageDeduplicationId": f"redriven-{self.message_id}"}


@dataclass(frozen=True)
class ToFunction:
    """``request`` is what it was called with. Of runs that the clock began and that failed, one makes up for all."""

    name: str
    request: Mapping[str, Any] = field(hash=False)

    @property
    def run(self) -> str:
        same = {key: value for key, value in self.request.items() if key not in PASSING}
        return f"{self.name} {json.dumps(same, sort_keys=True)}"


@dataclass(frozen=True)
class Stuck:
    """It stays where it is; ``reason`` says what a person can do."""

    reason: str


Destination = ToQueue | ToFunction | Stuck


def destination(letter: DeadLetter, source: str, own: str) -> Destination:
    """``source``: the queue whose dead letter it is, empty among the undelivered; ``own``: this queue's ARN."""
    if source:
        return ToQueue(source, letter.body, letter.group, letter.message_id)
    content, target = letter.content, letter.attributes.get("TARGET_ARN", "")
    if letter.attributes.get("IS_PAYLOAD_TRUNCATED") == "true":
        return Stuck("only a part of it was kept: do by hand what it was for")
    if not target and isinstance(content, dict) and isinstance(content.get("requestContext"), dict):
        target, content = str(content["requestContext"].get("functionArn", "")), content.get("requestPayload")
    if not _is_of_the_same_stage(target, own):
        return Stuck("it does not say which queue or function of this stage it was for")
    if target.split(":")[2] == "sqs":
        return ToQueue(target.split(":")[5], letter.body)
    if not isinstance(content, dict):
        return Stuck("what the function was called with cannot be read")
    return ToFunction(target.split(":")[6], content)


def _is_of_the_same_stage(target: str, own: str) -> bool:
    """``own`` ends with PREFIX-undelivered; a target is PREFIX-NAME in the same account and region."""
    parts, home = target.split(":"), own.split(":")
    prefix = home[-1].rpartition("-")[0]
    if len(parts) < 6 or parts[3:5] != home[3:5]:
        return False
    if parts[2] == "lambda" and len(parts) < 7:
        return False
    name = {"sqs": parts[5], "lambda": parts[-1] if len(parts) < 8 else parts[6]}.get(parts[2], "")
    return name.startswith(f"{prefix}-")
