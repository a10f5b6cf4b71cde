"""The checks of ``status`` and ``doctor``: each says what it looked at and, when it is bad, what to do."""

from typing import Any

from cli.api_client import ApiClient
from cli.stage import Stage
from lambdas.errors import AmoError

Check = dict[str, Any]

HOLDING_DEAD_LETTERS = ("-failed", "-undelivered")
"""How the names of queues end that nobody reads (stacks/messages.py): whatever is in them was given up on."""


def checks_of(stage: Stage) -> list[Check]:
    return [_api(stage), *_stage_checks(stage), _dead_letters(stage)]


def check(name: str, ok: bool, detail: str) -> Check:
    return {"name": name, "ok": ok, "detail": detail}


def _api(stage: Stage) -> Check:
    try:
        ApiClient(stage).get("/meetings", days=1)
    except AmoError as problem:
        return check("api", False, str(problem))
    return check("api", True, "answers, signed in")


def _stage_checks(stage: Stage) -> list[Check]:
    """Calendars, configuration and switches, as the stage itself sees them."""
    try:
        return list(ApiClient(stage).get("/health")["checks"])
    except AmoError as problem:
        return [check("health", False, str(problem))]


def _dead_letters(stage: Stage) -> Check:
    """Messages nobody could handle; docs/operation.md says how to look at and redrive them."""
    sqs = stage.client("sqs")
    stuck = []
    for url in sqs.list_queues(QueueNamePrefix=f"{stage.prefix}-").get("QueueUrls", []):
        name = url.rsplit("/", 1)[1]
        if not name.endswith(HOLDING_DEAD_LETTERS):
            continue
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        count = int(attributes["Attributes"]["ApproximateNumberOfMessages"])
        if count:
            stuck.append(f"{count} in {name}")
    if stuck:
        return check("dead letters", False, f"{', '.join(stuck)}; docs/operation.md says how to redrive them")
    return check("dead letters", True, "none")
