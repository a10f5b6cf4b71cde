"""The bus as a list; can be told to fail."""

from collections.abc import Sequence

from lambdas.domain.kernel.events import Event
from lambdas.errors import Retryable


class FakeBus:
    def __init__(self) -> None:
        self.published: list[Event] = []
        self.is_down = False

    def publish(self, events: Sequence[Event]) -> None:
        if self.is_down and events:
            raise Retryable("AWS refused the messages; they are sent again later.")
        self.published.extend(events)

    def named(self, name: str) -> list[Event]:
        return [event for event in self.published if event.name == name]
