"""The configuration as it is deployed: the files of config/, and this function's environment beside the schema."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from lambdas.config_files import CONFIG_FOLDER, CONFIGURATION
from lambdas.edges.commands.views import CheckView
from lambdas.errors import AmoError

OURS = "AMO_"
ALWAYS = "always"
FUNCTION_NAME, PREFIX = "AWS_LAMBDA_FUNCTION_NAME", "AMO_TABLE_PREFIX"


def checks(environment: Mapping[str, str]) -> tuple[CheckView, ...]:
    """Says of the files what ``./amo doctor`` does and, of the environments, judges the one this function has."""
    files = (_file(name) for name in CONFIGURATION)
    return (*files, environment_check(environment, _schema()))


def _file(name: str) -> CheckView:
    try:
        CONFIGURATION[name]()
    except AmoError as error:
        return CheckView(name=name, ok=False, detail=str(error))
    return CheckView(name=name, ok=True, detail="valid")


@cache
def _schema() -> Mapping[str, Any]:
    return dict(json.loads((CONFIG_FOLDER / "schema.json").read_text(encoding="utf-8")))


def environment_check(environment: Mapping[str, str], schema: Mapping[str, Any]) -> CheckView:
    """No line repeats a value: it may be a secret that somebody put there."""
    function = environment.get(FUNCTION_NAME, "").removeprefix(environment.get(PREFIX, ""))
    known = schema["functions"].get(function)
    if known is None:
        return CheckView(name="environment", ok=False, detail="config/schema.json does not know this function; deploy")
    problems = list(_problems(environment, known["variables"]))
    detail = "; ".join([*problems, "./amo deploy sets it back"]) if problems else "as config/schema.json says"
    return CheckView(name=f"environment of {function}", ok=not problems, detail=detail)


def _problems(environment: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[str]:
    missing = sorted(name for name, presence in wanted.items() if presence == ALWAYS and name not in environment)
    unknown = sorted(name for name in environment if name.startswith(OURS) and name not in wanted)
    if missing:
        yield f"missing: {', '.join(missing)}"
    if unknown:
        yield f"unknown: {', '.join(unknown)}"
