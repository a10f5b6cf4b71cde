"""Makes config/schema.json: all that a deployed stage is held to, by ``./amo doctor`` and ``/api/config/validate``.

Its functions, queues, tables and the rest are those of the synthesised templates, so of stacks/functions.py and
stacks/environments.py; its configuration those of the models that load the files. Names go without the stage's prefix.
``python -m stacks.configuration_schema`` writes it; tests/stacks/test_configuration_schema.py says when that is due.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from lambdas.domain.kernel.queue_names import IN_ORDER
from stacks.function_spec import FunctionSpec
from stacks.functions import FUNCTIONS

Resource = dict[str, Any]
Template = Mapping[str, Any]

ROOT = Path(__file__).parents[1]
SCHEMA_FILE = ROOT / "config" / "schema.json"
MODELS = {
    "config/stages/NAME.yaml": "stacks.stage_file.StageFile",
    "config/meeting_types.yaml": "lambdas.domain.classification.meeting_types.MeetingTypes",
    "config/agenda.yaml": "lambdas.domain.agenda.shapes.AgendaShapes",
    "config/autonomy.yaml": "lambdas.domain.actions.autonomy_config.AutonomyConfig",
    "config/summary.yaml": "lambdas.domain.meeting_notes.summary_words.SummaryWording",
    "config/calendar.yaml": "lambdas.domain.meetings.calendar_config.CalendarConfig",
    "config/channels.yaml": "lambdas.domain.notifications.channel_config.ChannelConfig",
}
VERBS = ("reads", "shown", "puts", "updates", "deletes", "puts_many")
SECRET = re.compile(r":secret:[a-z0-9-]+/([a-z/-]+?)[*?/-]*\"")
CONSTRUCT, HASH = "Functions", 8
"""How the CDK begins and ends the ids of what stacks/lambdas.py makes."""
ALWAYS = "always"
SOMETIMES = "sometimes"
"""Of a variable or a right that some stages have and others do not."""


def schema_of(prefix: str, lasting: Iterable[Template], others: Iterable[Iterable[Template]] = ()) -> dict[str, Any]:
    """``lasting`` are the templates of a stage on AWS; ``others``, of other kinds of stages, tell what is optional."""
    resources = list(_resources(lasting))
    everywhere = [resources, *(list(_resources(templates)) for templates in others)]
    return {
        "about": "Made by python -m stacks.configuration_schema; do not edit.",
        "functions": _functions(prefix, everywhere),
        "queues": _named(resources, "AWS::SQS::Queue", "QueueName", prefix, _queue),
        "tables": _named(resources, "AWS::DynamoDB::Table", "TableName", prefix, _table),
        "buckets": dict(sorted(_buckets(resources, prefix))),
        "schedules": _named(resources, "AWS::Scheduler::Schedule", "Name", prefix, _schedule),
        "rules": _named(resources, "AWS::Events::Rule", "Name", prefix, _rule),
        "state_machines": sorted(_of(resources, "AWS::StepFunctions::StateMachine", "StateMachineName", prefix)),
        "alarms": sorted(_of(resources, "AWS::CloudWatch::Alarm", "AlarmName", f"{prefix}-watch")),
        "routes": sorted(r["Properties"]["RouteKey"] for r in resources if r["Type"] == "AWS::ApiGatewayV2::Route"),
        "days_logged": _days_logged(resources),
        "configuration": {name: _model(path).model_json_schema() for name, path in MODELS.items()},
    }


def text_of(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"


def _resources(templates: Iterable[Template]) -> Iterator[Resource]:
    for template in templates:
        yield from ({"Id": logical_id, **resource} for logical_id, resource in template["Resources"].items())


def _name(resource: Resource, key: str, prefix: str) -> str:
    name = resource["Properties"][key]
    return str(name).removeprefix(f"{prefix}-").removesuffix(IN_ORDER) if isinstance(name, str) else ""


def _of(resources: Iterable[Resource], kind: str, key: str, prefix: str) -> list[str]:
    return [name for r in resources if r["Type"] == kind and (name := _name(r, key, prefix))]


def _named(
    resources: Iterable[Resource], kind: str, key: str, prefix: str, shape: Callable[[Resource], Any]
) -> dict[str, Any]:
    found = [r for r in resources if r["Type"] == kind and _name(r, key, prefix)]
    return {_name(r, key, prefix): shape(r["Properties"]) for r in found}


def _functions(prefix: str, stages: list[list[Resource]]) -> dict[str, Any]:
    specs = {spec.name: spec for spec in FUNCTIONS}
    kind, key = "AWS::Lambda::Function", "FunctionName"
    variables = [_named(resources, kind, key, "", _variables) for resources in stages]
    described = _named(stages[0], kind, key, prefix, _function)
    mappings = dict(_mappings(stages[0]))
    granted = [_granted(resources) for resources in stages]
    return {
        name: described[name]
        | _of_row(specs[name])
        | {
            "variables": _presence([_by_end(found, name) for found in variables]),
            "mapping": mappings.get(specs[name].state),
        }
        | {"secrets": granted[0][name]["secrets"], "actions": _presence([found[name]["actions"] for found in granted])}
        for name in sorted(specs)
    }


def _by_end(found: Mapping[str, set[str]], name: str) -> set[str]:
    """Of the function called so, whichever stage's prefix its whole name has."""
    return next(variables for whole, variables in found.items() if whole.endswith(f"-{name}"))


