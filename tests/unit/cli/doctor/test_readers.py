"""The doctor's readers over moto, which checks what it is asked: a protection is seen where it is, and only there."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cli.doctor import read_functions, read_storage, read_watch
from cli.doctor.facts import SourceFacts
from cli.doctor.reader import SERVICES, Answers, Clients, ask
from lambdas.aws.table import Table
from lambdas.domain.sources.account import SourceAccount, SourceStatus
from lambdas.domain.sources.kinds import SourceKind
from lambdas.store.source_accounts import SourceAccounts
from tests.unit.cli.doctor.healthy import NOW, SCHEMA, STAGE

REGION = STAGE.region
SECRET = "not-for-anybody-to-read"
FIRST_REQUESTS = {
    "s3": "list_buckets",
    "lambda": "list_functions",
    "scheduler": "list_schedules",
    "sesv2": "list_email_identities",
    "apigatewayv2": "get_apis",
}
"""moto compiles the paths of a REST service at its first request, and Python 3.11 may fail where two threads
compile at once (cpython's issue 106905): the first request of each is made before the doctor asks from ten."""


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clients]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        made = Clients({name: boto3.client(name, REGION) for name in SERVICES})  # type: ignore[call-overload]  # any of them
        for service, operation in FIRST_REQUESTS.items():
            getattr(made[service], operation)()
        yield made


def storage(clients: Clients) -> Answers:
    return ask(read_storage.questions(STAGE, SCHEMA, clients))


def a_table(clients: Clients, name: str, **more: Any) -> None:
    clients["dynamodb"].create_table(
        TableName=f"amo-{name}",
        KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        **more,
    )


def test_nothing_is_there_and_nothing_fails(clients: Clients) -> None:
    told = storage(clients)
    assert told.unread == ()
    assert told.all_of("table") == told.all_of("bucket") == told.all_of("queue") == {}
    assert told.one("secrets") == {}


def test_a_tables_recovery_expiry_and_protection_are_seen(clients: Clients) -> None:
    a_table(clients, "users", DeletionProtectionEnabled=True)
    a_table(clients, "absences")
    dynamodb = clients["dynamodb"]
    dynamodb.update_time_to_live(
        TableName="amo-users", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
    )
    dynamodb.update_continuous_backups(
        TableName="amo-users", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    tables = storage(clients).all_of("table")
    kept, bare = tables["users"], tables["absences"]
    assert (kept.expiry, kept.is_recoverable, kept.is_protected) == ("expires_at", True, True)
    assert (bare.expiry, bare.is_recoverable, bare.is_protected) == ("", False, False)
    assert kept.keys == {"user_id": "HASH"}


def test_a_buckets_versions_lock_and_closure_are_seen(clients: Clients) -> None:
    s3, where = clients["s3"], {"CreateBucketConfiguration": {"LocationConstraint": REGION}}
    locked, bare = (f"amo-{name}-{STAGE.account}" for name in ("anchors", "sessions"))
    s3.create_bucket(Bucket=locked, ObjectLockEnabledForBucket=True, **where)
    s3.create_bucket(Bucket=bare, **where)
    retention = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}}
    s3.put_object_lock_configuration(
        Bucket=locked, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": retention}
    )
    closed = dict.fromkeys(read_storage.CLOSED, True)
    s3.put_public_access_block(Bucket=locked, PublicAccessBlockConfiguration=closed)
    buckets = storage(clients).all_of("bucket")
    anchors, sessions = buckets["anchors"], buckets["sessions"]
    assert (anchors.is_versioned, anchors.is_closed, anchors.lock, anchors.lock_days) == (True, True, "COMPLIANCE", 400)
    assert (sessions.is_versioned, sessions.is_closed, sessions.lock) == (False, False, "")


