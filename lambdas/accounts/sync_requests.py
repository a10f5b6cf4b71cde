"""Asks the calendar monitor to read a user's calendars now."""

from dataclasses import dataclass

from lambdas.aws.queue import Queue


@dataclass(frozen=True, slots=True)
class SyncRequests:
    queue: Queue

    def request(self, user_id: str, replan: bool = False) -> None:
        """``replan``: what is known is planned anew as well."""
        self.queue.send([{"user_id": user_id, "replan": replan}])
