"""Reads what is deployed of the functions: their settings, their roles, and what sets them off."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from cli.doctor.facts import FunctionFacts, MappingFacts, RuleFacts, ScheduleFacts, StageIdentity
from cli.doctor.reader import Clients, Name, Question, named, or_none
from lambdas.domain.kernel.queue_names import IN_ORDER

POLICY = "granted"
"""The name of each role's one inline policy (stacks/lambdas.py)."""
TOLD = (
    *("Name", "GroupName", "ScheduleExpression", "ScheduleExpressionTimezone", "FlexibleTimeWindow", "Target"),
    *("Description", "StartDate", "EndDate", "KmsKeyArn", "ActionAfterCompletion"),
)
"""What UpdateSchedule has to be told again: what it is not told goes back to its default."""


def questions(stage: StageIdentity, schema: Mapping[str, Any], clients: Clients) -> dict[Name, Question]:
    prefix = stage.prefix
    return {
        **named("function", schema["functions"], lambda name: _function(clients, f"{prefix}-{name}", prefix)),
        ("mappings", ""): lambda: clients.pages("lambda", "list_event_source_mappings", "EventSourceMappings"),
        **named("schedule", schema["schedules"], lambda name: _schedule(clients, stage, name)),
        **named("rule", schema["rules"], lambda name: _rule(clients, prefix, name, schema["rules"][name])),
        ("routes", ""): lambda: _routes(clients, prefix),
        ("state_machines", ""): lambda: _machines(clients, prefix),
    }


def mappings_of(found: list[Any], prefix: str) -> dict[str, MappingFacts]:
    """By the function's name; those of another stage, whose prefix is longer, go by names that no table has."""
    return {
        mapping["FunctionArn"].rpartition(":")[2].removeprefix(f"{prefix}-"): MappingFacts(
            uuid=mapping["UUID"],
            queue=mapping["EventSourceArn"].rpartition(":")[2].removeprefix(f"{prefix}-").removesuffix(IN_ORDER),
            state=mapping["State"],
            batch=mapping["BatchSize"],
            at_once=mapping.get("ScalingConfig", {}).get("MaximumConcurrency", 0),
            responses=tuple(mapping.get("FunctionResponseTypes", ())),
        )
        for mapping in found
    }


def _function(clients: Clients, name: str, prefix: str) -> FunctionFacts:
    answer = clients["lambda"].get_function(FunctionName=name)
    found = answer["Configuration"]
    reserved = answer.get("Concurrency", {}).get("ReservedConcurrentExecutions")
    layers = (layer["Arn"].split(":")[6].removeprefix(f"{prefix}-") for layer in found.get("Layers", ()))
    return FunctionFacts(
        handler=found["Handler"],
        memory=found["MemorySize"],
        timeout=found["Timeout"],
        runtime=found["Runtime"],
        architecture=found["Architectures"][0],
        state=found.get("State", "Active"),
        layers=frozenset(layers),
        variables=found.get("Environment", {}).get("Variables", {}),
        reserved=reserved,
        actions=_actions(clients, found["Role"].rpartition("/")[2]),
        is_traced=found.get("TracingConfig", {}).get("Mode") == "Active",
    )


def _actions(clients: Clients, role: str) -> frozenset[str] | None:
    answer = or_none(lambda: clients["iam"].get_role_policy(RoleName=role, PolicyName=POLICY))
    if answer is None:
        return None
    document = answer["PolicyDocument"]
    written = json.loads(unquote(document)) if isinstance(document, str) else document
    allowed = [one["Action"] for one in written["Statement"] if one["Effect"] == "Allow"]
    return frozenset(action for actions in allowed for action in ([actions] if isinstance(actions, str) else actions))


def _schedule(clients: Clients, stage: StageIdentity, name: str) -> ScheduleFacts:
    group = stage.prefix if stage.is_embedded else f"{stage.prefix}.clock"
    found = clients["scheduler"].get_schedule(Name=f"{stage.prefix}-{name}", GroupName=group)
    definition = {key: found[key] for key in TOLD if found.get(key)}
    return ScheduleFacts(found["State"], found["ScheduleExpression"], "DeadLetterConfig" in found["Target"], definition)


def _rule(clients: Clients, prefix: str, name: str, wanted: Mapping[str, Any]) -> RuleFacts:
    bus = prefix if wanted["on_own_bus"] else "default"
    rule = {"EventBusName": bus}
    found = clients["events"].describe_rule(Name=f"{prefix}-{name}", **rule)
    targets = clients["events"].list_targets_by_rule(Rule=f"{prefix}-{name}", **rule)["Targets"]
    reached = (target["Arn"].rpartition(":")[2].removeprefix(f"{prefix}-").removesuffix(IN_ORDER) for target in targets)
    return RuleFacts(found["State"], bus, tuple(reached))


def _routes(clients: Clients, prefix: str) -> frozenset[str]:
    """Of the API called like the stage."""
    (api, *_) = [api for api in clients.pages("apigatewayv2", "get_apis", "Items") if api["Name"] == prefix] or [None]
    if api is None:
        return frozenset()
    return frozenset(
        route["RouteKey"] for route in clients.pages("apigatewayv2", "get_routes", "Items", ApiId=api["ApiId"])
    )


def _machines(clients: Clients, prefix: str) -> frozenset[str]:
    found = clients.pages("stepfunctions", "list_state_machines", "stateMachines")
    return frozenset(one["name"].removeprefix(f"{prefix}-") for one in found if one["name"].startswith(f"{prefix}-"))
