"""Judges the environment of each deployed function: what the schema names, of the form that this stage gives it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cli.doctor.facts import Facts, StageIdentity
from cli.doctor.findings import Finding, bad, warn
from cli.doctor.read_outside import sender_of
from cli.doctor.secret_shapes import is_placeholder, is_plain_secret
from lambdas.domain.kernel.queue_names import IN_ORDER

Schema = Mapping[str, Any]
Shape = str | re.Pattern[str]

ALWAYS = "always"
OWN = frozenset({"AMO_TABLES"})
"""Each function has its own; all others have the same value wherever they are."""
OF_LAMBDA = ("AWS_", "LAMBDA_", "_")
QUEUE, QUEUE_ARN, BUCKET = "AMO_QUEUE_", "AMO_QUEUE_ARN_", "AMO_BUCKET_"
DEPLOY = "./amo deploy sets it back"
ORIGINS = r"[\w.\[\]:-]+:\d+(,[\w.\[\]:-]+:\d+)*"
MAY_BE_EMPTY = frozenset({"AMO_MAIL_FROM"})


def judge(facts: Facts, schema: Schema) -> Iterator[Finding]:
    usual = _usual_values(facts)
    for name, function in facts.functions.items():
        wanted = schema["functions"][name]["variables"]
        found = function.variables
        for variable in sorted(variable for variable, presence in wanted.items() if presence == ALWAYS):
            if variable not in found:
                yield bad(_named(name, variable), f"is missing: the function fails when it needs it; {DEPLOY}")
        for variable, value in sorted(found.items()):
            if variable not in wanted:
                yield from _unknown(name, variable, value)
            else:
                yield from _value(facts, schema, name, variable, value, usual)


def _named(function: str, variable: str) -> str:
    return f"{variable} of {function}"


def _unknown(function: str, variable: str, value: str) -> Iterator[Finding]:
    if is_plain_secret(value, may_be_random=True):
        yield bad(_named(function, variable), _secret_in_variable())
    elif not variable.startswith(OF_LAMBDA):
        yield warn(_named(function, variable), "is unknown to this version: nothing reads it; ./amo deploy removes it")


def _value(
    facts: Facts, schema: Schema, function: str, variable: str, value: str, usual: Mapping[str, str]
) -> Iterator[Finding]:
    """At most one finding: the first that is wrong explains the rest."""
    name = _named(function, variable)
    shape = shape_of(variable, facts.stage, schema, function)
    if is_plain_secret(value, may_be_random=shape is None):
        yield bad(name, _secret_in_variable())
    elif is_placeholder(value) or (not value and shape is None and variable not in MAY_BE_EMPTY):
        yield bad(name, f"is a placeholder that nobody filled in; {DEPLOY}")
    elif shape is not None and not _fits(value, shape):
        yield bad(name, f"is not what stage {facts.stage.name} gives it; {DEPLOY}")
    elif variable not in OWN and value != usual.get(variable, value):
        yield bad(name, f"differs from the same variable of the other functions; {DEPLOY}")


def _secret_in_variable() -> str:
    return "holds what looks like a secret: whoever may read the function reads it; revoke it, and ./amo deploy"


def _fits(value: str, shape: Shape) -> bool:
    return value == shape if isinstance(shape, str) else bool(shape.fullmatch(value))


def _usual_values(facts: Facts) -> dict[str, str]:
    """Returns what most functions have; where two values are as usual, the one that stands first in order."""
    counted: dict[str, Counter[str]] = {}
    for function in facts.functions.values():
        for variable, value in function.variables.items():
            counted.setdefault(variable, Counter())[value] += 1
    return {variable: min(values, key=lambda value: (-values[value], value)) for variable, values in counted.items()}


def shape_of(variable: str, stage: StageIdentity, schema: Schema, function: str) -> Shape | None:
    """Returns the value a variable has on this stage, or its form where AWS chooses it; None where nothing is known."""
    if variable == "AMO_TABLES":
        return ",".join(schema["functions"][function]["table_names"])
    if variable.startswith(QUEUE_ARN):
        return _queue_arn(variable.removeprefix(QUEUE_ARN).lower(), stage, schema)
    if variable.startswith(QUEUE):
        return _queue(variable.removeprefix(QUEUE).lower(), schema)
    if variable.startswith(BUCKET):
        return f"{stage.prefix}-{variable.removeprefix(BUCKET).lower()}-{stage.account}"
    return _fixed(stage).get(variable) or _patterns(stage).get(variable)


def _queue(name: str, schema: Schema) -> str:
    in_order = schema["queues"].get(name, {}).get("in_order")
    return f"{name}{IN_ORDER if in_order else ''}"


def _queue_arn(name: str, stage: StageIdentity, schema: Schema) -> Shape:
    return re.compile(
        rf"arn:[\w-]+:sqs:{stage.region}:{stage.account}:{stage.prefix}-{re.escape(_queue(name, schema))}"
    )


def _fixed(stage: StageIdentity) -> dict[str, str]:
    prefix = stage.prefix
    return {
        "AMO_STAGE": stage.name,
        "AMO_TABLE_PREFIX": f"{prefix}-",
        "AMO_SCHEDULE_GROUP": prefix,
        "AMO_BUS": prefix,
        "AMO_MAIL_FROM": sender_of(stage),
        "AMO_TOKEN_SECRETS": f"{prefix}/calendar-tokens",
        "AMO_CALENDAR_TOKENS": stage.written.calendar_tokens,
        "AMO_TASK_SECRETS": f"{prefix}/task-systems/",
        "AMO_SLACK_SECRETS": f"{prefix}/slack",
        "AMO_OAUTH_SECRETS": f"{prefix}/oauth",
        "AMO_SOURCE_SECRETS": f"{prefix}/sources",
        "AMO_PUBLIC_URL": stage.page_url,
        "AMO_TRANSCRIBER": "whisper" if stage.is_embedded else "amazon",
        "AMO_TRANSCRIPTION_JOBS": f"{prefix}.voice.",
    }


def _patterns(stage: StageIdentity) -> dict[str, re.Pattern[str]]:
    account, prefix, region = stage.account, re.escape(stage.prefix), stage.region
    secret = rf"(arn:[\w-]+:secretsmanager:{region}:{account}:secret:)?{prefix}/signing-key(-\w{{6}})?"
    machine = rf"arn:[\w-]+:states:{region}:{account}:stateMachine:{prefix}-"
    shapes = {
        "AMO_QUEUES": rf"https?://[\w.:-]+/{account}/{prefix}-",
        "AMO_SCHEDULER_ROLE_ARN": rf"arn:[\w-]+:iam::{account}:role/{prefix}-[\w-]+",
        "AMO_KEY_ARN": rf"arn:[\w-]+:kms:{region}:{account}:key/[\w-]+",
        "AMO_STATE_MACHINE_ARN": f"{machine}meeting-prep",
        "AMO_APPROVAL_MACHINE_ARN": f"{machine}approval",
        "AMO_REFRESH_MACHINE_ARN": f"{machine}refresh-materials",
        "AMO_SIGNING_SECRET_ARN": secret,
        "AMO_DEAD_LETTERS": r"[\w.]+(,[\w.]+)*",
        "AMO_TRUSTED_FEED_ORIGINS": ORIGINS,
        "AMO_TRUSTED_SOURCE_ORIGINS": ORIGINS,
    }
    return {name: re.compile(shape) for name, shape in shapes.items()}
