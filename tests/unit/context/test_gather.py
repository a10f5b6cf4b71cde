"""A branch of the workflow from event to result: the note is kept with the meeting, the result is small."""

import json
from datetime import UTC, timedelta

import pytest

from lambdas.context import handlers
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.conversation.conversation import Answer, Conversation, Question
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.meetings.erasure import Erasure
from lambdas.domain.meetings.tracked_meeting import Preparation
from lambdas.errors import Conflict, NotFound, Retryable
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.stores import (
    FakeActionItems,
    FakeContexts,
    FakeConversations,
    FakeMeetingNotes,
    FakeMeetings,
    FakeOutcomes,
    FakeRecords,
    FakeSourceAccounts,
    FakeSourceRecords,
    FakeUsers,
)
from tests.fakes.wired import wire

EVENT = {"meeting_id": "m1", "user_id": "u1", "run": 1, "session_id": "m1-r1"}
KINDS = {kind: getattr(handlers, kind) for kind in ContextKind}


class Stage:
    """Everything the agents touch, in memory."""

    def __init__(self) -> None:
        self.users = FakeUsers(a_user(timezone="Europe/Berlin"))
        self.meetings = FakeMeetings()
        self.conversations = FakeConversations()
        self.action_items = FakeActionItems()
        self.records = FakeRecords()
        self.source_accounts = FakeSourceAccounts()
        self.source_records = FakeSourceRecords(self.records, self.source_accounts)
        self.contexts = FakeContexts()
        self.meeting_notes, self.outcomes = FakeMeetingNotes(), FakeOutcomes()
        self.meetings.create(a_tracked(a_meeting("m1", series_id="s1")))


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage()
    wire(monkeypatch, made, *vars(made), now=NOW)
    return made


@pytest.mark.parametrize("kind", [kind for kind in ContextKind if kind is not ContextKind.HISTORY])
def test_without_records_each_branch_says_so_and_keeps_that_with_the_meeting(stage: Stage, kind: ContextKind) -> None:
    result = KINDS[kind](EVENT, None)
    assert (result["kind"], result["gathered"]) == (kind, False)
    assert result["gap"].startswith("No ")
    assert result["gap"].endswith(" records yet.")
    assert "./amo" not in result["gap"]
    assert [note.kind for note in stage.contexts.of_meeting("m1")] == [kind]


def test_with_records_the_note_is_kept_and_the_result_stays_small(stage: Stage) -> None:
    rocks = [
        record_of(RecordKind.BIG_ROCKS, {"name": f"{n} {'x' * 190}", "progress": 1, "blockers": "y" * 1999}, UTC, NOW)
        for n in range(200)
    ]
    stage.records.put_all("u1", rocks)
    result = handlers.big_rocks(EVENT, None)
    assert result == {"kind": "big_rocks", "gathered": True, "gap": ""}
    assert len(json.dumps(result)) < 1000
    assert len(stage.contexts.of_meeting("m1")[0].facts) == 30


def test_another_users_records_are_never_read(stage: Stage) -> None:
    stage.records.put_all("u2", [record_of(RecordKind.BIG_ROCKS, {"name": "X", "progress": 1}, UTC, NOW)])
    assert handlers.big_rocks(EVENT, None)["gathered"] is False


def test_history_finds_the_last_occurrence_and_what_was_answered_then(stage: Stage) -> None:
    start = NOW - timedelta(days=4)
    session = Conversation(
        session_id="m0-r1",
        meeting_id="m0",
        user_id="u1",
        questions=(Question(text="What do you want?", ref="x"),),
        answers={"0": Answer(text="Two hires", answered_at=start, channel="web")},
        opened_at=start,
        deadline=start,
    )
    stage.conversations.open(session)
    last = a_tracked(a_meeting("m0", series_id="s1", start=start), preparation=Preparation(run=1, session_id="m0-r1"))
    stage.meetings.rows["m0"] = last
    result = handlers.history(EVENT, None)
    (note,) = stage.contexts.of_meeting("m1")
    assert result == {"kind": "history", "gathered": True, "gap": ""}
    assert any("Two hires" in fact.text for fact in note.facts)
    assert note.figures["earlier_occurrences"] == 1


def test_history_of_a_meeting_that_is_gone_fails_plainly(stage: Stage) -> None:
    with pytest.raises(NotFound):
        handlers.history(EVENT | {"meeting_id": "m9"}, None)


def test_fault_74_a_table_that_fails_is_an_error_the_workflow_retries(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Retryable("AWS was too busy while reading records; it is tried again.")

    monkeypatch.setattr(FakeSourceRecords, "known", busy)
    with pytest.raises(Retryable):
        handlers.budget(EVENT, None)
    assert stage.contexts.of_meeting("m1") == []


def test_gathering_again_replaces_the_earlier_note(stage: Stage) -> None:
    handlers.staffing(EVENT, None)
    role = record_of(RecordKind.STAFFING, {"team": "A", "role": "B", "headcount": 3}, UTC, NOW)
    stage.records.put_all("u1", [role])
    handlers.staffing(EVENT, None)
    (note,) = stage.contexts.of_meeting("m1")
    assert note.figures["headcount"] == 3


@pytest.mark.parametrize("kind", ContextKind)
def test_nothing_is_kept_of_a_meeting_that_was_forgotten_while_it_was_refreshed(
    stage: Stage, kind: ContextKind
) -> None:
    forgotten = Preparation(run=1, erased=Erasure(at=NOW, deleted={}))
    stage.meetings.rows["m1"] = stage.meetings.rows["m1"].model_copy(update={"preparation": forgotten})
    with pytest.raises(Conflict):
        KINDS[kind](EVENT, None)
    assert stage.contexts.of_meeting("m1") == []
