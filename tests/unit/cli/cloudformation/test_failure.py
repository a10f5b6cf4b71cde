"""The first reason of a failure, not what failed because of it."""

from datetime import timedelta
from typing import Any

from cli.cloudformation.failure import Failure, first_error, first_failure, last_operation
from tests.unit.cli.cloudformation.fake_account import BEGAN, event

STACK = "AWS::CloudFormation::Stack"
BEGUN = event("amo-app", STACK, "UPDATE_IN_PROGRESS", "User Initiated")
CAUSE = event("Queue", "AWS::SQS::Queue", "CREATE_FAILED", "the name is taken")
CASCADE = event("Topic", "AWS::SNS::Topic", "CREATE_FAILED", "Resource creation cancelled")
TURNED = event("amo-app", STACK, "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Queue].")
NEWEST_FIRST = [event("amo-app", STACK, "UPDATE_ROLLBACK_COMPLETE"), TURNED, CASCADE, CAUSE, BEGUN]


def test_the_cause_is_told_and_not_the_cascade() -> None:
    for events in (NEWEST_FIRST, [NEWEST_FIRST[0], TURNED, CAUSE, CASCADE, BEGUN]):
        found = first_failure(last_operation(events, "amo-app"), "amo-app")
        assert str(found) == "Queue (AWS::SQS::Queue): the name is taken"


def test_a_failure_of_an_operation_before_the_last_is_over() -> None:
    healed = [event("amo-app", STACK, "UPDATE_COMPLETE"), BEGUN]
    assert first_failure(last_operation([*healed, *NEWEST_FIRST], "amo-app"), "amo-app") is None


def test_where_no_resource_failed_the_stack_s_own_reason_is_told() -> None:
    turned = event("amo-app", STACK, "UPDATE_ROLLBACK_IN_PROGRESS", "an alarm went off")
    assert first_failure([BEGUN, turned], "amo-app") == Failure("amo-app", STACK, "an alarm went off")


def test_of_many_operations_the_first_error_of_the_last_is_told() -> None:
    def error(minutes: int, operation: str, reason: str) -> dict[str, Any]:
        at = {"Timestamp": BEGAN + timedelta(minutes=minutes), "OperationId": operation}
        return {"EventType": "VALIDATION_ERROR", "ValidationStatusReason": reason, "LogicalResourceId": "T", **at}

    errors = [error(9, "2", "a cascade"), error(8, "2", "no such key"), error(1, "1", "long ago")]
    assert first_error([{"EventType": "STACK_EVENT", "Timestamp": BEGAN}, *errors]) == Failure("T", "", "no such key")
    assert first_error([]) is None
