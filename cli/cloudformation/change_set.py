"""The changes of a change set, in words: what is added, changed, replaced, removed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

Action = Literal["add", "change", "REPLACE", "may replace", "remove", "take in"]
ACTIONS: tuple[Action, ...] = ("REPLACE", "may replace", "remove", "take in", "add", "change")
"""In the order in which a person wants to read them."""
NO_CHANGES = ("didn't contain changes", "No updates are to be performed")
"""A change set without changes ends as one that failed, with one of these as its reason."""
MAX_NAMED = 3

DATA_TYPES = frozenset(
    {
        "AWS::Backup::BackupVault",
        "AWS::Cognito::UserPool",
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::EC2::Volume",
        "AWS::EFS::FileSystem",
        "AWS::KMS::Key",
        "AWS::KMS::ReplicaKey",
        "AWS::OpenSearchService::Domain",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBInstance",
        "AWS::S3::Bucket",
        "AWS::S3Tables::TableBucket",
        "AWS::SecretsManager::Secret",
    }
)
"""What people would miss, or what nothing can be read without."""


@dataclass(frozen=True)
class Change:
    """``name`` is what the account calls it, empty before it exists; ``stays``: removed from the stack alone."""

    action: Action
    logical_id: str
    resource_type: str
    name: str = ""
    properties: tuple[str, ...] = ()
    stays: bool = False

    @property
    def holds_data(self) -> bool:
        return self.resource_type in DATA_TYPES

    @property
    def loses_data(self) -> bool:
        return self.holds_data and self.action in ("REPLACE", "may replace", "remove")

    def document(self) -> dict[str, Any]:
        return {
            "action": self.action.lower(),
            "logical_id": self.logical_id,
            "type": self.resource_type,
            "name": self.name,
            "properties": list(self.properties),
            "holds_data": self.holds_data,
        }


def is_without_changes(status: str, reason: str) -> bool:
    return status == "FAILED" and any(told in reason for told in NO_CHANGES)


def changes_of(listed: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """From the ``Changes`` of DescribeChangeSet."""
    changes = (one["ResourceChange"] for one in listed if one.get("Type", "Resource") == "Resource")
    return tuple(sorted(map(_change, changes), key=lambda one: (ACTIONS.index(one.action), one.resource_type)))


def additions(template: Mapping[str, Any]) -> tuple[Change, ...]:
    """Those of a stack that is not there yet."""
    resources = template.get("Resources", {})
    return tuple(Change("add", logical_id, resource["Type"]) for logical_id, resource in resources.items())


def _change(described: Mapping[str, Any]) -> Change:
    return Change(
        _action(described),
        described["LogicalResourceId"],
        described["ResourceType"],
        described.get("PhysicalResourceId", ""),
        _properties(described.get("Details", ())),
        described.get("PolicyAction", "") in ("Retain", "ReplaceAndRetain"),
    )


def _action(described: Mapping[str, Any]) -> Action:
    """``Dynamic`` is an action of a nested stack: nobody can say before it runs."""
    actions: dict[str, Action] = {"Add": "add", "Remove": "remove", "Import": "take in", "Dynamic": "may replace"}
    if described["Action"] in actions:
        return actions[described["Action"]]
    replacements: dict[str, Action] = {"True": "REPLACE", "Conditional": "may replace"}
    return replacements.get(described.get("Replacement", ""), "change")


def _properties(details: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Those that make the replacement first."""
    targets = [detail.get("Target", {}) for detail in details]
    targets.sort(key=lambda target: target.get("RequiresRecreation", "Never") == "Never")
    return tuple(dict.fromkeys(target.get("Name") or target.get("Attribute", "") for target in targets))


def headline(changes: Sequence[Change]) -> str:
    counts = Counter(change.action for change in changes)
    return ", ".join(f"{counts[action]} {action}" for action in ACTIONS if counts[action]) or "no changes"


def lines_of(changes: Sequence[Change]) -> list[str]:
    """One for each that is replaced or removed; the others by what they have in common."""
    lines = []
    for (action, resource_type, properties), group in groupby(changes, _kind):
        found = list(group)
        if action in ("REPLACE", "may replace", "remove"):
            lines += [_line(change) for change in found]
        else:
            what = f" ({', '.join(properties)})" if properties else ""
            lines.append(f"{action:<11} {_short(resource_type)} {_named(found)}{what}")
    return lines


def _kind(change: Change) -> tuple[Action, str, tuple[str, ...]]:
    return change.action, change.resource_type, change.properties


def _line(change: Change) -> str:
    because = f" because of {', '.join(change.properties)}" if change.properties else ""
    what = f"{_short(change.resource_type)} {change.logical_id}"
    name = f" ({change.name})" if change.name and change.name != change.logical_id else ""
    held = ", which HOLDS DATA" if change.holds_data else ""
    fate = ", and stays beside the stack" if change.stays else ""
    return f"{change.action:<11} {what}{name}{because}{held}{fate}"


def _named(changes: Sequence[Change]) -> str:
    if len(changes) > MAX_NAMED:
        return f"x {len(changes)}"
    return ", ".join(change.name if _is_name(change.name) else change.logical_id for change in changes)


def _is_name(physical_id: str) -> bool:
    """An ARN or an address names nothing to a person."""
    return bool(physical_id) and ":" not in physical_id and "/" not in physical_id


def _short(resource_type: str) -> str:
    return resource_type.removeprefix("AWS::").replace("::", " ")
