"""The function that hears of the stage's own deployments.

It is part of the stack it watches: told of its own update's end, it runs in the version that is there then. What no
message tells of is a stack that was never made, and a deployment that breaks this function itself.
"""

import json
from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.deployments.watch import StackChange
from lambdas.deployments.wiring import deployment_watch


def watch_deployments(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """SQS, from the account's bus: CloudFormation Stack Status Change."""
    watch = deployment_watch()

    def handle(body: str) -> None:
        if watch.tell(StackChange.from_event(json.loads(body)), wiring.now()):
            metrics.count("DeploymentsFailed")

    try:
        return partial_batch(event, handle, wiring.queue("stack_changes"))
    finally:
        metrics.flush()
