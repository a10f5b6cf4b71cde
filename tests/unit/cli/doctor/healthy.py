"""A stage on AWS in which all is as config/schema.json says, so as the synthesised templates do."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cli.doctor.facts import (
    AlarmFacts,
    BucketFacts,
    Facts,
    FunctionFacts,
    KeyFacts,
    MailFacts,
    MappingFacts,
    PageFacts,
    QueueFacts,
    RuleFacts,
    ScheduleFacts,
    SecretFacts,
    SlackFacts,
    SourceFacts,
    StackFacts,
    StageIdentity,
    TableFacts,
    WatchFacts,
)
from cli.doctor.schema import load_schema
from cli.doctor.variables import ALWAYS, shape_of
from lambdas.domain.llm.model_status import ModelStatus
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.notifications.slack import BOT_SCOPES
from stacks.stage_file import STACKS, StageFile

SCHEMA = load_schema()
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
ACCOUNT, REGION = "123456789012", "eu-central-1"
VERSION = "0123456789abcdef"
PAGE = "https://amo.example.com"
STAGE = StageIdentity(
    name="prod",
    prefix="amo",
    account=ACCOUNT,
    region=REGION,
    page_url=PAGE,
    written=StageFile(public_url=PAGE, mail_from="amo@example.com", alarm_email="ops@example.com"),
    architecture="arm64",
    here=VERSION,
)
_OF_AWS = f"arn:aws:{{}}:{REGION}:{ACCOUNT}:"
CHOSEN_BY_AWS = {
    "AMO_QUEUES": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/amo-",
    "AMO_SCHEDULER_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/amo-app-MessagesTimerRoleF155C7C7-247D03524BDDF",
    "AMO_KEY_ARN": f"{_OF_AWS.format('kms')}key/01c4adee-00ab-4260-a861-0aedf66b0632",
    "AMO_STATE_MACHINE_ARN": f"{_OF_AWS.format('states')}stateMachine:amo-meeting-prep",
    "AMO_APPROVAL_MACHINE_ARN": f"{_OF_AWS.format('states')}stateMachine:amo-approval",
    "AMO_REFRESH_MACHINE_ARN": f"{_OF_AWS.format('states')}stateMachine:amo-refresh-materials",
    "AMO_SIGNING_SECRET_ARN": f"{_OF_AWS.format('secretsmanager')}secret:amo/signing-key-a1B2c3",
    "AMO_DEAD_LETTERS": "due_preps,messages.fifo",
}


MODEL = ModelStatus(
    state="on",
    model="nova-lite",
    provider="bedrock",
    place="eu-central-1",
    purposes=(Purpose.AGENDA,),
    ceiling_today=20,
    priced_on=NOW.date(),
)


def healthy() -> Facts:
    return Facts(
        stage=STAGE,
        now=NOW,
        functions={name: _function(name, wanted) for name, wanted in SCHEMA["functions"].items()},
        mappings={
            name: MappingFacts(
                uuid=f"uuid-of-{name}",
                queue="",
                state="Enabled",
                batch=wanted["mapping"]["batch"],
                at_once=wanted["mapping"]["at_once"],
                responses=tuple(wanted["mapping"]["responses"]),
            )
            for name, wanted in SCHEMA["functions"].items()
            if wanted["mapping"]
        },
        schedules={
            name: ScheduleFacts("ENABLED", wanted["expression"], True, {"Name": f"amo-{name}"})
            for name, wanted in SCHEMA["schedules"].items()
        },
        rules={name: RuleFacts("ENABLED", "amo", (name,)) for name in SCHEMA["rules"]},
        queues={name: _queue(name, wanted) for name, wanted in SCHEMA["queues"].items()},
        tables={name: _table(wanted) for name, wanted in SCHEMA["tables"].items()},
        buckets={name: _bucket(wanted) for name, wanted in SCHEMA["buckets"].items()},
        key=KeyFacts("01c4adee", "Enabled", is_rotated=True),
        secrets={
            name: SecretFacts() for name in ("signing-key", "oauth/google", "slack/signing", "slack/workspace/T1")
        },
        stacks={name: StackFacts("UPDATE_COMPLETE", is_protected=True) for name in STACKS},
        alarms={name: AlarmFacts("OK", is_told=True) for name in SCHEMA["alarms"]},
        routes=frozenset(SCHEMA["routes"]),
        state_machines=frozenset(SCHEMA["state_machines"]),
        days_logged=dict.fromkeys(SCHEMA["functions"], SCHEMA["days_logged"][0]),
        confirmed_subscriptions=1,
        mail=MailFacts(is_sandboxed=False, can_send=True, identity=True, dkim="SUCCESS"),
        is_text_sandboxed=False,
        page=PageFacts(404, is_amo=True),
        most_at_once=1000,
        workspaces=frozenset({"T1"}),
        slack=(SlackFacts("T1", frozenset(BOT_SCOPES)),),
        providers=frozenset({"google"}),
        watched=WatchFacts(calendars=4, ended=0),
        model=MODEL,
        sources=SourceFacts(connected=3, failing=1, oldest=NOW),
    )


def _function(name: str, wanted: Mapping[str, Any]) -> FunctionFacts:
    variables = (variable for variable, presence in wanted["variables"].items() if presence == ALWAYS)
    return FunctionFacts(
        handler=wanted["handler"],
        memory=wanted["memory"],
        timeout=wanted["timeout"],
        runtime=wanted["runtime"],
        architecture="arm64",
        state="Active",
        layers=frozenset(wanted["layers"]),
        variables={variable: _value(variable, name) for variable in variables},
        actions=frozenset(wanted["actions"]),
    )


def _value(variable: str, function: str) -> str:
    if variable in CHOSEN_BY_AWS:
        return CHOSEN_BY_AWS[variable]
    if variable.startswith("AMO_QUEUE_ARN_"):
        return f"{_OF_AWS.format('sqs')}amo-{variable.removeprefix('AMO_QUEUE_ARN_').lower()}"
    shape = shape_of(variable, STAGE, SCHEMA, function)
    return shape if isinstance(shape, str) else "as the deployment says"


def _queue(name: str, wanted: Mapping[str, Any]) -> QueueFacts:
    return QueueFacts(
        url=f"https://sqs/{name}",
        arn=f"{_OF_AWS.format('sqs')}amo-{name}",
        visibility=wanted["visibility"],
        kept=wanted["kept"],
        is_encrypted=True,
        holds=0,
        dead_letters=f"{name}-failed" if wanted["tries"] else "",
        tries=wanted["tries"],
    )


def _table(wanted: Mapping[str, Any]) -> TableFacts:
    return TableFacts(
        status="ACTIVE",
        keys=wanted["keys"],
        indexes=frozenset(wanted["indexes"]),
        is_protected=True,
        is_recoverable=True,
        expiry=wanted["expiry"],
        key="arn:aws:kms:key",
    )


def _bucket(wanted: Mapping[str, Any]) -> BucketFacts:
    return BucketFacts(
        is_versioned=wanted["locked"],
        is_closed=True,
        lock="COMPLIANCE" if wanted["locked"] else "",
        lock_days=400 if wanted["locked"] else 0,
        encryption="aws:kms",
        expires_after_days=wanted["expires_after_days"],
    )