def test_a_queues_dead_letters_are_seen(clients: Clients) -> None:
    sqs = clients["sqs"]
    failed = sqs.create_queue(QueueName="amo-reminders-failed")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=failed, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 12})
    sqs.create_queue(QueueName="amo-reminders", Attributes={"RedrivePolicy": policy})
    sqs.send_message(QueueUrl=failed, MessageBody="given up on")
    queues = storage(clients).all_of("queue")
    assert (queues["reminders"].dead_letters, queues["reminders"].tries) == ("reminders-failed", 12)
    assert (queues["reminders-failed"].holds, queues["reminders-failed"].dead_letters) == (1, "")


def test_secrets_are_judged_and_not_one_comes_out(clients: Clients) -> None:
    secrets = clients["secretsmanager"]
    for number in range(120):  # more than a page of them
        secrets.create_secret(Name=f"amo/calendar-tokens/{number}", SecretString=SECRET)
    secrets.create_secret(Name="amo/oauth/google", SecretString=json.dumps({"client_secret": SECRET}))
    secrets.create_secret(Name="amo/signing-key", SecretString="k" * 64)
    secrets.create_secret(Name="amo-demo/signing-key", SecretString="short")
    found = storage(clients).one("secrets")
    assert set(found) == {"oauth/google", "signing-key"}
    assert (found["signing-key"].problem, "lacks client_id" in found["oauth/google"].problem) == ("", True)
    assert SECRET not in repr(found)


def test_the_key_and_its_rotation_are_seen(clients: Clients) -> None:
    kms = clients["kms"]
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/amo", TargetKeyId=key)
    assert storage(clients).one("key").is_rotated is False
    kms.enable_key_rotation(KeyId=key)
    assert storage(clients).one("key").is_rotated is True


def test_every_page_of_a_list_is_read(clients: Clients) -> None:
    for number in range(60):
        clients["logs"].create_log_group(logGroupName=f"/aws/lambda/amo-one{number:02}")
    told = ask({("logs", ""): read_watch.questions(STAGE, clients, NOW)["logs", ""]})
    assert len(told.one("logs")) == 60


def test_what_is_refused_is_told_with_its_reason(clients: Clients) -> None:
    def refused() -> Any:
        return clients["dynamodb"].scan(TableName="amo-users", Limit=0)

    told = ask({("table", "users"): refused})
    assert told.given == {}
    (unread,) = told.unread
    assert (unread.kind, unread.name) == ("table", "users")


def test_no_function_and_no_mapping_is_no_failure(clients: Clients) -> None:
    questions = read_functions.questions(STAGE, SCHEMA, clients)
    told = ask({name: question for name, question in questions.items() if name[0] in ("function", "mappings", "rule")})
    assert told.all_of("function") == {}
    assert told.one("mappings") == []


def sources(clients: Clients) -> Answers:
    return ask({("sources", ""): read_watch.questions(STAGE, clients, NOW)["sources", ""]})


def test_sources_are_counted_without_what_they_are_connected_with(clients: Clients) -> None:
    assert sources(clients).given == {}, "a stage of before sources has no such table"
    clients["dynamodb"].create_table(
        TableName="amo-source_accounts",
        KeySchema=[{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "item", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("owner", "item")],
        BillingMode="PAY_PER_REQUEST",
    )
    assert sources(clients).one("sources") == SourceFacts(connected=0)
    store = SourceAccounts(Table(clients["dynamodb"], "amo-source_accounts"))
    stands = ((SourceStatus.OK, NOW), (SourceStatus.RECONNECT, NOW - timedelta(days=2)), (SourceStatus.NEW, None))
    for number, (status, read_at) in enumerate(stands):
        account = SourceAccount(
            owner="ada",
            source_id=f"jira-{number}",
            kind=SourceKind.JIRA,
            name="Roadmap",
            kept={"sealed": SECRET},
            hook="hash" if number == 0 else "",
            connected_at=NOW,
            status=status,
            read_at=read_at,
        )
        store.connect(account)
    store.note_page(account, 0, ["jira:1"], NOW)
    told = sources(clients).one("sources")
    assert told == SourceFacts(connected=3, broken=("jira",), failing=1, oldest=NOW - timedelta(days=2))
    assert SECRET not in repr(told)
