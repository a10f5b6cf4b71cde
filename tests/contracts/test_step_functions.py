"""What every engine of workflows does; run against Step Functions (moto) and against the fake used elsewhere.

What moto does not play (tokens, histories) is run on the embedded engine: tests/workflows/test_meeting_prep.py.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from lambdas.aws.step_functions import Workflows
from lambdas.errors import NotFound, Retryable
from tests.contracts.aws import aws_client
from tests.fakes.workflows import FakeWorkflows

DEFINITION = '{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 900, "End": true}}}'


@pytest.fixture(params=["step functions", "fake"])
def workflows(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workflows | FakeWorkflows]:
    if request.param == "fake":
        yield FakeWorkflows()
        return
    with mock_aws():
        client = aws_client(monkeypatch, "stepfunctions")
        role = "arn:aws:iam::123456789012:role/any"
        machine = client.create_state_machine(name="meeting_prep", definition=DEFINITION, roleArn=role)
        yield Workflows(client, machine["stateMachineArn"])


def test_fault_69_starting_twice_is_one_execution(workflows: Workflows) -> None:
    first = workflows.start("m1-v1-r1", {"run": 1})
    assert workflows.start("m1-v1-r1", {"run": 1}) == first == workflows.arn_of("m1-v1-r1")
    assert workflows.is_running(first)


def test_an_execution_is_stopped_once_and_for_all(workflows: Workflows) -> None:
    arn = workflows.start("m1-v1-r1", {})
    assert workflows.stop(arn, "the meeting was cancelled")
    assert workflows.stop(arn, "the meeting was cancelled")
    assert workflows.status(arn) == "ABORTED"
    assert workflows.start("m1-v1-r1", {}) == arn
    assert not workflows.is_running(arn)


def test_an_execution_that_never_was_is_gone(workflows: Workflows) -> None:
    arn = workflows.arn_of("never")
    assert not workflows.stop(arn, "nothing to stop")
    assert workflows.status(arn) == "GONE"
    assert not workflows.is_running(arn)
    with pytest.raises(NotFound):
        workflows.history(arn)


class AnswersWith:
    """A client every call of which ends in one error."""

    def __init__(self, code: str) -> None:
        self._code = code

    def __getattr__(self, operation: str) -> Any:
        def call(**_arguments: Any) -> None:
            raise ClientError({"Error": {"Code": self._code, "Message": ""}}, operation)

        return call


@pytest.mark.parametrize("code", ["TaskDoesNotExist", "InvalidToken", "TaskTimedOut"])
def test_fault_70_whatever_a_dead_token_is_answered_with_nobody_waits_for_it(code: str) -> None:
    workflows = Workflows(AnswersWith(code), "arn")
    assert not workflows.resume("token", {"outcome": "finished"})
    assert not workflows.fail("token", "Broken")


def test_a_busy_engine_is_asked_again_later() -> None:
    workflows = Workflows(AnswersWith("ThrottlingException"), "arn")
    with pytest.raises(Retryable):
        workflows.resume("token", {})
    with pytest.raises(Retryable):
        workflows.stop("arn", "why")


def test_a_missing_grant_is_loud() -> None:
    with pytest.raises(ClientError):
        Workflows(AnswersWith("AccessDeniedException"), "arn").resume("token", {})
