"""Asks the calendar monitor to read a user's calendars now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.instants import iso


@dataclass(frozen=True, slots=True)
class SyncRequests:
    queue: Queue

    def request(self, user_id: str, replan: bool = False) -> None:
        """``replan``: what is known is planned anew as well."""
        self.queue.send([{"user_id": user_id, "replan": replan}])

    def request_end(self, user_id: str, ended: Iterable[CalendarConnection], now: datetime) -> None:
        """These calendars were taken away: whoever tells of their changes is to stop that."""
        told = [_named(connection) for connection in ended if connection.account_id]
        if told:
            self.queue.send([{"user_id": user_id, "connections": told, "ended_at": iso(now)}])


def _named(connection: CalendarConnection) -> dict[str, object]:
    """Returns what names it at its provider, and nothing that was read from it."""
    return connection.model_dump(mode="json", include={"calendar_id", "source", "label", "address", "account_id"})
