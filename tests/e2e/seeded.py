"""Mistakes made in a deployed stage, each through AWS's own API and undone the same way; for test_doctor.py."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cli.account import Account

Seeding = Callable[["Deployed"], Any]
SCHEDULE_READ_ONLY = ("Arn", "CreationDate", "LastModificationDate", "ResponseMetadata")


@dataclass(frozen=True)
class Deployed:
    """The stage of the end-to-end tests, as its owner reaches it."""

    account: Account

    def __getitem__(self, service: str) -> Any:
        return self.account.client(service)

    def variables(self, function: str) -> dict[str, str]:
        found = self["lambda"].get_function_configuration(FunctionName=f"amo-{function}")
        return dict(found["Environment"]["Variables"])

    def set_variables(self, function: str, variables: Mapping[str, str]) -> None:
        self["lambda"].update_function_configuration(
            FunctionName=f"amo-{function}", Environment={"Variables": dict(variables)}
        )

    def queue_url(self, name: str) -> str:
        return str(self["sqs"].get_queue_url(QueueName=f"amo-{name}")["QueueUrl"])


@dataclass(frozen=True)
class Seeded:
    """``found``: the name of the finding and a word of its line."""

    found: tuple[str, str]
    seed: Callable[[Deployed], Any]


@contextmanager
def made(mistake: Seeded, stage: Deployed) -> Iterator[None]:
    undo = mistake.seed(stage)
    try:
        yield
    finally:
        undo()


def _variable(function: str, name: str, value: str | None) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        before = stage.variables(function)
        changed = {key: of for key, of in before.items() if key != name}
        stage.set_variables(function, changed if value is None else {**changed, name: value})
        return lambda: stage.set_variables(function, before)

    return seed


def _setting(function: str, name: str, value: Any) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, whole_name = stage["lambda"], f"amo-{function}"
        before = client.get_function_configuration(FunctionName=whole_name)[name]
        if name == "Layers":
            before = [layer["Arn"] for layer in before]
        client.update_function_configuration(FunctionName=whole_name, **{name: value})
        return lambda: client.update_function_configuration(FunctionName=whole_name, **{name: before})

    return seed


def _reserved(function: str, invocations: int) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, whole_name = stage["lambda"], f"amo-{function}"
        client.put_function_concurrency(FunctionName=whole_name, ReservedConcurrentExecutions=invocations)
        return lambda: client.delete_function_concurrency(FunctionName=whole_name)

    return seed


def _mapping(function: str, **changes: Any) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client = stage["lambda"]
        (known,) = client.list_event_source_mappings(FunctionName=f"amo-{function}")["EventSourceMappings"]
        before = {
            "Enabled": True,
            "BatchSize": known["BatchSize"],
            "FunctionResponseTypes": known["FunctionResponseTypes"],
            "ScalingConfig": known["ScalingConfig"],
        }
        client.update_event_source_mapping(UUID=known["UUID"], **changes)
        return lambda: client.update_event_source_mapping(UUID=known["UUID"], **before)

    return seed


def _schedule(function: str, **changes: Any) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client = stage["scheduler"]
        known = client.get_schedule(Name=f"amo-{function}", GroupName="amo")
        before = {key: of for key, of in known.items() if key not in SCHEDULE_READ_ONLY and of not in ("", None)}
        client.update_schedule(**{**before, **changes})
        return lambda: client.update_schedule(**before)

    return seed


def _no_schedule(function: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client = stage["scheduler"]
        known = client.get_schedule(Name=f"amo-{function}", GroupName="amo")
        before = {key: of for key, of in known.items() if key not in SCHEDULE_READ_ONLY and of not in ("", None)}
        client.delete_schedule(Name=f"amo-{function}", GroupName="amo")
        return lambda: client.create_schedule(**before)

    return seed


def _rule(name: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, rule = stage["events"], {"Name": f"amo-{name}", "EventBusName": "amo"}
        client.disable_rule(**rule)
        return lambda: client.enable_rule(**rule)

    return seed


def _target(name: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, rule = stage["events"], {"Rule": f"amo-{name}", "EventBusName": "amo"}
        targets = client.list_targets_by_rule(**rule)["Targets"]
        client.remove_targets(**rule, Ids=[target["Id"] for target in targets])
        return lambda: client.put_targets(**rule, Targets=targets)

    return seed


def _queue(name: str, attribute: str, value: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, url = stage["sqs"], stage.queue_url(name)
        before = client.get_queue_attributes(QueueUrl=url, AttributeNames=[attribute])["Attributes"][attribute]
        client.set_queue_attributes(QueueUrl=url, Attributes={attribute: value})
        return lambda: client.set_queue_attributes(QueueUrl=url, Attributes={attribute: before})

    return seed


def _letter(name: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, url = stage["sqs"], stage.queue_url(f"{name}-failed")
        client.send_message(QueueUrl=url, MessageBody="given up on")
        return lambda: client.purge_queue(QueueUrl=url)

    return seed


def _no_policy(function: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        policy = _policy_of(stage, function)
        stage["iam"].delete_role_policy(RoleName=policy["RoleName"], PolicyName="granted")
        return lambda: _put_policy(stage, policy)

    return seed


def _wider(function: str, action: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        policy = _policy_of(stage, function)
        more = {"Effect": "Allow", "Action": action, "Resource": "*"}
        statements = [*policy["PolicyDocument"]["Statement"], more]
        _put_policy(stage, {**policy, "PolicyDocument": {**policy["PolicyDocument"], "Statement": statements}})
        return lambda: _put_policy(stage, policy)

    return seed


def _policy_of(stage: Deployed, function: str) -> dict[str, Any]:
    role = stage["lambda"].get_function_configuration(FunctionName=f"amo-{function}")["Role"].rpartition("/")[2]
    return dict(stage["iam"].get_role_policy(RoleName=role, PolicyName="granted"))


def _put_policy(stage: Deployed, policy: Mapping[str, Any]) -> None:
    document = json.dumps(policy["PolicyDocument"])
    stage["iam"].put_role_policy(RoleName=policy["RoleName"], PolicyName="granted", PolicyDocument=document)


def _open_bucket(name: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, bucket = stage["s3"], f"amo-{name}-{stage.account.number}"
        before = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        client.delete_public_access_block(Bucket=bucket)
        return lambda: client.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=before)

    return seed


def _unversioned(name: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, bucket = stage["s3"], f"amo-{name}-{stage.account.number}"
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
        return lambda: client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

    return seed


def _unrotated(stage: Deployed) -> Callable[[], None]:
    client = stage["kms"]
    key = client.describe_key(KeyId="alias/amo")["KeyMetadata"]["KeyId"]
    client.disable_key_rotation(KeyId=key)
    return lambda: client.enable_key_rotation(KeyId=key)


def _secret(name: str, value: str) -> Seeding:
    """Of one that there is not otherwise."""

    def seed(stage: Deployed) -> Callable[[], None]:
        client, whole_name = stage["secretsmanager"], f"amo/{name}"
        client.create_secret(Name=whole_name, SecretString=value)
        return lambda: client.delete_secret(SecretId=whole_name, ForceDeleteWithoutRecovery=True)

    return seed


def _no_alarm(name: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client = stage["cloudwatch"]
        (alarm,) = client.describe_alarms(AlarmNames=[f"amo-watch-{name}"])["MetricAlarms"]
        read_only = ("AlarmArn", "StateValue", "StateReason", "StateReasonData")
        dated = ("AlarmConfigurationUpdatedTimestamp", "StateUpdatedTimestamp", "StateTransitionedTimestamp")
        before = {key: of for key, of in alarm.items() if key not in (*read_only, *dated)}
        client.delete_alarms(AlarmNames=[f"amo-watch-{name}"])

        def undo() -> None:
            client.put_metric_alarm(**before)
            client.set_alarm_state(AlarmName=before["AlarmName"], StateValue="OK", StateReason="as it was")

        return undo

    return seed


def _alarm_state(name: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client = stage["cloudwatch"]
        client.set_alarm_state(AlarmName=f"amo-watch-{name}", StateValue="ALARM", StateReason="seeded")
        return lambda: client.set_alarm_state(AlarmName=f"amo-watch-{name}", StateValue="OK", StateReason="seeded")

    return seed


def _kept_for_ever(function: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, group = stage["logs"], f"/aws/lambda/amo-{function}"
        client.delete_retention_policy(logGroupName=group)
        return lambda: client.put_retention_policy(logGroupName=group, retentionInDays=90)

    return seed


def _switched_off(part: str) -> Seeding:
    def seed(stage: Deployed) -> Callable[[], None]:
        client, key = stage["dynamodb"], {"user_id": {"S": "#stage"}, "item": {"S": "switches"}}
        client.put_item(TableName="amo-users", Item={**key, part: {"BOOL": False}})
        return lambda: client.delete_item(TableName="amo-users", Key=key)

    return seed


def _no_identity(stage: Deployed) -> Callable[[], None]:
    client, sender = stage["sesv2"], "amo@localhost.localdomain"
    client.delete_email_identity(EmailIdentity=sender)
    return lambda: client.create_email_identity(EmailIdentity=sender)


def _subscription(stage: Deployed) -> Callable[[], None]:
    """A calendar whose provider's promise is over."""
    client = stage["dynamodb"]
    key = {"subscription_id": {"S": "calendar#seeded#work"}}
    client.put_item(TableName="amo-subscriptions", Item={**key, "current": {"S": "ended"}})
    return lambda: client.delete_item(TableName="amo-subscriptions", Key=key)


