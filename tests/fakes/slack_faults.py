"""What no Slack emulator does: refuse tokens, lose answers, be busy. Lies around any Web API, fake or real."""

from collections import deque
from typing import Any

from lambdas.errors import Retryable
from lambdas.slack.client import AnswerLost, SlackRefused


class FaultySlack:
    """Has the shape of SlackApi. Each scripted fault strikes the next call of its method, once."""

    def __init__(self, api: Any) -> None:
        self._api = api
        self._faults: dict[str, deque[str]] = {}

    def will(self, method: str, *faults: str) -> None:
        """``lost answer``: it happened, nobody is told; ``no answer``: it did not; ``busy``; or an error code."""
        self._faults.setdefault(method, deque()).extend(faults)

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        waiting = self._faults.get(method)
        fault = waiting.popleft() if waiting else ""
        if fault == "busy":
            raise Retryable("Slack is busy; it is tried again.")
        if fault == "no answer":
            raise AnswerLost("Slack did not answer; it is tried again.")
        if fault and fault != "lost answer":
            raise SlackRefused(fault)
        answer: dict[str, Any] = self._api.call(method, **arguments)
        if fault == "lost answer":
            raise AnswerLost("Slack did not answer; it is tried again.")
        return answer

    def read_file(self, url: str, most: int) -> bytes:
        content: bytes = self._api.read_file(url, most)
        return content
