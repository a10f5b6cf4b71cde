"""A statement of a role's policy."""

from collections.abc import Iterable

from aws_cdk import aws_iam as iam


def allow(actions: Iterable[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=list(actions), resources=list(resources))
