"""Reads what is deployed of what holds data: tables, buckets, queues, the key, the secrets."""

import json
from collections.abc import Mapping
from typing import Any

from cli.doctor.facts import BucketFacts, KeyFacts, QueueFacts, SecretFacts, StageIdentity, TableFacts
from cli.doctor.reader import Clients, Name, Question, named, or_none
from cli.doctor.secret_shapes import is_read, problem_of
from lambdas.domain.kernel.queue_names import IN_ORDER

CLOSED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def questions(stage: StageIdentity, schema: Mapping[str, Any], clients: Clients) -> dict[Name, Question]:
    prefix = stage.prefix
    queues = {name: f"{prefix}-{name}{IN_ORDER * one['in_order']}" for name, one in schema["queues"].items()}
    return {
        **named("table", schema["tables"], lambda name: _table(clients, stage, f"{prefix}-{name}")),
        **named("bucket", schema["buckets"], lambda name: _bucket(clients, f"{prefix}-{name}-{stage.account}")),
        **named("queue", queues, lambda name: _queue(clients, stage, queues[name])),
        ("key", ""): lambda: _key(clients, f"alias/{prefix}"),
        ("secrets", ""): lambda: _secrets(clients, prefix),
    }


def _table(clients: Clients, stage: StageIdentity, name: str) -> TableFacts:
    found = clients["dynamodb"].describe_table(TableName=name)["Table"]
    return TableFacts(
        status=found["TableStatus"],
        keys={key["AttributeName"]: key["KeyType"] for key in found["KeySchema"]},
        indexes=frozenset(index["IndexName"] for index in found.get("GlobalSecondaryIndexes", ())),
        is_protected=bool(found.get("DeletionProtectionEnabled")),
        is_recoverable=not stage.is_embedded and _is_recoverable(clients, name),
        expiry="" if stage.is_embedded else _expiry(clients, name),
        key=found.get("SSEDescription", {}).get("KMSMasterKeyArn", ""),
    )


def _is_recoverable(clients: Clients, name: str) -> bool:
    backups = clients["dynamodb"].describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    return bool(recovery.get("PointInTimeRecoveryStatus") == "ENABLED")


def _expiry(clients: Clients, name: str) -> str:
    """The attribute that says when a row goes; empty where none does."""
    expiry = clients["dynamodb"].describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    expires = expiry.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    return str(expiry.get("AttributeName", "")) if expires else ""


def _bucket(clients: Clients, name: str) -> BucketFacts | None:
    s3 = clients["s3"]
    versioning = or_none(lambda: s3.get_bucket_versioning(Bucket=name))
    if versioning is None:
        return None
    closed = or_none(lambda: s3.get_public_access_block(Bucket=name)) or {}
    lock = or_none(lambda: s3.get_object_lock_configuration(Bucket=name)) or {}
    encryption = or_none(lambda: s3.get_bucket_encryption(Bucket=name)) or {}
    rules = (or_none(lambda: s3.get_bucket_lifecycle_configuration(Bucket=name)) or {}).get("Rules", ())
    retention = lock.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention", {})
    days = [rule["Expiration"]["Days"] for rule in rules if "Days" in rule.get("Expiration", {}) and _is_on(rule)]
    sealed = encryption.get("ServerSideEncryptionConfiguration", {}).get("Rules", [{}])[0]
    return BucketFacts(
        is_versioned=versioning.get("Status") == "Enabled",
        is_closed=all(closed.get("PublicAccessBlockConfiguration", {}).get(part) for part in CLOSED),
        lock=retention.get("Mode", ""),
        lock_days=retention.get("Days", 0),
        encryption=sealed.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm", ""),
        expires_after_days=min(days, default=None),
    )


def _is_on(rule: Mapping[str, Any]) -> bool:
    return rule.get("Status") == "Enabled"


def _queue(clients: Clients, stage: StageIdentity, name: str) -> QueueFacts:
    sqs = clients["sqs"]
    url = f"{sqs.meta.endpoint_url.rstrip('/')}/{stage.account}/{name}"  # asking for it would double the questions
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    redrive = json.loads(found.get("RedrivePolicy", "{}"))
    target = str(redrive.get("deadLetterTargetArn", "")).rpartition(":")[2]
    return QueueFacts(
        url=url,
        arn=found["QueueArn"],
        visibility=int(found["VisibilityTimeout"]),
        kept=int(found["MessageRetentionPeriod"]),
        is_encrypted=found.get("SqsManagedSseEnabled") == "true" or bool(found.get("KmsMasterKeyId")),
        holds=int(found["ApproximateNumberOfMessages"]),
        dead_letters=target.removeprefix(f"{stage.prefix}-").removesuffix(IN_ORDER),
        tries=int(redrive["maxReceiveCount"]) if "maxReceiveCount" in redrive else None,
    )


def _key(clients: Clients, alias: str) -> KeyFacts:
    kms = clients["kms"]
    found = kms.describe_key(KeyId=alias)["KeyMetadata"]
    is_rotated = bool(kms.get_key_rotation_status(KeyId=found["KeyId"])["KeyRotationEnabled"])
    return KeyFacts(found["KeyId"], found["KeyState"], is_rotated)


def _secrets(clients: Clients, prefix: str) -> dict[str, SecretFacts]:
    """A secret is judged where it is read: no value goes any further. People's tokens are not read at all."""
    listed = clients.pages(
        "secretsmanager", "list_secrets", "SecretList", Filters=[{"Key": "name", "Values": [f"{prefix}/"]}]
    )
    names = sorted(one["Name"].removeprefix(f"{prefix}/") for one in listed if one["Name"].startswith(f"{prefix}/"))
    return {name: SecretFacts(_problem(clients, prefix, name)) for name in names if is_read(name)}


def _problem(clients: Clients, prefix: str, name: str) -> str:
    answer = or_none(lambda: clients["secretsmanager"].get_secret_value(SecretId=f"{prefix}/{name}"))
    return problem_of(name, answer.get("SecretString", "")) if answer else "has no value; make it again"
