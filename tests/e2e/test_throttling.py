"""An account that runs few functions at once: who is turned away comes again, and nothing is lost."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bench.instance import Instance, coming_meetings, wait_for
from cli import calendars
from cli.api_client import ApiClient, is_turned_away
from cli.commands.sync import sync_now
from cli.commands.up import NOWHERE
from cli.local.signed_calls import limit_functions, turned_away
from cli.stage import DeployedStage, find_stage
from lambdas.aws.table import Table
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.store.contexts import Contexts
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

DUE = 6
AT_ONCE = 3
PATIENCE_SECONDS = 240


def somebody(amo: Amo, folder: Path, person: str, meetings: int) -> Instance:
    """With so many meetings to prepare."""
    stage, email = find_stage(amo.state_dir, LOCAL_STAGE, person), f"{person}@example.com"
    stage.invoke("provision_user", {"user_id": person, "email": email, "declined_channels": NOWHERE})
    file = folder / f"{person}.ics"
    file.write_bytes(coming_meetings(meetings, owner=email))
    calendars.connect_file(stage, file)
    sync_now(stage)
    return Instance(stage, file)


@contextmanager
def limited(stage: DeployedStage, at_once: int) -> Iterator[None]:
    assert stage.engine is not None
    limit_functions(stage.engine, at_once)
    try:
        yield
    finally:
        limit_functions(stage.engine, 0)


@contextmanager
def switched_off(stage: DeployedStage, function: str) -> Iterator[str]:
    """Turned away whoever calls it, as with no concurrency left; its name."""
    name, client = f"{stage.prefix}-{function}", stage.client("lambda")
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        yield name
    finally:
        client.delete_function_concurrency(FunctionName=name)


def test_meetings_due_at_once_are_all_prepared_with_every_context(amo: Amo, tmp_path: Path) -> None:
    busy = somebody(amo, tmp_path, "busy", DUE)
    coming = busy.coming()
    ids = [tracked.meeting.meeting_id for tracked in coming]
    assert len(ids) == DUE
    with limited(busy.stage, AT_ONCE):
        busy.ask_for(coming, "throttled")
        with ThreadPoolExecutor(2) as people:  # and people look at them meanwhile
            looks = list(people.map(lambda _: ApiClient(busy.stage).get("/meetings"), range(DUE)))
        wait_for(lambda: set(busy.statuses(ids).values()) == {PrepStatus.WAITING}, PATIENCE_SECONDS)
        assert busy.stage.engine is not None
        assert sum(turned_away(busy.stage.engine).values()) > 0
    assert all(looks)
    contexts = Contexts(Table(busy.stage.client("dynamodb"), f"{busy.stage.prefix}-contexts"))
    assert all(set(contexts.kinds(meeting_id)) == set(ContextKind) for meeting_id in ids)
    errors = [visit.error for meeting_id in ids for visit in busy.execution(meeting_id).states]
    assert set(errors) <= {"", "Lambda.TooManyRequestsException"}


def test_a_conversation_that_could_not_begin_begins_a_little_later(amo: Amo, tmp_path: Path) -> None:
    patient = somebody(amo, tmp_path, "patient", 1)
    (meeting,) = patient.coming()
    meeting_id, engine = meeting.meeting.meeting_id, patient.stage.engine
    assert engine is not None
    with switched_off(patient.stage, "wait_for_chat_completion") as name:
        patient.ask_for([meeting], "turned-away")
        wait_for(lambda: turned_away(engine).get(name, 0) > 1, PATIENCE_SECONDS)
    patient.wait_until([meeting_id], [PrepStatus.WAITING], PATIENCE_SECONDS)


def test_whoever_calls_a_function_is_told_as_lambda_tells(amo: Amo) -> None:
    stage = find_stage(amo.state_dir, LOCAL_STAGE)
    with switched_off(stage, "people_api") as name, pytest.raises(ClientError) as told:
        stage.client("lambda").invoke(FunctionName=name, Payload=b"{}")
    answer: Any = told.value.response
    assert answer["Error"]["Code"] == "TooManyRequestsException"
    assert answer["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 429


def test_the_http_api_answers_as_api_gateway_does_and_a_client_knows_to_ask_again(amo: Amo) -> None:
    stage = find_stage(amo.state_dir, LOCAL_STAGE)
    with switched_off(stage, "people_api"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{stage.page_url}/api/users")
        status, body = refused.value.code, refused.value.read()
    assert (status, body) == (503, b'{"message":"Service Unavailable"}')
    assert is_turned_away(status, body, "POST")
