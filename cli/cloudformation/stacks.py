"""The stacks of an account: what state they are in, and the calls that change it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from cli.account import Account
from cli.cloudformation.failure import Failure, first_error, first_failure, last_operation
from lambdas.errors import Retryable

GONE = "DELETE_COMPLETE"
REVIEWED = "REVIEW_IN_PROGRESS"
MAX_STILL = 7
"""How often one that was just told to move may be seen as it was: the answer comes before the beginning."""
MAX_OPERATION_SECONDS = 3600
"""CloudFormation itself ends one only when its resources do; a table's or a certificate's take the longest."""

Told = Callable[[str], None]


@dataclass(frozen=True)
class StackState:
    name: str
    id: str
    status: str
    reason: str = ""
    changed_at: datetime | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    is_protected: bool = False

    @property
    def is_moving(self) -> bool:
        return self.status.endswith("_IN_PROGRESS") and self.status != REVIEWED

    @property
    def has_failed(self) -> bool:
        return "ROLLBACK" in self.status or self.status.endswith("_FAILED")

    @property
    def is_there(self) -> bool:
        """Something was made: it is more than a plan."""
        return self.status not in (REVIEWED, GONE)


@dataclass(frozen=True)
class Stacks:
    account: Account
    sleep: Callable[[float], None] = time.sleep

    @cached_property
    def client(self) -> Any:
        return self.account.client("cloudformation", attempts=8)

    def state(self, name: str) -> StackState | None:
        """None where there is no such stack. ``name`` may be its id, which finds it after its deletion too."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            (stack,) = self.client.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise Retryable(f"CloudFormation does not say what {name} is in: {error}") from error
        except BotoCoreError as error:
            raise Retryable(f"CloudFormation cannot be asked: {error}") from error
        return _state(stack)

    def wait(self, stack: StackState, tell: Told) -> StackState:
        """Until it does not move any more; ``stack`` is how it was before, which it may still seem for a moment.

        Raises Retryable where that takes longer than anything it holds may.
        """
        began, told, still = time.monotonic(), time.monotonic(), 0
        while time.monotonic() - began < MAX_OPERATION_SECONDS:
            state = self.state(stack.id) or _gone(stack)
            is_as_before = (state.status, state.changed_at) == (stack.status, stack.changed_at)
            still += is_as_before
            if not state.is_moving and (not is_as_before or still >= MAX_STILL):
                return state
            if time.monotonic() - told > 5:
                told = time.monotonic()
                tell(f"{stack.name}: {state.status}, {self._done(stack)} resources so far ...")
            self.sleep(0.5 if self.account.is_on_loopback else 3)
        raise Retryable(f"{stack.name} is still {state.status} after an hour; see ./amo deployments --watch")

    def failure(self, stack: StackState) -> Failure:
        """Of the last operation. Asks DescribeEvents first, which not every account's region has yet."""
        from botocore.exceptions import BotoCoreError, ClientError

        operation = last_operation(self._events(stack), stack.name)
        found = first_failure(operation, stack.name)
        if found and found.logical_id != stack.name:
            return found
        try:
            given = self.client.describe_events(StackName=stack.id, Filters={"FailedEvents": True})
            began = operation[0]["Timestamp"] if operation else None
            errors = [one for one in given["OperationEvents"] if began is None or one["Timestamp"] >= began]
        except (BotoCoreError, ClientError):
            errors = []
        return first_error(errors) or found or Failure("", "", stack.reason or "no reason given")

    def resources(self, stack: StackState) -> list[dict[str, Any]]:
        pages = self.client.get_paginator("list_stack_resources").paginate(StackName=stack.id)
        return [resource for page in pages for resource in page["StackResourceSummaries"]]

    def template(self, stack: StackState) -> dict[str, Any]:
        """As it was sent: with its references, as a new one has them."""
        body = self.client.get_template(StackName=stack.id, TemplateStage="Original")["TemplateBody"]
        if isinstance(body, str):  # botocore reads JSON by itself
            import yaml

            body = yaml.safe_load(body)
        return dict(body)

    def touched(self, stack: StackState) -> list[dict[str, Any]]:
        """The resources that the last operation said something of, with the last that it said."""
        events = last_operation(self._events(stack), stack.name)
        last = {event["LogicalResourceId"]: event for event in events}
        return [dict(event) for name, event in last.items() if name != stack.name]

    def continue_rollback(self, stack: StackState, skip: Sequence[str]) -> None:
        skipped = {"ResourcesToSkip": list(skip)} if skip else {}
        self.client.continue_update_rollback(StackName=stack.id, **skipped)

    def roll_back(self, stack: StackState) -> None:
        self.client.rollback_stack(StackName=stack.id, RetainExceptOnCreate=True)

    def delete(self, stack: StackState) -> None:
        self.client.delete_stack(StackName=stack.id)

    def drop_change_sets(self, stack: StackState) -> None:
        for page in self.client.get_paginator("list_change_sets").paginate(StackName=stack.name):
            for change_set in page["Summaries"]:
                self.client.delete_change_set(ChangeSetName=change_set["ChangeSetId"])

    def protect(self, name: str, is_protected: bool) -> None:
        self.client.update_termination_protection(StackName=name, EnableTerminationProtection=is_protected)

    def _done(self, stack: StackState) -> int:
        events = last_operation(self._events(stack), stack.name)
        return len({event["LogicalResourceId"] for event in events if event["ResourceStatus"].endswith("_COMPLETE")})

    def _events(self, stack: StackState) -> list[dict[str, Any]]:
        return list(self._paged_events(stack))

    def _paged_events(self, stack: StackState) -> Iterator[dict[str, Any]]:
        """Until the beginning of the last operation: the whole history of a stack is long."""
        for page in self.client.get_paginator("describe_stack_events").paginate(StackName=stack.id):
            yield from page["StackEvents"]
            if len(last_operation(page["StackEvents"], stack.name)) < len(page["StackEvents"]):
                return


def _state(stack: Mapping[str, Any]) -> StackState | None:
    return StackState(
        stack["StackName"],
        stack["StackId"],
        stack["StackStatus"],
        stack.get("StackStatusReason", ""),
        stack.get("LastUpdatedTime") or stack.get("CreationTime"),
        {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())},
        bool(stack.get("EnableTerminationProtection")),
    )


def _gone(stack: StackState) -> StackState:
    return StackState(stack.name, stack.id, GONE)
