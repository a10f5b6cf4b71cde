"""The reason of a failed operation: the first resource that failed, not the cascade behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

STACK_TYPE = "AWS::CloudFormation::Stack"
BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS")
CASCADES = ("cancelled", "Cancelled", "The following resource(s) failed")
"""What CloudFormation says of resources that failed only because another did."""
ERRORS = ("VALIDATION_ERROR", "HOOK_INVOCATION_ERROR", "PROVISIONING_ERROR")


@dataclass(frozen=True)
class Failure:
    logical_id: str
    resource_type: str
    reason: str

    def __str__(self) -> str:
        return f"{self.logical_id} ({self.resource_type}): {self.reason}" if self.logical_id else self.reason


def last_operation(events: Sequence[Mapping[str, Any]], stack_name: str) -> list[Mapping[str, Any]]:
    """The events of the last operation, in the order of time. The API gives the newest first, as ``events`` are."""
    operation = []
    for event in events:
        operation.append(event)
        if _is_of_stack(event, stack_name) and event["ResourceStatus"] in BEGINNINGS:
            break
    return operation[::-1]


def first_failure(operation: Iterable[Mapping[str, Any]], stack_name: str) -> Failure | None:
    """``operation``: in the order of time. None where nothing failed."""
    failed = [event for event in operation if _is_failure(event)]
    own = [event for event in failed if not _is_of_stack(event, stack_name) and not _is_cascade(event)]
    for event in (*own, *failed):
        return Failure(event["LogicalResourceId"], event["ResourceType"], event.get("ResourceStatusReason", ""))
    return None


def first_error(events: Iterable[Mapping[str, Any]]) -> Failure | None:
    """From DescribeEvents, which also tells what a validation found before anything was made."""
    found = sorted((one for one in events if one.get("EventType") in ERRORS), key=lambda one: one["Timestamp"])
    if not found:
        return None
    last = found[-1].get("OperationId")
    first = next(one for one in found if one.get("OperationId") == last)
    reasons = ("ValidationStatusReason", "HookStatusReason", "ResourceStatusReason")
    reason = next((first[name] for name in reasons if first.get(name)), "no reason given")
    return Failure(first.get("LogicalResourceId", ""), first.get("ResourceType", ""), reason)


def _is_failure(event: Mapping[str, Any]) -> bool:
    status = str(event["ResourceStatus"])
    return status.endswith("_FAILED") or (
        status.endswith("ROLLBACK_IN_PROGRESS") and event["ResourceType"] == STACK_TYPE
    )


def _is_cascade(event: Mapping[str, Any]) -> bool:
    return any(said in event.get("ResourceStatusReason", "") for said in CASCADES)


def _is_of_stack(event: Mapping[str, Any], stack_name: str) -> bool:
    return (event["ResourceType"], event["LogicalResourceId"]) == (STACK_TYPE, stack_name)
