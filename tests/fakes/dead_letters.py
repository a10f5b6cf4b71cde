"""Queues of dead letters that hold what a test says."""

from collections.abc import Mapping

from lambdas.errors import Retryable


class FakeDeadLetters:
    def __init__(self) -> None:
        self.held: dict[str, int] = {}
        self.is_down = False

    def counts(self) -> Mapping[str, int]:
        if self.is_down:
            raise Retryable("AWS did not count the dead letters; look again later.")
        return {name: count for name, count in self.held.items() if count}
