"""Starts, stops, resumes and tells about executions of the preparation workflow."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from lambdas.aws.errors import translated
from lambdas.domain.kernel.instants import to_utc
from lambdas.domain.preparation.executions import (
    HistoryEvent,
    HistoryEventKind,
    WorkflowExecution,
    WorkflowStatus,
    execution_of,
)
from lambdas.errors import NotFound

DEAD_TOKENS = {"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"}
"""A used, late or unknown token gets one of the three; which one differs between engines."""

NOT_STOPPABLE = {"ExecutionDoesNotExist", "ValidationException"}


class Workflows:
    def __init__(self, client: Any, state_machine_arn: str) -> None:
        self._client = client
        self._state_machine_arn = state_machine_arn

    def start(self, name: str, execution_input: Mapping[str, Any]) -> str:
        """The arn of the execution ``name``. One that exists already counts as started (fault 69)."""
        arn = self.arn_of(name)
        with translated("starting a workflow"):
            try:
                self._client.start_execution(
                    stateMachineArn=self._state_machine_arn, name=name, input=json.dumps(execution_input)
                )
            except self._client.exceptions.ExecutionAlreadyExists:
                return arn
        return arn

    def arn_of(self, name: str) -> str:
        return f"{self._state_machine_arn.replace(':stateMachine:', ':execution:')}:{name}"

    def stop(self, arn: str, reason: str) -> bool:
        """Ends the execution; one that has ended is fine. False when it never was. ``reason`` is for the operator."""
        with translated("stopping a workflow"):
            try:
                self._client.stop_execution(executionArn=arn, error="Withdrawn", cause=reason)
            except ClientError as error:
                code = str(error.response["Error"]["Code"])
                if code not in NOT_STOPPABLE:
                    raise
                return code != "ExecutionDoesNotExist"
        return True

    def resume(self, token: str, output: Mapping[str, Any]) -> bool:
        """Lets a waiting execution go on. False when nobody waits for this token any more (fault 70)."""
        with translated("resuming a workflow"):
            return self._answered(self._client.send_task_success, taskToken=token, output=json.dumps(output))

    def fail(self, token: str, error: str) -> bool:
        """Fails the waiting task, so that it is tried again or caught. False when nobody waits any more."""
        with translated("failing a step of a workflow"):
            return self._answered(self._client.send_task_failure, taskToken=token, error=error)

    def status(self, arn: str) -> WorkflowStatus:
        """``GONE`` when there is no such execution (any more)."""
        with translated("asking how a workflow is"):
            try:
                description = self._client.describe_execution(executionArn=arn)
            except self._client.exceptions.ExecutionDoesNotExist:
                return WorkflowStatus.GONE
        return WorkflowStatus(description["status"])

    def is_running(self, arn: str) -> bool:
        return self.status(arn) is WorkflowStatus.RUNNING

    def history(self, arn: str) -> WorkflowExecution:
        """Every step of the execution with its times. Raises NotFound when there is no such execution."""
        with translated("reading a workflow's history"):
            try:
                pages = self._client.get_paginator("get_execution_history").paginate(
                    executionArn=arn, includeExecutionData=False
                )
                events = [_event(event) for page in pages for event in page["events"]]
            except self._client.exceptions.ExecutionDoesNotExist as error:
                raise NotFound("This workflow is no longer on record.") from error
        return execution_of(arn, self.status(arn), events)

    def _answered(self, send: Any, **answer: str) -> bool:
        try:
            send(**answer)
        except ClientError as error:
            if error.response["Error"]["Code"] in DEAD_TOKENS:
                return False
            raise
        return True


_KINDS = {
    "TaskScheduled": HistoryEventKind.ATTEMPTED,
    "LambdaFunctionScheduled": HistoryEventKind.ATTEMPTED,
    "TaskSucceeded": HistoryEventKind.SUCCEEDED,
    "LambdaFunctionSucceeded": HistoryEventKind.SUCCEEDED,
}
_FAILURES = ("Failed", "TimedOut")


def _event(event: Mapping[str, Any]) -> HistoryEvent:
    """Only names and times: causes, inputs and outputs may hold people's data."""
    details: Mapping[str, str] = next((value for key, value in event.items() if key.endswith("EventDetails")), {})
    return HistoryEvent(
        number=event["id"],
        follows=event.get("previousEventId", 0),
        kind=_kind(event["type"]),
        at=to_utc(event["timestamp"]),
        state=details.get("name", ""),
        error=details.get("error", ""),
    )


def _kind(event_type: str) -> HistoryEventKind:
    if event_type.endswith("StateEntered"):
        return HistoryEventKind.ENTERED_TASK if event_type == "TaskStateEntered" else HistoryEventKind.ENTERED
    if event_type.endswith("StateExited"):
        return HistoryEventKind.LEFT
    if event_type.startswith(("Task", "LambdaFunction")) and event_type.endswith(_FAILURES):
        return HistoryEventKind.FAILED
    return _KINDS.get(event_type, HistoryEventKind.OTHER)