SEEDED: Mapping[str, Seeded] = {
    "variable missing": Seeded(("AMO_BUS of api", "missing"), _variable("api", "AMO_BUS", None)),
    "variable unknown": Seeded(("AMO_DEBUG of budget", "nothing reads it"), _variable("budget", "AMO_DEBUG", "1")),
    "placeholder": Seeded(("AMO_STAGE of budget", "placeholder"), _variable("budget", "AMO_STAGE", "__REPLACE__")),
    "changeme": Seeded(
        ("AMO_BUS of send_materials", "placeholder"), _variable("send_materials", "AMO_BUS", "changeme")
    ),
    "other tables": Seeded(("AMO_TABLES of budget", "not what"), _variable("budget", "AMO_TABLES", "users")),
    "other stage": Seeded(("AMO_TABLE_PREFIX of staffing", "not what"), _variable("staffing", "AMO_TABLE_PREFIX", "x")),
    "other key": Seeded(
        ("AMO_KEY_ARN of accounts", "differs"),
        _variable("accounts", "AMO_KEY_ARN", "arn:aws:kms:us-east-1:000000000000:key/other"),
    ),
    "old address": Seeded(
        ("AMO_PUBLIC_URL of deliver_message", "not what"),
        _variable("deliver_message", "AMO_PUBLIC_URL", "https://old.example.com"),
    ),
    "Slack token": Seeded(("SLACK_TOKEN of budget", "secret"), _variable("budget", "SLACK_TOKEN", "xoxb-1-2-a")),
    "model's key": Seeded(
        ("OPENAI_API_KEY of budget", "secret"), _variable("budget", "OPENAI_API_KEY", "sk-abcdefgh1")
    ),
    "AWS key": Seeded(("BACKUP of budget", "secret"), _variable("budget", "BACKUP", "AKIAIOSFODNN7EXAMPLE")),
    "private key": Seeded(("TLS of budget", "secret"), _variable("budget", "TLS", "-----BEGIN RSA PRIVATE KEY-----")),
    "random secret": Seeded(
        ("HOOK of budget", "secret"), _variable("budget", "HOOK", "q7Zt0vXbN2mK9sLw4RfJ8yHdP3cGxU6e")
    ),
    "timeout": Seeded(("timeout of history", "is 3"), _setting("history", "Timeout", 3)),
    "memory": Seeded(("memory of history", "is 128"), _setting("history", "MemorySize", 128)),
    "handler": Seeded(("handler of history", "index.main"), _setting("history", "Handler", "index.main")),
    "runtime": Seeded(("runtime of history", "python3.12"), _setting("history", "Runtime", "python3.12")),
    "layers": Seeded(("layers of accounts", "none"), _setting("accounts", "Layers", [])),
    "tracing": Seeded(("tracing of history", "off"), _setting("history", "TracingConfig", {"Mode": "PassThrough"})),
    "function off": Seeded(("concurrency of history", "switched off"), _reserved("history", 0)),
    "reservation": Seeded(("concurrency of incidents", "never more than 2"), _reserved("incidents", 2)),
    "no rights": Seeded(("rights of incidents", "no policy"), _no_policy("incidents")),
    "wider rights": Seeded(("rights of incidents", "wider"), _wider("incidents", "s3:DeleteBucket")),
    "mapping off": Seeded(("queue of chat_timer", "disabled"), _mapping("chat_timer", Enabled=False)),
    "whole batches": Seeded(
        ("batch failures of chat_timer", "batch"), _mapping("chat_timer", FunctionResponseTypes=[])
    ),
    "batch": Seeded(("batch of chat_timer", "is 3"), _mapping("chat_timer", BatchSize=3)),
    "at once": Seeded(
        ("at once of chat_timer", "is 77"), _mapping("chat_timer", ScalingConfig={"MaximumConcurrency": 77})
    ),
    "schedule off": Seeded(("schedule of send_briefs", "switched off"), _schedule("send_briefs", State="DISABLED")),
    "other hour": Seeded(
        ("schedule of send_digests", "rate(1 day)"), _schedule("send_digests", ScheduleExpression="rate(1 day)")
    ),
    "no schedule": Seeded(("schedule of suggest_actions", "never runs"), _no_schedule("suggest_actions")),
    "rule off": Seeded(("rule erasures", "disabled"), _rule("erasures")),
    "rule without target": Seeded(("rule prep_changes", "does not lead"), _target("prep_changes")),
    "no redrive": Seeded(
        ("dead letters of reminders", "after 1 tries"),
        _queue(
            "reminders",
            "RedrivePolicy",
            '{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:amo-reminders-failed", "maxReceiveCount": 1}',
        ),
    ),
    "other dead letters": Seeded(
        ("dead letters of recordings", "do not go"),
        _queue(
            "recordings",
            "RedrivePolicy",
            '{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:amo-undelivered", "maxReceiveCount": 12}',
        ),
    ),
    "visible too soon": Seeded(("queue reminders", "5 s"), _queue("reminders", "VisibilityTimeout", "5")),
    "kept too short": Seeded(("queue undelivered", "60 s"), _queue("undelivered", "MessageRetentionPeriod", "60")),
    "dead letter": Seeded(("dead letters of recordings", "holds 1"), _letter("recordings")),
    "open bucket": Seeded(("bucket documents", "public"), _open_bucket("documents")),
    "no versions": Seeded(("versions of anchors", "not kept"), _unversioned("anchors")),
    "no rotation": Seeded(("rotation of the key", "off"), _unrotated),
    "spoilt registration": Seeded(
        ("secret oauth/other", "lacks client_secret"), _secret("oauth/other", '{"client_id": "1"}')
    ),
    "placeholder secret": Seeded(("secret task-systems/x", "placeholder"), _secret("task-systems/x", "changeme")),
    "no alarm": Seeded(("alarm decisions-errors", "not there"), _no_alarm("decisions-errors")),
    "alarm raised": Seeded(("alarm staffing-errors", "raised"), _alarm_state("staffing-errors")),
    "log for ever": Seeded(("log of history", "for ever"), _kept_for_ever("history")),
    "part off": Seeded(("switches", "monitor"), _switched_off("monitor")),
    "no sender": Seeded(("e-mail", "does not know"), _no_identity),
    "watch ended": Seeded(("watched calendars", "no change any more"), _subscription),
}
