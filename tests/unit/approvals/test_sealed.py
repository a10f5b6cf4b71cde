"""The rows of the log seal what an action said; the words can be forgotten, and then nobody proves a guess."""

from lambdas.approvals.edit import edit_action
from lambdas.domain.actions.action import Action, read_payload
from lambdas.domain.kernel.canonical import digest
from tests.fakes.approval_harness import TEAM, ApprovalHarness


def test_each_row_seals_the_words_of_its_step_and_names_the_workspace() -> None:
    harness = ApprovalHarness()
    first = harness.propose()
    words = {"what": "Send the final draft"}
    changed = edit_action(harness.decisions, first.action_id, "u2", words, first.payload_hash, harness.now)
    done = harness.carry_out(harness.approve(changed))
    rows = harness.log.latest(TEAM, 10)[::-1]
    assert [row.event.value for row in rows] == ["proposed", "edited", "approved", "started", "executed"]
    sealed = {digest(text): text for text in (done.payload, *done.earlier)}
    assert [sealed[row.payload_hash] for row in rows] == [first.payload, *[changed.payload] * 4]
    assert {row.workspace_id for row in rows} == {"local"}
    assert rows[-1].result == done.execution.result != ""


def test_once_the_action_is_forgotten_the_log_is_whole_and_a_guess_proves_nothing() -> None:
    harness = ApprovalHarness()
    action = harness.approve(harness.propose())
    harness.actions.delete(action.action_id)
    assert harness.verdict().whole
    guess = read_payload(action.payload).model_copy(update={"salt": ""})
    sealed = {row["payload_hash"] for row in harness.log.rows(TEAM)}
    assert digest(guess.payload) not in sealed
    assert digest(action.payload) in sealed


def test_two_actions_of_the_same_words_are_sealed_differently_and_older_ones_as_they_were() -> None:
    harness = ApprovalHarness()
    one, other = (read_payload(harness.propose(key=key).payload) for key in ("k1", "k2"))
    assert one.salt != other.salt
    older = Action(action_id="a1", action_type="x", on_behalf_of="u1", facts={})
    assert older.payload == '{"action_id":"a1","action_type":"x","facts":{},"on_behalf_of":"u1"}'
