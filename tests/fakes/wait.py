"""What a conversation sees of its workflow: tasks that wait for tokens, and the preparation's own progress."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lambdas.errors import Conflict, Retryable


class FakeTasks:
    """The part of ``Workflows`` that answers tokens. A token is good once; any other is dead (fault 70)."""

    def __init__(self) -> None:
        self.waiting: set[str] = set()
        self.outputs: list[Mapping[str, Any]] = []
        self.failures: list[str] = []
        self.is_down = False

    def resume(self, token: str, output: Mapping[str, Any]) -> bool:
        return self._answered(token, self.outputs, output)

    def fail(self, token: str, error: str) -> bool:
        return self._answered(token, self.failures, error)

    def _answered(self, token: str, answers: list[Any], answer: Any) -> bool:
        if self.is_down:
            raise Retryable("AWS was too busy while resuming a workflow; it is tried again.")
        if token not in self.waiting:
            return False
        self.waiting.discard(token)
        answers.append(answer)
        return True


class FakeProgress:
    """The part of ``Preparations`` a conversation reports to. ``over`` makes the run one that has ended."""

    def __init__(self) -> None:
        self.waiting_until: datetime | None = None
        self.resume_expected_at: list[datetime] = []
        self.completed = 0
        self.over = False

    def await_answers(self, meeting_id: str, run: int, deadline: datetime) -> None:
        self._refuse_when_over()
        self.waiting_until = deadline

    def expect_resume(self, meeting_id: str, run: int, now: datetime) -> None:
        self._refuse_when_over()
        self.resume_expected_at.append(now)

    def complete(self, meeting_id: str, run: int) -> None:
        self._refuse_when_over()
        self.completed += 1

    def _refuse_when_over(self) -> None:
        if self.over:
            raise Conflict("Somebody else was faster while recording how far a preparation is; look again.")
