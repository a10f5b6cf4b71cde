"""The stage's own CloudFormation stacks: what happened to them last, and a rollback that is tried again."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from lambdas.aws.errors import translated
from lambdas.domain.deployments.failed_deployment import STACK, StackEvent

MAX_EVENTS = 2_000
"""Of one operation; a stack of five hundred resources has about fifteen hundred."""
BEGINS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS", "REVIEW_IN_PROGRESS")
"""The status of a whole stack as an operation begins that somebody asked for."""


class Stacks:
    def __init__(self, client: Any) -> None:
        self._client = client

    def status(self, stack_id: str) -> str:
        """As the stack is now. Raises Retryable."""
        with translated("looking at a stack"):
            found: str = self._client.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"]
        return found

    def last_operation(self, stack_id: str) -> tuple[StackEvent, ...]:
        """Its events in the order of time; a rollback belongs to what it rolls back. Raises Retryable."""
        events: list[StackEvent] = []
        with translated("reading what happened to a stack"):
            for raw in self._newest_first(stack_id):
                is_whole = raw.get("PhysicalResourceId") == stack_id
                events.append(_event(raw, is_whole=is_whole))
                if (is_whole and raw["ResourceStatus"] in BEGINS) or len(events) >= MAX_EVENTS:
                    break
        return tuple(reversed(events))

    def continue_rollback(self, stack_id: str, token: str) -> bool:
        """With the role the stack has, skipping nothing. False when it no longer waits for that. Raises Retryable."""
        with translated("continuing a rollback"):
            try:
                self._client.continue_update_rollback(StackName=stack_id, ClientRequestToken=token)
            except ClientError as error:
                if error.response["Error"]["Code"] in ("ValidationError", "TokenAlreadyExistsException"):
                    return False  # a person was faster, or the same event came twice
                raise
        return True

    def _newest_first(self, stack_id: str) -> Iterator[Mapping[str, Any]]:
        pages = self._client.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        for page in pages:
            yield from page["StackEvents"]


def _event(raw: Mapping[str, Any], *, is_whole: bool) -> StackEvent:
    return StackEvent(
        at=raw["Timestamp"],
        resource=raw.get("LogicalResourceId", ""),
        kind=STACK if is_whole else f"{raw.get('ResourceType', '')}",
        status=raw["ResourceStatus"],
        reason=raw.get("ResourceStatusReason", ""),
    )
