"""Publishes events on the bus ``amo``."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from lambdas.aws.batches import Entry, send_all
from lambdas.aws.errors import translated
from lambdas.domain.kernel.events import Event


class Bus:
    def __init__(self, client: Any, bus: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._bus = bus
        self._sleep = sleep

    def publish(self, events: Sequence[Event]) -> None:
        """Each event at least once, in no particular order. Raises Retryable when some could not be placed."""
        send_all([self._entry(event) for event in events], self._put, self._sleep)

    def _entry(self, event: Event) -> Entry:
        return {
            "EventBusName": self._bus,
            "Source": event.source.value,
            "DetailType": event.name,
            "Detail": event.model_dump_json(),
        }

    def _put(self, entries: list[Entry]) -> list[Entry]:
        with translated("publishing events"):
            answers = self._client.put_events(Entries=entries)["Entries"]
        return [entry for entry, answer in zip(entries, answers, strict=True) if "ErrorCode" in answer]
