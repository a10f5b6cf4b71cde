"""The rights that a new template gives and the old one did not: by role, by key, by bucket, by function.

A right counts as new unless one that was there before covers it: the same holder, the same or a wider action and
resource, no narrower condition. What cannot be compared (NotAction, a resource made of references) has to be equal.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

Template = Mapping[str, Any]
MAX_ACTIONS = 6
MAX_RESOURCES = 2
RESOURCE_POLICIES = {
    "AWS::KMS::Key": ("KeyPolicy", None),
    "AWS::S3::BucketPolicy": ("PolicyDocument", "Bucket"),
    "AWS::SQS::QueuePolicy": ("PolicyDocument", "Queues"),
    "AWS::SNS::TopicPolicy": ("PolicyDocument", "Topics"),
    "AWS::SecretsManager::ResourcePolicy": ("ResourcePolicy", "SecretId"),
    "AWS::Events::EventBusPolicy": ("Statement", "EventBusName"),
}
"""Type -> where its policy stands, and what the policy is about; None: about itself."""


@dataclass(frozen=True, order=True)
class Right:
    """``holder``: a role, or what lets others in. ``who``: a resource policy's principal."""

    holder: str
    effect: str
    action: str
    resource: str
    condition: str = ""
    who: str = ""

    def covers(self, other: "Right") -> bool:
        return (
            (self.holder, self.effect) == (other.holder, other.effect)
            and self.who in (other.who, "*")
            and self.condition in ("", other.condition)
            and _matches(self.action.lower(), other.action.lower())
            and _matches(self.resource, other.resource)
        )


def widened(old: Template, new: Template) -> list[str]:
    """One line for each holder that gains: which actions, on what."""
    before, after = set(_rights(old)), set(_rights(new))
    allowed = {right for right in before if right.effect == "Allow"}
    gained = [right for right in after - before if right.effect == "Allow" and not _is_covered(right, allowed)]
    lines = [f"{holder} gains {_told(rights)}" for (holder, _), rights in _by_holder(gained).items()]
    lost = _by_holder(right for right in before - after if right.effect == "Deny" and right.holder in _holders(new))
    return lines + [f"{holder} is no longer denied {_told(rights)}" for (holder, _), rights in lost.items()]


def _is_covered(right: Right, allowed: Iterable[Right]) -> bool:
    return any(known.covers(right) for known in allowed)


def _matches(wider: str, narrower: str) -> bool:
    return wider == narrower or (not wider.startswith(("{", "!")) and fnmatchcase(narrower, wider.replace("[", "[[]")))


def _by_holder(rights: Iterable[Right]) -> dict[tuple[str, str], list[Right]]:
    """Tells what a role may do apart from who may be it: by the principal, too."""
    found: dict[tuple[str, str], list[Right]] = defaultdict(list)
    for right in sorted(rights):
        found[right.holder, right.who].append(right)
    return found


def _told(rights: list[Right]) -> str:
    actions = list(dict.fromkeys(right.action.lstrip("!") for right in rights))
    resources = list(dict.fromkeys(_readable(right.resource) for right in rights))
    who = sorted({_readable(right.who) for right in rights if right.who})
    by = f" for {', '.join(who)}" if who else ""
    return f"{_some(actions, MAX_ACTIONS)} on {_some(resources, MAX_RESOURCES)}{by}"


def _some(values: list[str], most: int) -> str:
    more = f" and {len(values) - most} more" if values[most:] else ""
    return ", ".join(values[:most]) + more


def _readable(value: str) -> str:
    """A reference by the name of what it leads to."""
    if not value.startswith(("{", '"', "[")):
        return value
    return "".join(_parts(json.loads(value)))


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.replace("AWS::Partition", "aws")
    elif isinstance(value, Mapping):
        name, inside = next(iter(value.items()))
        if name == "Fn::GetAtt":
            yield inside[0] if isinstance(inside, list) else str(inside)
        elif name == "Fn::Join":
            yield from _parts(inside[1])
        else:
            yield from _parts(inside)
    elif isinstance(value, list):
        for part in value:
            yield from _parts(part)


def _holders(template: Template) -> set[str]:
    return {right.holder for right in _rights(template)}


def _rights(template: Template) -> Iterator[Right]:
    for logical_id, resource in template.get("Resources", {}).items():
        kind, properties = resource.get("Type"), resource.get("Properties", {})
        if kind == "AWS::IAM::Role":
            yield from _of_role(logical_id, properties)
        elif kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
            for role in properties.get("Roles", [{"Ref": logical_id}]):
                yield from _of_document(_readable(_key(role)), properties.get("PolicyDocument"))
        elif kind == "AWS::Lambda::Permission":
            function, source = _readable(_key(properties["FunctionName"])), properties.get("SourceArn", "*")
            yield Right(function, "Allow", properties["Action"], _key(source), "", _key(properties["Principal"]))
        elif kind in RESOURCE_POLICIES:
            place, about = RESOURCE_POLICIES[kind]
            holder = _readable(_key(properties.get(about))) if about else logical_id
            yield from _of_document(holder, properties.get(place))


def _of_role(logical_id: str, properties: Mapping[str, Any]) -> Iterator[Right]:
    for policy in properties.get("Policies", ()):
        yield from _of_document(logical_id, policy.get("PolicyDocument"))
    for arn in properties.get("ManagedPolicyArns", ()):
        yield Right(logical_id, "Allow", f"!policy {_readable(_key(arn))}", "*")
    yield from _of_document(logical_id, properties.get("AssumeRolePolicyDocument"))


def _of_document(holder: str, document: Any) -> Iterator[Right]:
    statements = document.get("Statement", [document]) if isinstance(document, Mapping) else document or []
    for statement in _listed(statements):
        condition = _key(statement.get("Condition")) if statement.get("Condition") else ""
        who = _key(statement["Principal"]) if "Principal" in statement else ""
        for action in _words(statement, "Action"):
            for resource in _words(statement, "Resource"):
                yield Right(holder, statement.get("Effect", "Allow"), action, resource, condition, who)


def _words(statement: Mapping[str, Any], name: str) -> list[str]:
    if f"Not{name}" in statement:
        return [f"!all but {_key(statement[f'Not{name}'])}"]
    return [_key(value) for value in _listed(statement.get(name, "*"))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _key(value: Any) -> str:
    """A plain word as it is, all else as JSON of one form."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
