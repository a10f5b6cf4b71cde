"""CloudWatch Logs with its live tail: sessions end when a test says so. Requests are held to the service's model."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError, EventStreamError
from botocore.session import get_session
from botocore.validate import validate_parameters

A_PAGE = 3
TIMED_OUT = {"Error": {"Code": "SessionTimeoutException", "Message": "The session was open for three hours."}}


class FakeCloudWatchLogs:
    """``scripts`` has for each live session, in their order, what happens in it: lines by the functions of a test."""

    def __init__(self) -> None:
        self._model = get_session().get_service_model("logs")
        self.held: list[tuple[str, int, str]] = []
        self.scripts: list[Callable[[FakeCloudWatchLogs], Iterator[Any]]] = []
        self.refuses: str = ""
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.exceptions = SimpleNamespace(ResourceNotFoundException=KeyError)

    def log(self, group: str, at: int, text: str) -> dict[str, Any]:
        """Kept in the history; the answer is how a live session tells of it."""
        self.held.append((group, at, text))
        return {"logGroupIdentifier": f"1:{group}", "timestamp": at, "message": text, "logStreamName": "s"}

    def filter_log_events(self, **asked: Any) -> dict[str, Any]:
        self._check("FilterLogEvents", asked)
        pattern = asked.get("filterPattern", "").strip('"')
        found = [
            {"timestamp": at, "message": text, "logStreamName": "s"}
            for group, at, text in self.held
            if group == asked["logGroupName"] and at >= asked["startTime"] and pattern in text
        ]
        first = int(asked.get("nextToken", 0))
        more = {"nextToken": str(first + A_PAGE)} if len(found) > first + A_PAGE else {}
        return {"events": found[first : first + A_PAGE], **more}

    def start_live_tail(self, **asked: Any) -> dict[str, Any]:
        self._check("StartLiveTail", asked)
        assert len(asked["logGroupIdentifiers"]) <= 10
        if self.refuses:
            raise ClientError({"Error": {"Code": self.refuses, "Message": "no"}}, "StartLiveTail")
        if not self.scripts:
            raise StopTest
        return {"responseStream": self._session(self.scripts.pop(0))}

    def _session(self, script: "Callable[[FakeCloudWatchLogs], Iterator[Any]]") -> Iterator[dict[str, Any]]:
        yield {"sessionStart": {"requestId": "r", "sessionId": "s"}}
        yield from script(self)

    def _check(self, operation: str, asked: dict[str, Any]) -> None:
        self.asked.append((operation, asked))
        shape: Any = self._model.operation_model(operation).input_shape
        validate_parameters(asked, shape)


class StopTest(Exception):
    """The script of a test is over."""


def update(*results: dict[str, Any], sampled: bool = False) -> dict[str, Any]:
    return {"sessionUpdate": {"sessionMetadata": {"sampled": sampled}, "sessionResults": list(results)}}


def timed_out() -> EventStreamError:
    answer: Any = TIMED_OUT
    return EventStreamError(answer, "StartLiveTail")
