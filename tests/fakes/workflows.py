"""Executions in a dictionary, with the tokens that wait for an answer; moved along by hand."""

import json
from collections.abc import Mapping
from typing import Any

from lambdas.domain.preparation.executions import Billable, WorkflowExecution, WorkflowStatus
from lambdas.errors import NotFound, Retryable


class FakeWorkflows:
    """``started`` counts every execution really begun; ``waiting`` maps a token to nothing until it is answered."""

    def __init__(self) -> None:
        self.statuses: dict[str, WorkflowStatus] = {}
        self.inputs: dict[str, dict[str, Any]] = {}
        self.waiting: set[str] = set()
        self.answers: list[tuple[str, Any]] = []
        self.is_down = False

    @property
    def started(self) -> list[str]:
        """Names of the executions, in their order."""
        return [arn.rpartition(":")[2] for arn in self.statuses]

    def arn_of(self, name: str) -> str:
        return f"arn:aws:states:eu-central-1:123456789012:execution:meeting_prep:{name}"

    def start(self, name: str, execution_input: Mapping[str, Any]) -> str:
        if self.is_down:
            raise Retryable("AWS was too busy while starting a workflow; it is tried again.")
        arn = self.arn_of(name)
        if arn not in self.statuses:
            self.statuses[arn] = WorkflowStatus.RUNNING
            self.inputs[name] = json.loads(json.dumps(execution_input))
        return arn

    def stop(self, arn: str, reason: str) -> bool:
        if self.status(arn) is WorkflowStatus.RUNNING:
            self.statuses[arn] = WorkflowStatus.ABORTED
        return arn in self.statuses

    def resume(self, token: str, output: Mapping[str, Any]) -> bool:
        return self._answered(token, dict(output))

    def fail(self, token: str, error: str) -> bool:
        return self._answered(token, error)

    def status(self, arn: str) -> WorkflowStatus:
        return self.statuses.get(arn, WorkflowStatus.GONE)

    def is_running(self, arn: str) -> bool:
        return self.status(arn) is WorkflowStatus.RUNNING

    def history(self, arn: str) -> WorkflowExecution:
        if arn not in self.statuses:
            raise NotFound("This workflow is no longer on record.")
        billable = Billable(state_transitions=0, lambda_invocations=0)
        return WorkflowExecution(execution=arn, status=self.statuses[arn], states=(), billable=billable)

    def end(self, name: str, status: WorkflowStatus) -> None:
        self.statuses[self.arn_of(name)] = status

    def _answered(self, token: str, answer: Any) -> bool:
        if self.is_down:
            raise Retryable("AWS was too busy while resuming a workflow; it is tried again.")
        if token not in self.waiting:
            return False
        self.waiting.discard(token)
        self.answers.append((token, answer))
        return True
