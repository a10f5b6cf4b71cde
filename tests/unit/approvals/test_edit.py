"""Before the decision: words may be changed, recipients never; a question reaches whoever asked for it."""

import json

import pytest

from lambdas.accounts.roles import record_role
from lambdas.approvals.edit import edit_action, fields_to_edit, remark
from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.autonomy import Approvers
from lambdas.domain.actions.editable_fields import edited
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction, is_intact
from lambdas.domain.actions.types import DETAILS
from lambdas.domain.notifications.messages import MessageKind
from lambdas.errors import Conflict, Forbidden, NotFound, Refused
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.samples import NOW


def edit(harness: ApprovalHarness, action: PendingAction, user_id: str = "u2", **changes: str) -> PendingAction:
    return edit_action(harness.decisions, action.action_id, user_id, changes, action.payload_hash, harness.now)


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def test_what_was_edited_is_what_is_shown_hashed_approved_and_sent(harness: ApprovalHarness) -> None:
    proposed = harness.propose(ShareAgenda.action_type)
    changed = edit(harness, proposed, subject="Please read before Thursday", body="Hello\nSee you there")
    assert changed.payload_hash != proposed.payload_hash
    assert "Please read before Thursday" in changed.preview.text
    harness.approve(changed, payload_hash=changed.payload_hash)
    done = harness.carry_out(changed)
    ((_, to, subject, body),) = harness.mailer.sent
    assert (subject, body) == ("Please read before Thursday", ("Hello", "See you there"))
    assert list(to) == [person["email"] for person in json.loads(proposed.payload)["facts"]["recipients"]]
    assert is_intact(done)
    assert harness.verdict().whole
    assert "edited" in harness.log.events(TEAM)


def test_fault_96_whoever_looked_at_the_old_words_cannot_approve_the_new_ones(harness: ApprovalHarness) -> None:
    proposed = harness.propose(ShareAgenda.action_type)
    edit(harness, proposed, subject="Something else")
    with pytest.raises(Conflict, match="not what you were shown"):
        harness.approve(proposed, payload_hash=proposed.payload_hash)


def test_votes_for_the_old_words_do_not_count() -> None:
    harness = ApprovalHarness(approvers=Approvers(any_of=(), all_of=("user:u2", "user:u3")))
    proposed = harness.propose(ShareAgenda.action_type)
    voted = harness.approve(proposed, "u3")
    changed = edit(harness, voted, subject="Something else")
    assert harness.approve(changed, "u2").status is ActionStatus.PENDING
    assert harness.approve(changed, "u3").status is ActionStatus.APPROVED


@pytest.mark.parametrize("name", ["recipients", "meeting", "plan_key", "companies", "action_id"])
def test_fault_112_nobody_reaches_anybody_else_by_editing(harness: ApprovalHarness, name: str) -> None:
    with pytest.raises(Refused, match="cannot be edited"):
        edit(harness, harness.propose(ShareAgenda.action_type), **{name: "eve@evil.example"})


@pytest.mark.parametrize("details", DETAILS.values(), ids=lambda kind: kind.__name__)
def test_no_type_lets_whom_or_what_it_touches_be_edited(details: type) -> None:
    allowed = {"subject", "body", "what", "owner", "due", "start", "end", "reason"}
    assert set(details.editable) <= allowed  # type: ignore[attr-defined]  # every registered type is a Details


@pytest.mark.parametrize(("user_id", "refusal"), [("u1", Forbidden), ("u9", NotFound)])
def test_fault_93_whoever_may_not_approve_may_not_edit(
    harness: ApprovalHarness, user_id: str, refusal: type[Exception]
) -> None:
    proposed = harness.propose(ShareAgenda.action_type, requested_by="user:u1")
    with pytest.raises(refusal):
        edit(harness, proposed, user_id, subject="Mine")
    assert harness.stored(proposed).payload == proposed.payload


def test_where_the_policy_says_so_nothing_is_edited() -> None:
    harness = ApprovalHarness(edits=False)
    proposed = harness.propose(ShareAgenda.action_type)
    assert fields_to_edit(harness.policies, proposed) == ()
    with pytest.raises(Forbidden, match="not edited"):
        edit(harness, proposed, subject="Mine")


def test_what_cannot_be_is_one_clear_line_and_changes_nothing(harness: ApprovalHarness) -> None:
    task = harness.propose(CreateTask.action_type)
    with pytest.raises(Refused, match="write it like 2026-03-05"):
        edit(harness, task, due="soon")
    with pytest.raises(Refused, match="Task"):
        edit(harness, task, what="")
    assert harness.stored(task) == task


def test_an_empty_date_is_no_date(harness: ApprovalHarness) -> None:
    task = harness.propose(CreateTask.action_type, parameters={"what": "Send it", "due": "2026-12-01"})
    assert read_payload(edit(harness, task, due=" ").payload).facts["due"] is None


def test_editing_what_one_does_not_change_is_no_change(harness: ApprovalHarness) -> None:
    action = read_payload(harness.propose(ShareAgenda.action_type).payload)
    fields = {
        field.name: field.value for field in fields_to_edit(harness.policies, harness.propose(ShareAgenda.action_type))
    }
    assert edited(action, fields) == action


def test_a_question_reaches_whoever_asked_for_it_and_stands_in_the_log(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type, requested_by="user:u1")
    stored = remark(harness.decisions, action.action_id, "u2", "Does Finance know?", harness.now)
    assert [said.text for said in stored.remarks] == ["Does Finance know?"]
    assert any(title.startswith("U2 writes to you about: ") for title in harness.told("u1"))
    remark(harness.decisions, action.action_id, "u1", "They do", harness.now)
    assert any(title.startswith("U1 writes to you about: ") for title in harness.told("u2"))
    assert harness.log.events(TEAM).count("remarked") == 2
    with pytest.raises(NotFound):
        remark(harness.decisions, action.action_id, "u9", "Let me see", harness.now)


def test_what_somebody_writes_about_their_own_request_reaches_those_who_may_approve_it() -> None:
    harness = ApprovalHarness()
    harness.change_user("u9", role="member", reviews_for=frozenset({"u1"}))
    record_role(harness.rows, harness.users.get("u9"), "user:u3", NOW)
    action = harness.propose(requested_by="user:u1")
    stored = remark(harness.decisions, action.action_id, "u1", "They leave at five", harness.now)
    told = {one.user_id for one in harness.notifier.told if one.kind is MessageKind.ACTION_QUESTION}
    may = {user.user_id for user in harness.policies.who_may(stored)} - {"u1"}
    assert "u9" in told
    assert told == may
