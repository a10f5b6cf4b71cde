"""Reads what an instance stores of a preparation where it lies, not through an endpoint that might make it up."""

from collections import Counter
from functools import cache
from typing import Any

from bench.instance import Instance
from cli.stage import DeployedStage
from lambdas.errors import AmoError

AUDIT_ROWS = 100
"""The newest: a round leaves less than ten."""


@cache
def client(stage: DeployedStage, service: str) -> Any:
    """One of each, made by whoever asks first: making them in two threads at once is not safe."""
    return stage.client(service)


def answers_in(on: Instance, session_id: str) -> list[str]:
    answers = _conversation(on, session_id).get("answers", {"M": {}})["M"]
    return [answer["M"]["text"]["S"] for answer in answers.values()]


def token_of(on: Instance, session_id: str) -> str:
    return str(_conversation(on, session_id).get("task_token", {"S": ""})["S"])


def _conversation(on: Instance, session_id: str) -> dict[str, Any]:
    table = f"{on.stage.prefix}-chat_sessions"
    answer = client(on.stage, "dynamodb").get_item(TableName=table, Key={"session_id": {"S": session_id}})
    return dict(answer.get("Item", {}))


def documents_of(on: Instance, meeting_id: str) -> str:
    """The text of the three documents, through their own links; empty when one cannot be read."""
    try:
        materials = on.api.get(f"/meetings/{meeting_id}/materials")
        names = ("agenda", "questions", "notes")
        return "\n".join(on.api.download(materials[name]["url"]).decode() for name in names)
    except AmoError:
        return ""


def notices_of(on: Instance, meeting_id: str) -> Counter[str]:
    """Counts them by kind, those too that went from the page when their work was done."""
    pages = (
        client(on.stage, "dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=f"{on.stage.prefix}-notices",
            KeyConditionExpression="user_id = :user",
            ExpressionAttributeValues={":user": {"S": on.stage.user_id}},
        )
    )
    rows = (row for page in pages for row in page["Items"] if row["meeting_id"]["S"] == meeting_id)
    return Counter(row["kind"]["S"] for row in rows)


def team_of(on: Instance) -> str:
    return str(on.api.get("/autonomy")["team_id"])


def executed(on: Instance, action_id: str) -> int:
    """Counts how often the audit log says that an action was carried out."""
    rows = on.api.get(f"/audit/{team_of(on)}", limit=AUDIT_ROWS)
    return sum(row["action_id"] == action_id and row["event"] == "executed" for row in rows)


def executions_at_work(on: Instance, meeting_id: str) -> list[str]:
    states = client(on.stage, "stepfunctions")
    machines = {one["name"]: one["stateMachineArn"] for one in states.list_state_machines()["stateMachines"]}
    arn = machines[f"{on.stage.prefix}-meeting-prep"]
    running = states.list_executions(stateMachineArn=arn, statusFilter="RUNNING")["executions"]
    return [one["name"] for one in running if one["name"].startswith(meeting_id)]


def has_schedule(stage: DeployedStage, name: str) -> bool:
    scheduler = client(stage, "scheduler")
    try:
        scheduler.get_schedule(GroupName=stage.prefix, Name=name)
    except scheduler.exceptions.ResourceNotFoundException:
        return False
    return True
