"""The function table against what each function's code does to each table: nothing is granted that no line does."""

from collections.abc import Collection, Iterator

import pytest

from stacks.function_spec import FunctionSpec, Grant
from stacks.functions import FUNCTIONS
from stacks.profile_attributes import EVERY
from tests.stacks.calls import verbs_of
from tests.stacks.conftest import Resource, Synthesis

MAKES_A_ROLE = {
    "role",
    "team_id",
    "department",
    "reviews_for",
    "active",
    "active_shard",
    "email",
    "email_proof",
    "phone",
}
"""What decides what somebody may do, or where a proof of them is sent."""
READS_FEEDS = [spec for spec in FUNCTIONS if spec.has(Grant.FETCH_FEEDS)]

pytestmark = pytest.mark.xdist_group("verbs")


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_function_may_do_to_each_table_what_its_code_does_and_no_more(spec: FunctionSpec) -> None:
    """Of the tables its environment names: those whose store it builds, as test_functions.py finds."""
    named = {*spec.reads, *spec.shown, *spec.scans, *spec.names, *spec.writes}
    done = {table: _as_granted(verbs) for table, verbs in verbs_of(spec.handler).items() if table in named}
    assert dict(_granted(spec)) == done


def test_what_reads_feeds_sends_no_texts_reads_no_slack_tokens_and_writes_no_roles(on_aws: Synthesis) -> None:
    assert {"sync_user", "sync_changed_calendar", "sync_user_now", "page", "api"} <= {s.name for s in READS_FEEDS}
    for spec in READS_FEEDS:
        allowed = [s for s in _statements(on_aws, spec) if s["Effect"] == "Allow"]
        actions = {action for statement in allowed for action in _listed(statement["Action"])}
        assert "sns:Publish" not in actions
        assert not [s for s in allowed if "secretsmanager" in str(s["Action"]) and "/slack/" in str(s["Resource"])]
        on_users = [s for s in allowed if _writes_users(s)]
        assert all(_listed(s["Action"]) == ["dynamodb:UpdateItem"] for s in on_users), "no profile is put or deleted"
        for statement in on_users:
            assert not MAKES_A_ROLE & set(statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"])


def test_a_sync_writes_nothing_among_the_profiles_and_whoever_plans_or_talks_reads_no_feed_s_address(
    on_aws: Synthesis,
) -> None:
    for spec in FUNCTIONS:
        if spec.name.startswith("sync_"):
            assert not [s for s in _statements(on_aws, spec) if _writes_users(s)]
    readers = {spec.name for spec in FUNCTIONS if "connected_calendars" in spec.reads}
    assert not {"wait_for_chat_completion", "send_briefs", "handle_slack_delivery", "deliver_message"} & readers


def test_few_write_whole_profiles() -> None:
    whole = {
        spec.name for spec in FUNCTIONS if "users" in spec.puts or ("users" in spec.updates and spec.profile == EVERY)
    }
    assert whole == {"accounts", "people_api", "provision_user"}


def test_a_row_of_a_person_is_deleted_by_what_moves_and_what_forgets_and_by_no_edge(on_aws: Synthesis) -> None:
    deletes = {
        spec.name
        for spec in FUNCTIONS
        for s in _statements(on_aws, spec)
        if _writes_users(s) and "dynamodb:DeleteItem" in _listed(s["Action"])
    }
    assert deletes == {"move_calendars", "erase_meeting", "forget_person"}


def test_slack_is_shown_no_address_of_a_feed(on_aws: Synthesis) -> None:
    (slack,) = (spec for spec in FUNCTIONS if "connected_calendars" in spec.shown)
    (counted,) = (s for s in _statements(on_aws, slack) if "connected_calendars" in str(s["Resource"]))
    assert counted["Action"] == "dynamodb:Query"
    attributes = counted["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]
    assert {"user_id", "calendar_id"} <= set(attributes)
    assert not {"address", "sync_state"} & set(attributes)
    assert counted["Condition"]["StringEquals"] == {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}


def test_whoever_looks_whether_sources_can_be_reached_is_shown_where_and_not_what_with(on_aws: Synthesis) -> None:
    (probes,) = (spec for spec in FUNCTIONS if "source_accounts" in spec.shown)
    (looked,) = (s for s in _statements(on_aws, probes) if "source_accounts" in str(s["Resource"]))
    assert looked["Action"] == "dynamodb:Query"
    assert "source_accounts/index/attention" in str(looked["Resource"])
    attributes = looked["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]
    assert set(attributes) == {"attention_shard", "attention_at", "kind", "settings"}
    assert looked["Condition"]["StringEquals"] == {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}


KNOWN = {
    *("dynamodb:GetItem", "dynamodb:Query"),
    *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"),
    *("kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt"),
    *("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"),
    *("s3:GetObjectVersion", "s3:ListBucketVersions", "s3:DeleteObjectVersion", "dynamodb:Scan"),
    *("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"),
    *("sqs:SendMessage", "events:PutEvents"),
    *("scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule", "iam:PassRole"),
    *("states:StartExecution", "states:StopExecution", "states:DescribeExecution", "states:GetExecutionHistory"),
    *("states:SendTaskSuccess", "states:SendTaskFailure"),
    *("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:CreateSecret"),
    "bedrock:InvokeModel",
    *("sns:Publish", "ses:SendEmail", "transcribe:StartTranscriptionJob", "transcribe:GetTranscriptionJob"),
    *("ses:GetAccount", "sns:GetSMSSandboxAccountStatus", "transcribe:ListTranscriptionJobs"),
    *("logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    *("ses:GetEmailIdentity", "cloudformation:DescribeStacks", "cloudformation:DescribeStackEvents"),
    *("secretsmanager:DeleteSecret", "bedrock:InvokeModel", "bedrock:ApplyGuardrail"),
    "sts:AssumeRole",
}
"""Every action any function is granted: another one (ScheduleKeyDeletion, ...) is a decision of its own."""


def test_no_action_is_granted_that_nobody_decided_on(on_aws: Synthesis) -> None:
    for spec in FUNCTIONS:
        allowed = [s for s in _statements(on_aws, spec) if s["Effect"] == "Allow"]
        assert {action for s in allowed for action in _listed(s["Action"])} <= KNOWN, spec.name


def test_tables_are_read_whole_and_versions_deleted_by_what_forgets_people_alone(on_aws: Synthesis) -> None:
    for action in ("dynamodb:Scan", "s3:DeleteObjectVersion"):
        used = {spec.name for spec in FUNCTIONS for s in _statements(on_aws, spec) if action in _listed(s["Action"])}
        assert used == {"forget_person"}


def test_the_key_seals_only_where_something_is_written_and_s3_loses_only_what_a_function_deletes(
    on_aws: Synthesis,
) -> None:
    for spec in FUNCTIONS:
        actions = {
            action for s in _statements(on_aws, spec) for action in _listed(s["Action"]) if s["Effect"] == "Allow"
        }
        seals = {action for action in actions if action in ("kms:Encrypt", "kms:GenerateDataKey")}
        writes = (
            spec.writes or spec.writes_buckets or spec.voice or spec.consents or set(spec.slack) - {"speaks", "proves"}
        )
        assert not seals or writes, spec.name
        assert ("s3:DeleteObject" in actions) == bool(spec.deletes_from), spec.name


def _granted(spec: FunctionSpec) -> Iterator[tuple[str, set[str]]]:
    columns = {
        "read": (*spec.reads, *spec.shown),
        "put": spec.puts,
        "update": spec.updates,
        "delete": spec.deletes,
        "batch": spec.puts_many,
        "scan": spec.scans,
    }
    for table in sorted({name for names in columns.values() for name in names}):
        yield table, {verb for verb, names in columns.items() if table in names}


def _as_granted(verbs: Collection[str]) -> set[str]:
    return {"read" if verb in ("get", "query") else verb for verb in verbs}


def _statements(synthesis: Synthesis, spec: FunctionSpec) -> list[Resource]:
    role = synthesis.role_of(synthesis.functions()[spec.name])
    return [item for policy in role["Policies"] for item in policy["PolicyDocument"]["Statement"]]


def _writes_users(statement: Resource) -> bool:
    is_write = any(verb in str(statement["Action"]) for verb in ("PutItem", "UpdateItem", "DeleteItem", "BatchWrite"))
    return statement["Effect"] == "Allow" and is_write and ":table/amo-users" in str(statement["Resource"])


def _listed(value: object) -> list[str]:
    return list(value) if isinstance(value, list) else [str(value)]
