"""SES and SNS as far as AMO asks them: each keeps what it was given, and fails as told, call by call."""

from typing import Any


class _Service:
    def __init__(self) -> None:
        self.problems: list[Exception | None] = []
        self.calls: list[dict[str, Any]] = []

    def _answer(self, call: dict[str, Any]) -> dict[str, str]:
        self.calls.append(call)
        problem = self.problems.pop(0) if self.problems else None
        if problem:
            raise problem
        return {"MessageId": f"id-{len(self.calls)}"}


class FakeSes(_Service):
    def send_email(self, **call: Any) -> dict[str, str]:
        return self._answer(call)


class FakeSns(_Service):
    def publish(self, **call: Any) -> dict[str, str]:
        return self._answer(call)
