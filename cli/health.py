"""The checks of ``status`` and ``doctor``: each says what it looked at and, when it is bad, what to do."""

from typing import Any

from cli.api_client import ApiClient
from cli.stage import DeployedStage
from lambdas.errors import AmoError

Check = dict[str, Any]


def checks_of(stage: DeployedStage) -> list[Check]:
    return [_api(stage), *_stage_checks(stage)]


def check(name: str, ok: bool, detail: str) -> Check:
    return {"name": name, "ok": ok, "detail": detail}


def _api(stage: DeployedStage) -> Check:
    try:
        ApiClient(stage).get("/meetings", days=1)
    except AmoError as error:
        return check("api", False, str(error))
    return check("api", True, "answers, signed in")


def _stage_checks(stage: DeployedStage) -> list[Check]:
    """Calendars, configuration and switches, as the stage itself sees them."""
    try:
        return list(ApiClient(stage).get("/health")["checks"])
    except AmoError as error:
        return [check("health", False, str(error))]
