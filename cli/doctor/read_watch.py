"""Reads how the stage is doing: its stacks, alarms, log groups, limits, switches, and whom it tells."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from cli.doctor.facts import AlarmFacts, SourceFacts, StackFacts, StageIdentity, WatchFacts
from cli.doctor.reader import Clients, Name, Question, named
from lambdas.aws.table import Table
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.sources.account import NEEDS_A_PERSON, SourceStatus
from lambdas.store.slack_records import SlackRecords
from lambdas.store.users import Users
from stacks.stage_file import STACKS

MAX_WATCHED = 2000
"""Rows of subscriptions looked at: enough to see that renewal has stopped."""
MAX_SOURCE_ROWS = 5000
"""Rows of sources looked at, what readings under way have noted among them."""
WELL = frozenset({SourceStatus.NEW, SourceStatus.OK})
A_SECOND = timedelta(seconds=1)
WORD_OF_A_CALENDAR, WORD_OF_A_SOURCE = "calendar#", "source#"


def questions(stage: StageIdentity, clients: Clients, now: datetime) -> dict[Name, Question]:
    prefix = stage.prefix
    return {
        **named("stack", STACKS, lambda name: _stack(clients, f"{prefix}-{name}")),
        ("alarms", ""): lambda: _alarms(clients, prefix),
        ("logs", ""): lambda: _days_logged(clients, prefix),
        ("subscriptions", ""): lambda: _subscriptions(clients, stage),
        ("limit", ""): lambda: clients["lambda"].get_account_settings()["AccountLimit"]["ConcurrentExecutions"],
        ("clock", ""): lambda: _clock(clients),
        ("switches", ""): lambda: _switched_off(clients, prefix),
        ("providers", ""): lambda: _providers(clients, prefix),
        ("workspaces", ""): lambda: _workspaces(clients, prefix),
        ("watched", ""): lambda: _watched(clients, prefix, now),
        ("sources", ""): lambda: _sources(clients, prefix),
    }


def _stack(clients: Clients, name: str) -> StackFacts:
    (found,) = clients["cloudformation"].describe_stacks(StackName=name)["Stacks"]
    return StackFacts(found["StackStatus"], bool(found.get("EnableTerminationProtection")))


def _alarms(clients: Clients, prefix: str) -> dict[str, AlarmFacts]:
    found = clients.pages("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=f"{prefix}-watch-")
    return {
        alarm["AlarmName"].removeprefix(f"{prefix}-watch-"): AlarmFacts(
            alarm["StateValue"], bool(alarm.get("ActionsEnabled")) and bool(alarm.get("AlarmActions"))
        )
        for alarm in found
    }


def _days_logged(clients: Clients, prefix: str) -> dict[str, int | None]:
    beginning = f"/aws/lambda/{prefix}-"
    found = clients.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=beginning)
    return {group["logGroupName"].removeprefix(beginning): group.get("retentionInDays") for group in found}


def _subscriptions(clients: Clients, stage: StageIdentity) -> tuple[int, int]:
    """Counts those who hear of alarms, and those who have not confirmed yet."""
    topic = f"arn:{partition_of(stage.region)}:sns:{stage.region}:{stage.account}:{stage.prefix}-alarms"
    found = clients.pages("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=topic)
    pending = sum(one["SubscriptionArn"] == "PendingConfirmation" for one in found)
    return len(found) - pending, pending


def partition_of(region: str) -> str:
    beginnings = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
    return next((partition for start, partition in beginnings.items() if region.startswith(start)), "aws")


def _clock(clients: Clients) -> float:
    """Returns by how many seconds this machine is ahead of AWS; what the answer took is nobody's error."""
    before = datetime.now(UTC)
    headers = clients["sts"].get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]
    after = datetime.now(UTC)
    told = parsedate_to_datetime(headers["date"])
    nearest = min(max(told, before - A_SECOND), after)  # a header has no fractions
    return (nearest - told).total_seconds()


def _switched_off(clients: Clients, prefix: str) -> frozenset[str]:
    switches = Users(Table(clients["dynamodb"], f"{prefix}-users")).switches()
    return frozenset(part for part, is_on in switches.model_dump().items() if not is_on)


def _providers(clients: Clients, prefix: str) -> frozenset[str]:
    registered = Users(Table(clients["dynamodb"], f"{prefix}-users")).registered_providers()
    return frozenset(one.value for one in IdentityProvider if getattr(registered, one.value))


def _workspaces(clients: Clients, prefix: str) -> dict[str, str]:
    """The address of Slack's Web API for each connected workspace."""
    found = SlackRecords(Table(clients["dynamodb"], f"{prefix}-slack")).workspaces()
    return {workspace.team_id: workspace.api_url for workspace in found}


def _watched(clients: Clients, prefix: str, now: datetime) -> WatchFacts:
    """A calendar's row names the promise it is watched by; that one's row is gone a day after it ended."""
    found = clients["dynamodb"].scan(
        TableName=f"{prefix}-subscriptions",
        Limit=MAX_WATCHED,
        ProjectionExpression="subscription_id, #current, lasts_until",
        ExpressionAttributeNames={"#current": "current"},
    )
    rows = {row["subscription_id"]["S"]: row for row in found["Items"]}
    current = [
        row["current"]["S"] for name, row in rows.items() if name.startswith(WORD_OF_A_CALENDAR) and "current" in row
    ]
    is_all = "LastEvaluatedKey" not in found
    looked_at = current if is_all else [name for name in current if name in rows]
    return WatchFacts(len(current), sum(not _lasts(rows.get(name, {}), now) for name in looked_at), is_all)


def _lasts(row: Mapping[str, Any], now: datetime) -> bool:
    until = row.get("lasts_until", {}).get("S", "")
    return bool(until) and datetime.fromisoformat(until) > now


def _sources(clients: Clients, prefix: str) -> SourceFacts:
    """Never what they are connected with: that stays in the table."""
    found = clients["dynamodb"].scan(
        TableName=f"{prefix}-source_accounts",
        Limit=MAX_SOURCE_ROWS,
        FilterExpression="begins_with(#item, :source)",
        ProjectionExpression="#kind, #status, read_at",
        ExpressionAttributeNames={"#item": "item", "#kind": "kind", "#status": "status"},
        ExpressionAttributeValues={":source": {"S": WORD_OF_A_SOURCE}},
    )
    rows = found["Items"]
    failing = [row for row in rows if row["status"]["S"] not in WELL]
    broken = {row["kind"]["S"] for row in failing if row["status"]["S"] in NEEDS_A_PERSON}
    read = [datetime.fromisoformat(row["read_at"]["S"]) for row in rows if "S" in row.get("read_at", {})]
    return SourceFacts(
        connected=len(rows),
        broken=tuple(sorted(broken)),
        failing=len(failing),
        oldest=min(read, default=None),
        is_all="LastEvaluatedKey" not in found,
    )
