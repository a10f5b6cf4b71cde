"""What every store of context notes does; run against the table (moto) and against the fake used elsewhere."""

from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from lambdas.domain.context.notes import ContextKind, ContextNote, Fact
from lambdas.store.contexts import Contexts
from tests.fakes.contexts import FakeContexts

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(params=["table", "fake"])
def contexts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Contexts | FakeContexts]:
    if request.param == "fake":
        yield FakeContexts()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-central-1")
        client.create_table(
            TableName="amo-contexts",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("meeting_id", "kind")],
            KeySchema=[
                {"AttributeName": "meeting_id", "KeyType": "HASH"},
                {"AttributeName": "kind", "KeyType": "RANGE"},
            ],
        )
        yield Contexts(client, "amo-contexts")


def note(kind: ContextKind, headline: str = "12 % above plan") -> ContextNote:
    fact = Fact(text="Compute is over", ref="budget:compute", weight=3, asks="Finance lead", as_of=NOW)
    return ContextNote(
        kind=kind, source="records", gathered_at=NOW, headline=headline, facts=(fact,), figures={"variance": -0.25}
    )


def test_a_note_comes_back_as_it_was_stored(contexts: Contexts) -> None:
    contexts.put("m1", note(ContextKind.BUDGET))
    assert contexts.of_meeting("m1") == [note(ContextKind.BUDGET)]


def test_gathering_again_replaces_the_note_of_that_kind_only(contexts: Contexts) -> None:
    contexts.put("m1", note(ContextKind.STAFFING))
    contexts.put("m1", note(ContextKind.BUDGET, "old"))
    contexts.put("m1", note(ContextKind.BUDGET, "new"))
    assert [(n.kind, n.headline) for n in contexts.of_meeting("m1")] == [
        (ContextKind.BUDGET, "new"),
        (ContextKind.STAFFING, "12 % above plan"),
    ]


def test_a_meeting_nothing_was_gathered_for_has_no_notes(contexts: Contexts) -> None:
    contexts.put("m1", note(ContextKind.BUDGET))
    assert contexts.of_meeting("m2") == []
