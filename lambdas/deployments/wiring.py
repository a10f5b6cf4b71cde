"""Builds the watch over deployments."""

from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.deployments.watch import DeploymentWatch


def deployment_watch() -> "DeploymentWatch":
    from lambdas.deployments.watch import DeploymentWatch

    return DeploymentWatch(wiring.stacks(), wiring.users(), wiring.notifier(), wiring.settings().self_repair)
