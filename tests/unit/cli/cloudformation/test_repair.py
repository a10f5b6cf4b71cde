"""The next step from every state a stack can be in."""

from itertools import product

import boto3
import pytest

from cli.cloudformation.change_set import DATA_TYPES
from cli.cloudformation.repair import Act, Condition, Part, next_step

QUEUE = Part("Queue", "AWS::SQS::Queue", "UPDATE_FAILED")
TABLE = Part("records", "AWS::DynamoDB::Table", "UPDATE_FAILED")
STEPS: dict[str, Act] = {
    "CREATE_IN_PROGRESS": "wait",
    "CREATE_FAILED": "roll back",
    "CREATE_COMPLETE": "nothing",
    "ROLLBACK_IN_PROGRESS": "wait",
    "ROLLBACK_FAILED": "delete",
    "ROLLBACK_COMPLETE": "delete",
    "DELETE_IN_PROGRESS": "wait",
    "DELETE_FAILED": "stop",
    "DELETE_COMPLETE": "apply",
    "UPDATE_IN_PROGRESS": "wait",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "wait",
    "UPDATE_COMPLETE": "nothing",
    "UPDATE_FAILED": "roll back",
    "UPDATE_ROLLBACK_IN_PROGRESS": "wait",
    "UPDATE_ROLLBACK_FAILED": "continue",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": "wait",
    "UPDATE_ROLLBACK_COMPLETE": "apply",
    "REVIEW_IN_PROGRESS": "drop",
    "IMPORT_IN_PROGRESS": "wait",
    "IMPORT_COMPLETE": "nothing",
    "IMPORT_ROLLBACK_IN_PROGRESS": "wait",
    "IMPORT_ROLLBACK_FAILED": "stop",
    "IMPORT_ROLLBACK_COMPLETE": "apply",
}


def statuses() -> list[str]:
    """As botocore's model of the service lists them."""
    model = boto3.client("cloudformation", region_name="eu-central-1").meta.service_model
    return list(model.shape_for("StackStatus").enum)


def test_every_status_that_cloudformation_has_is_one_we_know() -> None:
    assert set(statuses()) == set(STEPS)


@pytest.mark.parametrize(("status", "act"), STEPS.items())
def test_the_step_from_each_status(status: str, act: Act) -> None:
    step = next_step(Condition(status))
    assert (step.act, bool(step.why), step.skipped) == (act, True, ())


def test_a_stack_that_is_not_there_is_made() -> None:
    assert next_step(Condition("")).act == "apply"


def test_a_rollback_is_first_continued_whole_and_then_without_what_holds_no_data() -> None:
    first = next_step(Condition("UPDATE_ROLLBACK_FAILED", [QUEUE]))
    again = next_step(Condition("UPDATE_ROLLBACK_FAILED", [QUEUE], was_continued=True))
    assert (first.act, first.skipped) == ("continue", ())
    assert (again.act, again.skipped) == ("continue", ("Queue",))


@pytest.mark.parametrize("resource_type", sorted(DATA_TYPES))
@pytest.mark.parametrize("others", [[], [QUEUE]])
def test_fault_170_what_holds_data_is_never_skipped(resource_type: str, others: list[Part]) -> None:
    failed = [*others, Part("records", resource_type, "UPDATE_FAILED")]
    step = next_step(Condition("UPDATE_ROLLBACK_FAILED", failed, was_continued=True))
    assert (step.act, step.skipped) == ("stop", ())
    assert "records" in step.why


@pytest.mark.parametrize(("status", "was_continued"), product(STEPS, (False, True)))
def test_fault_170_in_no_state_at_all_is_it_skipped_or_deleted(status: str, was_continued: bool) -> None:
    step = next_step(Condition(status, [TABLE, QUEUE], was_continued=was_continued, reverts_drift=True))
    assert "records" not in step.skipped
    assert step.act != "delete"


def test_a_rollback_that_names_no_resource_is_a_person_s() -> None:
    assert next_step(Condition("UPDATE_ROLLBACK_FAILED", was_continued=True)).act == "stop"


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED"])
def test_a_stack_that_never_came_up_is_deleted_once_its_data_is_gone(status: str) -> None:
    gone = Part("records", "AWS::DynamoDB::Table", "DELETE_COMPLETE")
    assert next_step(Condition(status, [gone, QUEUE])).act == "delete"
    stays = Part("records", "AWS::DynamoDB::Table", "DELETE_SKIPPED")
    assert next_step(Condition(status, [stays, QUEUE])).act == "stop"


def test_drift_is_listed_and_set_back_only_when_asked() -> None:
    listed = next_step(Condition("UPDATE_COMPLETE", drifted=["Queue"]))
    assert (listed.act, "Queue" in listed.why) == ("nothing", True)
    assert next_step(Condition("UPDATE_COMPLETE", drifted=["Queue"], reverts_drift=True)).act == "revert drift"
