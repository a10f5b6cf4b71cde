"""The stand-in for Microsoft Graph with every answer held to Microsoft's published types."""

from collections.abc import Callable
from datetime import UTC, datetime

from cli.local.microsoft_fake.events import Json
from cli.local.microsoft_fake.server import Asked, GraphFake
from tests.fakes.graph import metadata


class FakeGraph(GraphFake):
    """``asked`` records every request; ``broken`` says where an answer did not fit the published types."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(clock, check=metadata.check)
        self.broken: list[str] = []
        self.asked: list[Asked] = []
        self.note, self.check = self.asked.append, self._check

    def __enter__(self) -> "FakeGraph":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        assert not self.broken, self.broken

    @property
    def requests(self) -> int:
        return len(self.asked)

    def _check(self, asked: Asked, said: Json) -> None:
        try:
            _checked(asked, said)
        except AssertionError as wrong:
            self.broken.append(str(wrong))


def _checked(asked: Asked, body: Json) -> None:
    if asked.path.endswith("/calendars"):
        for calendar in body["value"]:
            metadata.check("calendar", calendar)
    elif "value" in body:
        metadata.check_page(body)
    elif "error" not in body:
        metadata.check("subscription" if "notificationUrl" in body else "event", body)
