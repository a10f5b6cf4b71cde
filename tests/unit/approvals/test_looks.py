"""Whoever reads an action leaves it alone: nobody who decides it or carries it out waits for them."""

from collections.abc import Callable

import pytest

from lambdas.approvals.edit import remark
from lambdas.aws.batches import partial_batch
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ExecutionState, ExecutionStatus, PendingAction
from lambdas.errors import NotFound, Retryable
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.samples import NOW


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def test_looking_changes_neither_the_action_nor_its_log(harness: ApprovalHarness) -> None:
    action = harness.propose()
    before = dict(harness.actions.table.rows)
    for user_id in ("u1", "u2", "u3", "u2"):
        assert harness.decisions.look_at(action.action_id, user_id, NOW) == action
    assert dict(harness.actions.table.rows) == before
    assert harness.log.events(TEAM) == ["proposed"]
    assert sorted(look.user_id for look in harness.decisions.looked_at(action.action_id)) == ["u1", "u2", "u3"]
    with pytest.raises(NotFound):
        harness.decisions.look_at(action.action_id, "u9", NOW)
    assert len(harness.decisions.looked_at(action.action_id)) == 3


def test_whoever_looks_is_shown_it_although_that_cannot_be_kept(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_down(*_values: object) -> None:
        raise Retryable("DynamoDB is busy")

    action = harness.propose()
    monkeypatch.setattr(type(harness.looks.table), "put", is_down)
    assert harness.decisions.look_at(action.action_id, "u2", NOW).action_id == action.action_id


def test_an_action_stored_with_who_had_seen_it_is_still_read(harness: ApprovalHarness) -> None:
    action = harness.propose()
    row = harness.actions.table.get({"action_id": action.action_id}, "looking")
    assert row
    harness.actions.table.put({**row, "seen_by": ["u2"]}, "as an older AMO wrote it")
    assert harness.approve(action).votes


@pytest.mark.parametrize("at_write", [1, 2])
def test_a_question_written_while_it_is_carried_out_stops_nothing_and_stays(
    harness: ApprovalHarness, at_write: int
) -> None:
    """Ahead of the claim, and ahead of what is recorded of its end."""
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    harness.log.before_write = _at(at_write, harness, lambda: _ask(harness, action))
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE
    assert [said.text for said in harness.stored(action).remarks] == ["Does Finance know?"]
    assert len(harness.mailer.sent) == 1
    assert harness.verdict().whole


def test_of_two_who_write_at_once_neither_is_sent_away(harness: ApprovalHarness) -> None:
    action = harness.propose()
    harness.log.before_write = _at(1, harness, lambda: _ask(harness, action))
    _ask(harness, action)
    assert len(harness.stored(action).remarks) == 2


class ShownAgain:
    def __init__(self) -> None:
        self.seconds: list[int] = []

    def hold(self, _records: object, seconds: int) -> None:
        """Nobody else takes it meanwhile."""

    def show_again(self, _record: object, seconds: int) -> None:
        self.seconds.append(seconds)

    def give_up(self, _record: object) -> None:
        raise AssertionError("nothing is given up")


def test_a_message_that_comes_while_somebody_is_at_it_comes_again_within_two_seconds(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose())
    started = ExecutionState(status=ExecutionStatus.STARTED, fence=1, started_at=NOW)
    harness.actions.stored[action.action_id] = action.model_copy(update={"execution": started})
    records = [{"messageId": "1", "body": "", "attributes": {"ApproximateReceiveCount": "1"}}]
    shown = ShownAgain()
    partial_batch({"Records": records}, lambda _body: harness.carry_out(action), shown)
    assert shown.seconds == [1]


def _ask(harness: ApprovalHarness, action: PendingAction) -> None:
    remark(harness.decisions, action.action_id, "u2", "Does Finance know?", NOW)


def _at(write: int, harness: ApprovalHarness, doing: Callable[[], None]) -> Callable[[], None]:
    """Ahead of the write of that number, once."""
    seen = 0

    def gate() -> None:
        nonlocal seen
        seen += 1
        if seen == write:
            harness.log.before_write = lambda: None
            doing()

    return gate
