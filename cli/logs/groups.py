"""The log groups of one stage, as its stack knows them: names alone do not tell two stages of an account apart."""

from collections.abc import Sequence
from typing import Any

from cli.logs.line import function_of
from lambdas.errors import NotFound

A_GROUP = "AWS::Logs::LogGroup"


def log_groups(cloudformation: Any, prefix: str) -> list[str]:
    """Raises NotFound where the stage is not deployed."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=f"{prefix}-app")
    try:
        resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
    except cloudformation.exceptions.ClientError as error:
        if "does not exist" in str(error):
            raise NotFound(f"there is no stack {prefix}-app here; deploy the stage first") from error
        raise
    return sorted(
        resource["PhysicalResourceId"]
        for resource in resources
        if resource["ResourceType"] == A_GROUP and resource.get("PhysicalResourceId")
    )


def chosen_groups(groups: Sequence[str], functions: Sequence[str], prefix: str) -> list[str]:
    """All of them, or those of the named functions. Raises NotFound for a function that the stage has not."""
    by_name = {function_of(group, prefix): group for group in groups}
    wanted = [name.removeprefix(f"{prefix}-") for name in functions]
    if unknown := [name for name in wanted if name not in by_name]:
        near = [name for name in by_name if unknown[0] in name][:5]
        hint = f"; there is {', '.join(near)}" if near else "; docs/architecture.md names them"
        raise NotFound(f"this stage has no function {unknown[0]}{hint}")
    return [by_name[name] for name in wanted] or list(groups)
