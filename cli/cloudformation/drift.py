"""Drift: what of a stack was changed by hand, beside its template."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cli.cloudformation.change_set import Change
from cli.cloudformation.stacks import Stacks, StackState

MAX_DETECTION_SECONDS = 120
MAX_SHOWN = 60
HAS_DRIFTED = ["MODIFIED", "DELETED"]


@dataclass(frozen=True)
class Drifted:
    """``differences``: path, what the template says, what is there."""

    logical_id: str
    resource_type: str
    is_deleted: bool
    differences: tuple[tuple[str, str, str], ...] = ()

    def __str__(self) -> str:
        if self.is_deleted:
            return f"{self.logical_id} ({self.resource_type}) was deleted by hand"
        changed = "; ".join(f"{path} is {there}, not {wanted}" for path, wanted, there in self.differences)
        return f"{self.logical_id} ({self.resource_type}) was changed by hand: {changed}"

    def document(self) -> dict[str, Any]:
        changed = [{"property": path, "template": wanted, "there": there} for path, wanted, there in self.differences]
        return {
            "logical_id": self.logical_id,
            "type": self.resource_type,
            "is_deleted": self.is_deleted,
            "changed": changed,
        }


def drifted(described: Iterable[Mapping[str, Any]]) -> tuple[Drifted, ...]:
    """From the answers of DescribeStackResourceDrifts."""
    return tuple(
        Drifted(
            one["LogicalResourceId"],
            one["ResourceType"],
            one["StackResourceDriftStatus"] == "DELETED",
            tuple(_difference(difference) for difference in one.get("PropertyDifferences", ())),
        )
        for one in described
        if one["StackResourceDriftStatus"] in HAS_DRIFTED
    )


def told_before(stack_name: str, found: Sequence[Drifted], changes: Sequence[Change]) -> list[str]:
    """One line for each, which says what the change set does about it."""
    touched = {change.logical_id for change in changes}
    fate = {True: "the change set sets what it changes there", False: "it stays so"}
    return [f"{stack_name}: {one}; {fate[one.logical_id in touched]}" for one in found]


def detect(stacks: Stacks, stack: StackState) -> tuple[Drifted, ...] | None:
    """None where CloudFormation does not say in time, or may not look."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        detection = stacks.client.detect_stack_drift(StackName=stack.name)["StackDriftDetectionId"]
        if not _is_detected(stacks, detection):
            return None
        pages = stacks.client.describe_stack_resource_drifts(
            StackName=stack.name, StackResourceDriftStatusFilters=HAS_DRIFTED
        )
    except (BotoCoreError, ClientError):
        return None
    return drifted(pages["StackResourceDrifts"])


def _is_detected(stacks: Stacks, detection: str) -> bool:
    pause = 0.3 if stacks.account.is_on_loopback else 3
    for _ in range(int(MAX_DETECTION_SECONDS / pause)):
        status = stacks.client.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
        if status["DetectionStatus"] != "DETECTION_IN_PROGRESS":
            return str(status["DetectionStatus"]) == "DETECTION_COMPLETE"
        stacks.sleep(pause)
    return False


def _difference(difference: Mapping[str, Any]) -> tuple[str, str, str]:
    """Of a value only so much as tells it from the other; what somebody put into an environment may be a secret."""
    path = difference["PropertyPath"]
    if path.startswith("/Environment"):
        return path, "as deployed", "another value"
    return path, _short(difference.get("ExpectedValue")), _short(difference.get("ActualValue"))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