def _presence(found: list[set[str]]) -> dict[str, str]:
    always = set.intersection(*found)
    return {name: ALWAYS if name in always else SOMETIMES for name in sorted(set.union(*found))}


def _variables(function: Resource) -> set[str]:
    return set(function["Environment"]["Variables"])


def _function(function: Resource) -> Resource:
    layers = [layer["Ref"].removeprefix(CONSTRUCT).partition("layer")[0] for layer in function["Layers"]]
    return {
        "handler": function["Handler"],
        "memory": function["MemorySize"],
        "timeout": function["Timeout"],
        "runtime": function["Runtime"],
        "layers": sorted(layers),
    }


def _of_row(spec: FunctionSpec) -> Resource:
    """``grants``: its rights beside tables, buckets and queues."""
    tables = {verb: sorted(getattr(spec, verb)) for verb in VERBS if getattr(spec, verb)}
    return {
        "tables": tables,
        "table_names": sorted({*spec.reads, *spec.shown, *spec.names, *spec.writes}),
        "grants": sorted(grant.name for grant in spec.grants),
        "schedule": spec.schedule,
    }


def _mappings(resources: Iterable[Resource]) -> Iterator[tuple[str, Resource]]:
    """By the state of the function, which begins its construct's name."""
    for resource in resources:
        if resource["Type"] == "AWS::Lambda::EventSourceMapping":
            properties = resource["Properties"]
            function = _state(properties["FunctionName"]["Ref"])
            yield (
                function,
                {
                    "batch": properties["BatchSize"],
                    "at_once": properties["ScalingConfig"]["MaximumConcurrency"],
                    "responses": properties["FunctionResponseTypes"],
                },
            )


def _granted(resources: Iterable[Resource]) -> dict[str, Resource]:
    """All that the role of each function allows, and how the names of the secrets begin that it opens."""
    found = {}
    states = {spec.state: spec.name for spec in FUNCTIONS}
    for resource in resources:
        is_role = resource["Type"] == "AWS::IAM::Role" and resource["Id"].startswith(CONSTRUCT)
        if is_role and (state := _state(resource["Id"]).removesuffix("Role")) in states:
            statements = resource["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
            allowed = [one for one in statements if one["Effect"] == "Allow"]
            actions = {action for one in allowed for action in _listed(one["Action"])}
            found[states[state]] = {"actions": actions, "secrets": sorted(set(SECRET.findall(json.dumps(allowed))))}
    return found


def _state(logical_id: str) -> str:
    """Of a resource of ``Functions``, without the hash that the CDK appends."""
    return logical_id.removeprefix(CONSTRUCT)[:-HASH]


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _queue(queue: Resource) -> Resource:
    redrive = queue.get("RedrivePolicy")
    return {
        "in_order": bool(queue.get("FifoQueue")),
        "kept": queue["MessageRetentionPeriod"],
        "visibility": queue.get("VisibilityTimeout", 30),
        "tries": redrive["maxReceiveCount"] if redrive else None,
    }


def _table(table: Resource) -> Resource:
    return {
        "keys": {key["AttributeName"]: key["KeyType"] for key in table["KeySchema"]},
        "indexes": sorted(index["IndexName"] for index in table.get("GlobalSecondaryIndexes", ())),
        "expiry": table["TimeToLiveSpecification"]["AttributeName"],
    }


def _buckets(resources: Iterable[Resource], prefix: str) -> Iterator[tuple[str, Resource]]:
    """Their names end in the account's number, which is known where they are."""
    for resource in resources:
        if resource["Type"] == "AWS::S3::Bucket":
            properties = resource["Properties"]
            name = properties["BucketName"]["Fn::Join"][1][0].removeprefix(f"{prefix}-").removesuffix("-")
            rules = properties["LifecycleConfiguration"]["Rules"]
            expiry = next((rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule), None)
            yield name, {"locked": properties["ObjectLockEnabled"], "expires_after_days": expiry}


def _schedule(schedule: Resource) -> Resource:
    return {"expression": schedule["ScheduleExpression"], "timezone": schedule["ScheduleExpressionTimezone"]}


def _rule(rule: Resource) -> Resource:
    return {"on_own_bus": "EventBusName" in rule}


def _days_logged(resources: Iterable[Resource]) -> list[int]:
    """Of all log groups the same, so that there is no list of their names."""
    return sorted({r["Properties"]["RetentionInDays"] for r in resources if r["Type"] == "AWS::Logs::LogGroup"})


def _model(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def main() -> None:
    """Layers are not built for it: what is in them is told by the requirements."""
    with tempfile.TemporaryDirectory() as folder:
        SCHEMA_FILE.write_text(text_of(schema_of("amo", *_synthesised(Path(folder)))))


def _synthesised(folder: Path) -> tuple[list[Template], list[list[Template]]]:
    from stacks.stage import Stage, local_stage

    on_aws = _templates(folder / "aws", Stage())
    trusted = ("127.0.0.1:8080",)
    local = _templates(folder / "local", local_stage("http://127.0.0.1:4600", trusted, trusted))
    return on_aws, [local]


def _templates(folder: Path, stage: Any) -> list[Template]:
    import aws_cdk as cdk

    from stacks.application import build_application

    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = cdk.App(outdir=str(folder), context=context)
    (folder / "layer").mkdir(parents=True)
    (folder / "layer" / "empty").touch()
    stacks = build_application(app, stage, lambda _name: folder / "layer")
    app.synth()
    return [json.loads((folder / f"{stack.stack_name}.template.json").read_text()) for stack in stacks]


if __name__ == "__main__":
    main()
