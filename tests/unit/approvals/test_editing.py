"""Before the decision: words may be changed, recipients never; a question reaches whoever asked for it."""

import json

import pytest

from lambdas.approvals.editing import edit_action, fields_to_edit, remark
from lambdas.domain import action_types as types
from lambdas.domain.actions import known_types, read_payload
from lambdas.domain.approvals import ActionStatus, PendingAction, is_intact
from lambdas.domain.autonomy import Approvers
from lambdas.domain.editing import edited
from lambdas.errors import Conflict, Forbidden, NotFound, Refused
from tests.fakes.approval_world import TEAM, ApprovalWorld


def edit(world: ApprovalWorld, action: PendingAction, user_id: str = "u2", **changes: str) -> PendingAction:
    return edit_action(world.deciding, action.action_id, user_id, changes, action.payload_hash, world.now)


def test_what_was_edited_is_what_is_shown_hashed_approved_and_sent() -> None:
    world = ApprovalWorld()
    proposed = world.propose(types.SHARE_AGENDA)
    changed = edit(world, proposed, subject="Please read before Thursday", body="Hello\nSee you there")
    assert changed.payload_hash != proposed.payload_hash
    assert "Please read before Thursday" in changed.preview.text
    world.approve(changed, payload_hash=changed.payload_hash)
    done = world.carry_out(changed)
    ((_, to, subject, body),) = world.mailer.sent
    assert (subject, body) == ("Please read before Thursday", ("Hello", "See you there"))
    assert list(to) == [person["email"] for person in json.loads(proposed.payload)["facts"]["recipients"]]
    assert is_intact(done)
    assert world.verdict().whole
    assert "edited" in world.log.events(TEAM)


def test_fault_96_whoever_looked_at_the_old_words_cannot_approve_the_new_ones() -> None:
    world = ApprovalWorld()
    proposed = world.propose(types.SHARE_AGENDA)
    edit(world, proposed, subject="Something else")
    with pytest.raises(Conflict, match="not what you were shown"):
        world.approve(proposed, payload_hash=proposed.payload_hash)


def test_votes_for_the_old_words_do_not_count() -> None:
    world = ApprovalWorld(approvers=Approvers(any_of=(), all_of=("user:u2", "user:u3")))
    proposed = world.propose(types.SHARE_AGENDA)
    voted = world.approve(proposed, "u3")
    changed = edit(world, voted, subject="Something else")
    assert world.approve(changed, "u2").status is ActionStatus.PENDING
    assert world.approve(changed, "u3").status is ActionStatus.APPROVED


@pytest.mark.parametrize("name", ["recipients", "meeting", "plan_key", "companies", "action_id"])
def test_fault_112_nobody_reaches_anybody_else_by_editing(name: str) -> None:
    world = ApprovalWorld()
    with pytest.raises(Refused, match="cannot be edited"):
        edit(world, world.propose(types.SHARE_AGENDA), **{name: "eve@evil.example"})


@pytest.mark.parametrize("details", known_types().values(), ids=lambda kind: kind.__name__)
def test_no_type_lets_whom_or_what_it_touches_be_edited(details: type) -> None:
    allowed = {"subject", "body", "what", "owner", "due", "start", "end", "reason"}
    assert set(details.editable) <= allowed  # type: ignore[attr-defined]  # every registered type is a Details


@pytest.mark.parametrize(("user_id", "refusal"), [("u1", Forbidden), ("u9", NotFound)])
def test_fault_93_whoever_may_not_approve_may_not_edit(user_id: str, refusal: type[Exception]) -> None:
    world = ApprovalWorld()
    proposed = world.propose(types.SHARE_AGENDA, requested_by="user:u1")
    with pytest.raises(refusal):
        edit(world, proposed, user_id, subject="Mine")
    assert world.stored(proposed).payload == proposed.payload


def test_where_the_policy_says_so_nothing_is_edited() -> None:
    world = ApprovalWorld(edits=False)
    proposed = world.propose(types.SHARE_AGENDA)
    assert fields_to_edit(world.deciding, proposed) == ()
    with pytest.raises(Forbidden, match="not edited"):
        edit(world, proposed, subject="Mine")


def test_what_cannot_be_is_one_clear_line_and_changes_nothing() -> None:
    world = ApprovalWorld()
    task = world.propose(types.CREATE_TASK)
    with pytest.raises(Refused, match="write it like 2026-03-05"):
        edit(world, task, due="soon")
    with pytest.raises(Refused, match="Task"):
        edit(world, task, what="")
    assert world.stored(task) == task


def test_an_empty_date_is_no_date() -> None:
    world = ApprovalWorld()
    task = world.propose(types.CREATE_TASK, parameters={"what": "Send it", "due": "2026-12-01"})
    assert read_payload(edit(world, task, due=" ").payload).facts["due"] is None


def test_editing_what_one_does_not_change_is_no_change() -> None:
    world = ApprovalWorld()
    action = read_payload(world.propose(types.SHARE_AGENDA).payload)
    fields = {field.name: field.value for field in fields_to_edit(world.deciding, world.propose(types.SHARE_AGENDA))}
    assert edited(action, fields) == action


def test_a_question_reaches_whoever_asked_for_it_and_stands_in_the_log() -> None:
    world = ApprovalWorld()
    action = world.propose(types.SHARE_AGENDA, requested_by="user:u1")
    stored = remark(world.deciding, action.action_id, "u2", "Does Finance know?", world.now)
    assert [said.text for said in stored.remarks] == ["Does Finance know?"]
    assert any("u2 writes about" in title for title in world.told("u1"))
    remark(world.deciding, action.action_id, "u1", "They do", world.now)
    assert any("u1 writes about" in title for title in world.told("u2"))
    assert world.log.events(TEAM).count("remarked") == 2
    with pytest.raises(NotFound):
        remark(world.deciding, action.action_id, "u9", "Let me see", world.now)
