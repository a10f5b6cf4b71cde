"""What roles may be granted at all: a closed list of each service, so that nothing comes in with a list that grows."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.ics.provider import _copy_key as feed_copy_key
from lambdas.calendars.merged_copies import _key as merged_copy_key
from lambdas.domain.meeting_notes.texts import NoteSource, NoteTextHeader
from lambdas.domain.meeting_notes.voice import AudioFormat, VoiceRecording
from stacks.function_spec import FunctionSpec
from stacks.functions import FUNCTIONS
from tests.e2e.rights import explained, granted_in
from tests.fakes.samples import NOW, a_connection
from tests.stacks.conftest import Resource, Synthesis
from tests.stacks.test_functions import statements

READS = {
    "dynamodb": {"GetItem", "BatchGetItem", "Query", "Scan"},
    "s3": {"GetObject", "GetObjectVersion", "ListBucket", "ListBucketVersions"},
    "kms": {"Decrypt"},
    "logs": {"CreateLogStream", "PutLogEvents"},
    "xray": {"PutTraceSegments", "PutTelemetryRecords"},
    "secretsmanager": {"GetSecretValue"},
    "sqs": {
        "ReceiveMessage",
        "DeleteMessage",
        "ChangeMessageVisibility",
        "ChangeMessageVisibilityBatch",
        "GetQueueAttributes",
    },
    "states": {"DescribeExecution", "GetExecutionHistory"},
    "transcribe": {"GetTranscriptionJob", "ListTranscriptionJobs"},
    "cloudformation": {"DescribeStacks", "DescribeStackEvents"},
    "ses": {"GetAccount", "GetEmailIdentity"},
    "sns": {"GetSMSSandboxAccountStatus"},
}
"""What changes nothing but the function's own log, its trace, and the queue it reads."""
CHANGES = {
    "bedrock": {"InvokeModel", "ApplyGuardrail"},
    "dynamodb": {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"},
    "s3": {"PutObject", "DeleteObject", "DeleteObjectVersion"},
    "kms": {"Encrypt", "GenerateDataKey"},
    "secretsmanager": {"PutSecretValue", "CreateSecret", "DeleteSecret"},
    "sqs": {"SendMessage", "SendMessageBatch"},
    "events": {"PutEvents"},
    "scheduler": {"CreateSchedule", "UpdateSchedule", "DeleteSchedule"},
    "states": {"StartExecution", "StopExecution", "SendTaskSuccess", "SendTaskFailure"},
    "ses": {"SendEmail"},
    "sns": {"Publish"},
    "iam": {"PassRole"},
    "transcribe": {"StartTranscriptionJob"},
    "sts": {"AssumeRole"},
}
OF_READERS = {f"{service}:{action}" for service, actions in READS.items() for action in actions}
OF_ALL = OF_READERS | {f"{service}:{action}" for service, actions in CHANGES.items() for action in actions}


def granted(synthesis: Synthesis, name: str) -> Iterator[tuple[str, Resource]]:
    """Each action a function's role allows, with the statement that allows it."""
    for statement in statements(synthesis.role_of(synthesis.functions()[name])):
        if statement["Effect"] == "Allow":
            assert not {"NotAction", "NotResource", "NotPrincipal"} & statement.keys()
            yield from ((action, statement) for action in _listed(statement["Action"]))


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_role_is_granted_what_is_on_the_list_and_nothing_else(
    spec: FunctionSpec, on_aws: Synthesis, locally: Synthesis
) -> None:
    for synthesis in (on_aws, locally):
        assert {action for action, _ in granted(synthesis, spec.name)} <= OF_ALL


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_table_that_is_only_read_is_only_read(spec: FunctionSpec, on_aws: Synthesis) -> None:
    """Also where the same role writes another."""
    tables = {name: f':table/{_table(name)}"' for name in {*spec.reads} - {*spec.writes}}
    seen = set()
    for action, statement in granted(on_aws, spec.name):
        on = json.dumps(statement["Resource"])
        touched = {name for name, arn in tables.items() if arn in on}
        seen |= touched
        assert not touched or action in OF_READERS, (action, touched)
    assert seen == tables.keys()


@pytest.mark.parametrize("spec", [spec for spec in FUNCTIONS if not spec.writes], ids=lambda spec: spec.name)
def test_whoever_writes_no_table_may_change_none(spec: FunctionSpec, on_aws: Synthesis) -> None:
    changed = {action for action, _ in granted(on_aws, spec.name) if action.startswith("dynamodb:")}
    assert changed <= OF_READERS


OPENED_BY = {
    "dynamodb": {"GetItem", "BatchGetItem", "Query", "Scan", *CHANGES["dynamodb"]},
    "s3": {"GetObject", "PutObject"},
    "secretsmanager": {"GetSecretValue", "PutSecretValue", "CreateSecret"},
    "transcribe": {"StartTranscriptionJob"},
}
"""What a role may do that the service does with the key open; DynamoDB opens its table's for whatever it is asked."""
SEALED_BY = {
    "dynamodb": CHANGES["dynamodb"],
    "s3": {"PutObject"},
    "secretsmanager": {"PutSecretValue", "CreateSecret"},
    "transcribe": {"StartTranscriptionJob"},
}
ENCRYPTED_BY = {name: SEALED_BY[name] for name in ("dynamodb", "transcribe")}
"""S3 and Secrets Manager ask for data keys alone."""


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_the_key_works_through_a_service_for_whoever_uses_what_it_keeps_there_and_for_nobody_else(
    spec: FunctionSpec, on_aws: Synthesis
) -> None:
    """Without it the service denies what the role allows."""
    allowed = {action for action, _ in granted(on_aws, spec.name)}
    for action, users in (("Decrypt", OPENED_BY), ("GenerateDataKey", SEALED_BY), ("Encrypt", ENCRYPTED_BY)):
        used = {service for service, actions in users.items() if allowed & {f"{service}:{one}" for one in actions}}
        assert _through(on_aws, spec.name, f"kms:{action}") == used, action


def _through(synthesis: Synthesis, function: str, key_action: str) -> set[str]:
    """The services through which it may do that with the key."""
    conditions = [s["Condition"]["StringEquals"] for action, s in granted(synthesis, function) if action == key_action]
    services = [service for one in conditions for service in _listed(one.get("kms:ViaService", []))]
    return set(re.findall(r'"(\w+)\.', json.dumps(services)))


def test_every_role_of_the_stage_keeps_to_the_list(on_aws: Synthesis, locally: Synthesis) -> None:
    """Those of timers, workflows and queues too."""
    for synthesis in (on_aws, locally):
        for role in synthesis.properties("AWS::IAM::Role"):
            for policy in role.get("Policies", []):
                for statement in policy["PolicyDocument"]["Statement"]:
                    if statement["Effect"] == "Allow":
                        assert {*_listed(statement["Action"])} <= OF_ALL | {"lambda:InvokeFunction"} | OF_STEP_FUNCTIONS


def test_what_reads_calendars_and_transcripts_reaches_its_own_objects_and_no_conversation_or_agenda(
    on_aws: Synthesis,
) -> None:
    request = CalendarRequest(user_id="u1", connection=a_connection(), now=NOW)
    recording = VoiceRecording(
        meeting_id="m1", recording_id="r1", user_id="u1", format=AudioFormat.WAV, speakers=2, added_at=NOW
    )
    text = NoteTextHeader(
        text_id="t1", meeting_id="m1", user_id="u1", name="Call", source=NoteSource.VOICE, count=1, added_at=NOW
    )
    copies = ["uploads/u1/work.ics", feed_copy_key(request), merged_copy_key(request)]
    heard = [recording.audio_key, recording.output_key, text.key]
    for name in ("sync_user", "sync_changed_calendar", "sync_user_now"):
        assert [key for key in (*copies, *FOREIGN) if _reaches(on_aws, name, key)] == copies
    assert [key for key in (*heard, *FOREIGN) if _reaches(on_aws, "take_transcript", key)] == heard


FOREIGN = ("u1/m1/session.json", "u1/m1/v1/plan.json", "u1/m1/v1/agenda.html")
"""A conversation, and documents of a meeting."""


def _reaches(synthesis: Synthesis, function: str, key: str) -> bool:
    """Says whether it may read or change the object of that key, in whichever bucket."""
    objects = [s["Resource"] for action, s in granted(synthesis, function) if action.endswith("Object")]
    patterns = re.findall(r'"AWS::AccountId"}, "/([^"]*)"', json.dumps(objects))
    assert patterns
    return any(fnmatchcase(key, pattern) for pattern in patterns)


def test_a_right_whose_disuse_is_explained_is_granted(locally: Synthesis) -> None:
    """A whole end-to-end run says so too, and which of them it used."""
    granted_now = set(granted_in(locally.template("app")["Resources"]))
    assert sorted(str(right) for right in explained().keys() - granted_now) == []


OF_STEP_FUNCTIONS = {f"logs:{name}" for name in (
    "CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries",
    "PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups",
)} | {"xray:GetSamplingRules", "xray:GetSamplingTargets"}  # fmt: skip
"""A workflow that logs and traces needs these, on no resource."""


def _table(name: str) -> str:
    return f"amo-{name}"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
