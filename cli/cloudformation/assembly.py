"""The stacks that the CDK has synthesised, as its cloud assembly lists them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cli.account import Account

STACK = "aws:cloudformation:stack"


@dataclass(frozen=True)
class StackArtifact:
    """``properties`` are the CDK's own, with the account and region still to be filled in."""

    name: str
    folder: Path
    properties: Mapping[str, Any]
    depends_on: tuple[str, ...] = ()

    @cached_property
    def template(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / self.properties["templateFile"]).read_text()))

    @property
    def is_protected(self) -> bool:
        """From deletion of the stack."""
        return bool(self.properties.get("terminationProtection"))

    @property
    def bootstrap_parameter(self) -> str:
        return str(self.properties["bootstrapStackVersionSsmParameter"])

    @property
    def bootstrap_version(self) -> int:
        """Returns the least that it needs."""
        return int(self.properties["requiresBootstrapStackVersion"])

    def template_url(self, account: Account) -> str:
        """On AWS the bucket's own name; an emulator knows the path alone."""
        bucket, _, key = self._filled("stackTemplateAssetObjectUrl", account).removeprefix("s3://").partition("/")
        if account.endpoint:
            return f"{account.endpoint}/{bucket}/{key}"
        return f"https://{bucket}.s3.{account.region}.amazonaws.com/{key}"

    def execution_role(self, account: Account) -> str:
        return self._filled("cloudFormationExecutionRoleArn", account)

    def _filled(self, name: str, account: Account) -> str:
        values = {"Partition": account.partition, "AccountId": account.number, "Region": account.region}
        text = str(self.properties[name])
        for key, value in values.items():
            text = text.replace(f"${{AWS::{key}}}", value)
        return text


def stacks_of(folder: Path) -> list[StackArtifact]:
    """In the order in which they are deployed."""
    artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"]
    stacks = {name: one for name, one in artifacts.items() if one["type"] == STACK}
    found = [
        StackArtifact(name, folder, one["properties"], tuple(n for n in one.get("dependencies", ()) if n in stacks))
        for name, one in stacks.items()
    ]
    return _ordered(found)


def _ordered(stacks: list[StackArtifact]) -> list[StackArtifact]:
    done: list[StackArtifact] = []
    while len(done) < len(stacks):
        names = {stack.name for stack in done}
        ready = (stack for stack in stacks if stack.name not in names and names.issuperset(stack.depends_on))
        done.append(next(ready))  # the CDK refuses a circle
    return done
