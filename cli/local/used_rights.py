"""Records which rights each function used while the engine enforced IAM: its name, the action, the kind of resource.

No payload, no key of a row, no name of an object: a line is a function, an action, and a table, bucket, queue or the
beginning of a secret's name. The end-to-end tests list it beside what the functions were granted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from ministack.core import iam_evaluator

MAX_RIGHTS = 10_000
NAMED = {
    "dynamodb": r"table/([^/]+)",
    "sqs": r":([^:]+)$",
    "s3": r":::([^/]+)",
    "secretsmanager": r":secret:([^/]+/[^/-]+)",
}
"""The part of a resource that is no person's; of every other service none is recorded."""


@dataclass
class UsedRights:
    """Appends each right to ``file`` when it is first used. ``functions`` names the function of an access key."""

    file: Path
    functions: Mapping[str, str]
    _known: set[str] = field(default_factory=set)
    _writing: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        if self.file.exists():
            self._known |= set(self.file.read_text().splitlines())

    def note(self, access_key_id: str, action: str, resource_arn: str) -> None:
        function = self.functions.get(access_key_id)
        line = f"{function} {action} {_named(resource_arn)}".rstrip()
        if function is None or line in self._known:
            return
        with self._writing:
            if line not in self._known and len(self._known) < MAX_RIGHTS:
                self._known.add(line)
                with self.file.open("a") as lines:
                    lines.write(f"{line}\n")


def record_used_rights(file: Path, functions: Mapping[str, str]) -> None:
    """Listens to what MiniStack decides about each call, and about each part of a transaction."""
    used, decide = UsedRights(file, functions), iam_evaluator.enforce

    def decided(access_key_id: str, iam_action: str, *arguments: Any, **named: Any) -> Any:
        denied = decide(access_key_id, iam_action, *arguments, **named)
        if denied is None:
            used.note(access_key_id, iam_action, str(named.get("resource_arn", "")))
        return denied

    iam_evaluator.enforce = decided


def _named(resource_arn: str) -> str:
    service = resource_arn.split(":")[2] if resource_arn.count(":") > 2 else ""
    found = re.search(NAMED[service], resource_arn) if service in NAMED else None
    return found[1] if found else ""
