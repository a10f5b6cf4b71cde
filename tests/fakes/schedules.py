"""One-time schedules in a dictionary, fired by hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.domain.kernel.instants import to_utc
from lambdas.errors import Retryable


@dataclass(frozen=True)
class Scheduled:
    at: datetime
    queue_arn: str
    body: dict[str, Any]


class FakeSchedules:
    def __init__(self) -> None:
        self.waiting: dict[str, Scheduled] = {}
        self.calls = 0
        self.is_down = False

    def send_at(self, name: str, at: datetime, queue_arn: str, body: Mapping[str, Any]) -> None:
        self._called()
        self.waiting[name] = Scheduled(to_utc(at).replace(microsecond=0), queue_arn, json.loads(json.dumps(body)))

    def cancel(self, name: str) -> None:
        self._called()
        self.waiting.pop(name, None)

    def fire_due(self, now: datetime) -> list[Scheduled]:
        """Removes and returns what is due, earliest first."""
        due = sorted(
            (name for name, entry in self.waiting.items() if entry.at <= now), key=lambda n: self.waiting[n].at
        )
        return [self.waiting.pop(name) for name in due]

    def _called(self) -> None:
        if self.is_down:
            raise Retryable("A timer could not be set; it is tried again.")
        self.calls += 1
