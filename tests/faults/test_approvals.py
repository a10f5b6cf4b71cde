"""Faults 93 to 105 and 112: what people must be able to trust before they let AMO act."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from lambdas.approvals.audit import anchor_team
from lambdas.approvals.decide import Decision
from lambdas.approvals.decide_many import BulkResult, process_in_bulk
from lambdas.approvals.entries import entry
from lambdas.domain.actions.action import Action, preview, read_payload
from lambdas.domain.actions.audit import AuditEvent, Verdict, row_hash, verify
from lambdas.domain.actions.autonomy import Ask, Autonomy, LearnedRule, Policy, considered, decide
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.delete_materials import DeleteMaterials
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import (
    LEASE,
    MAX_ATTEMPTS,
    ActionStatus,
    ExecutionStatus,
    PendingAction,
)
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.meetings.meeting import Attendee, MeetingStatus
from lambdas.errors import Conflict, Forbidden, NotFound, Refused, Retryable, Unproven
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.bus import FakeBus
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW
from tests.fakes.stores import FakePendingActions

SECOND = timedelta(seconds=1)


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def test_fault_93_whoever_asked_for_it_cannot_approve_it(harness: ApprovalHarness) -> None:
    action = harness.propose(requested_by="user:u2", on_behalf_of="u1")
    with pytest.raises(Forbidden, match="asked for this yourself"):
        harness.approve(action, "u2")
    assert harness.stored(action).status is ActionStatus.PENDING
    assert harness.log.events(TEAM) == ["proposed", "denied"]


@pytest.mark.parametrize("user_id", ["u1", "u2"])
def test_fault_93_an_agent_cannot_approve_whoever_it_speaks_for(harness: ApprovalHarness, user_id: str) -> None:
    action = harness.propose(requested_by="user:u2")
    with pytest.raises(Forbidden, match="Only a person"):
        harness.approve(action, user_id, agent="meeting_prep")
    assert harness.log.latest(TEAM, 1)[0].actor == "agent:meeting_prep"


def test_fault_94_of_an_approval_and_a_rejection_at_once_one_wins(harness: ApprovalHarness) -> None:
    action = harness.propose()

    def somebody_else_rejects() -> None:
        harness.log.before_write = lambda: None
        harness.approve(action, "u3", "reject")

    harness.log.before_write = somebody_else_rejects
    with pytest.raises(Conflict, match="rejected by u3"):
        harness.approve(action, "u2")
    assert harness.carry_out(action).execution.status is ExecutionStatus.NONE
    assert harness.log.events(TEAM).count("rejected") == 1
    assert "approved" not in harness.log.events(TEAM)


def test_fault_94_two_who_carry_it_out_at_once_do_it_once(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))

    def somebody_else_does_it() -> None:
        harness.log.before_write = lambda: None
        harness.carry_out(action)

    harness.log.before_write = somebody_else_does_it
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE, "as the other left it"
    assert len(harness.mailer.sent) == 1


def test_fault_95_what_was_changed_after_its_approval_is_not_carried_out(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    forged = action.payload.replace("bob@example.com", "eve@evil.example")
    for changed in ({"payload": forged}, {"payload": forged, "payload_hash": digest(forged)}):
        harness.actions.stored[action.action_id] = action.model_copy(update=changed)
        ended = harness.carry_out(action)
        assert ended.execution.status is ExecutionStatus.REFUSED
        assert "not what was approved" in ended.execution.error
    assert harness.mailer.sent == []


def test_fault_95_what_was_changed_before_its_approval_is_not_approved(harness: ApprovalHarness) -> None:
    action = harness.propose()
    forged = action.payload.replace("Send the draft", "Send the salaries")
    harness.actions.stored[action.action_id] = action.model_copy(update={"payload": forged})
    with pytest.raises(Forbidden, match="not what was proposed"):
        harness.approve(action)


@pytest.mark.parametrize("field", ["action_type", "on_behalf_of", "risk", "approved_hash"])
def test_fault_95_a_row_that_names_another_action_than_was_approved_is_not_carried_out(
    harness: ApprovalHarness, field: str
) -> None:
    """What was approved is the payload; what stands beside it in the row decides nothing against it."""
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    forged: dict[str, Any] = {
        "action_type": CreateTask.action_type,
        "on_behalf_of": "u2",
        "risk": Risk.LOW,
        "approved_hash": "0" * 64,
    }
    harness.actions.stored[action.action_id] = action.model_copy(update={field: forged[field]})
    ended = harness.carry_out(action)
    assert ended.execution.status is ExecutionStatus.REFUSED
    assert "not what was approved" in ended.execution.error
    assert (harness.mailer.sent, dict(harness.items.stored)) == ([], {})
    assert harness.log.events(TEAM)[-1] == "not_carried_out"


def test_fault_95_another_s_approved_payload_is_not_carried_out_under_this_approval(harness: ApprovalHarness) -> None:
    """Payload and both hashes changed together, to something that was approved by itself."""
    small = harness.approve(harness.propose(key="small"))
    large = harness.approve(harness.propose(ShareAgenda.action_type, key="large"))
    taken = {name: getattr(large, name) for name in ("payload", "payload_hash", "approved_hash")}
    harness.actions.stored[small.action_id] = small.model_copy(update=taken)
    assert harness.carry_out(small).execution.status is ExecutionStatus.REFUSED
    assert harness.mailer.sent == []


def test_fault_96_the_preview_says_what_the_hashed_bytes_say(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type)
    assert action.payload_hash == digest(action.payload)
    assert "ada@example.com, bob@example.com" in action.preview.text
    assert "Search migration (55 min)" in action.preview.text
    other = action.payload.replace("ada@example.com", "eve@evil.example")
    assert "eve@evil.example" in preview(other).text
    harness.carry_out(harness.approve(action))
    _, to, subject, body = harness.mailer.sent[0]
    shown = {change.what: change.after for change in action.preview.changes}
    assert (", ".join(to), subject, "\n".join(body)) == (shown["To"], shown["Subject"], shown["Text"])


def test_fault_96_somebody_who_looks_at_older_bytes_decides_nothing(harness: ApprovalHarness) -> None:
    with pytest.raises(Conflict, match="not what you were shown"):
        harness.approve(harness.propose(), payload_hash="0" * 64)


def test_fault_97_the_last_second_counts_and_the_deadline_does_not(harness: ApprovalHarness) -> None:
    in_time, too_late = harness.propose(key="a"), harness.propose(key="b")
    harness.at(in_time.deadline - SECOND).approve(in_time)
    for moment in (too_late.deadline, too_late.deadline + SECOND):
        with pytest.raises(Refused, match="too late"):
            harness.at(moment).approve(too_late)
    assert harness.sweeper.sweep_action(in_time.action_id, harness.now) is ActionStatus.APPROVED
    assert harness.sweeper.sweep_action(too_late.action_id, harness.now) is ActionStatus.EXPIRED


def test_fault_97_no_question_outlives_a_day_or_reaches_the_meeting(harness: ApprovalHarness) -> None:
    assert harness.propose().deadline == NOW + timedelta(hours=24)
    start = harness.meetings.rows["m1"].meeting.start
    near = harness.at(start - timedelta(hours=1)).propose(ShareAgenda.action_type, key="near")
    assert near.deadline < start
    with pytest.raises(Refused, match="no time left"):
        harness.at(start - timedelta(minutes=4)).propose(ShareAgenda.action_type, key="nearer")


def test_fault_98_saying_it_again_changes_nothing(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type)
    harness.approve(action)
    rows = len(list(harness.log.rows(TEAM)))
    assert harness.approve(action).status is ActionStatus.APPROVED
    assert len(list(harness.log.rows(TEAM))) == rows
    for _ in range(3):
        harness.carry_out(action)
    harness.approve(action)
    harness.carry_out(action)
    assert len(harness.mailer.sent) == 1


def test_fault_99_a_bulk_decision_says_of_each_what_became_of_it(harness: ApprovalHarness) -> None:
    actions = [harness.propose(key=f"k{number}") for number in range(48)]
    foreign = harness.propose(key="foreign", on_behalf_of="u9")
    expired = harness.propose(key="expired")
    harness.actions.stored[expired.action_id] = expired.model_copy(update={"deadline": NOW})
    ids = [action.action_id for action in (foreign, *actions, expired)]
    results = decided_in_bulk(harness, ids, (foreign, *actions, expired))
    assert [result.action_id for result in results] == ids
    assert [result.ok for result in results] == [False, *[True] * 48, False]
    assert results[0].message == "There is no such action."
    assert "too late" in results[-1].message
    assert len(harness.approved.bodies) == 48
    assert harness.carry_out(foreign).status is ActionStatus.PENDING
    assert harness.carry_out(expired).execution.status is ExecutionStatus.NONE


def decided_in_bulk(harness: ApprovalHarness, ids: list[str], shown: Iterable[PendingAction]) -> list[BulkResult]:
    seen = {action.action_id: action.payload_hash for action in shown}
    return process_in_bulk(harness.decisions, ids, "u2", Decision(verdict="approve"), NOW, seen)


@pytest.mark.parametrize("bad", ["", "x", "a" * 5_000, "a\x00", "\ud800", "a" + "f" * 20, "a" + "F" * 20])
def test_fault_99_an_id_that_is_none_is_its_own_result(harness: ApprovalHarness, bad: str) -> None:
    first, last = harness.propose(key="first"), harness.propose(key="last")
    results = decided_in_bulk(harness, [first.action_id, bad, last.action_id], (first, last))
    assert [result.ok for result in results] == [True, False, True]
    assert results[1].message


def test_fault_99_one_named_twice_or_not_shown_is_decided_once_or_not_at_all(harness: ApprovalHarness) -> None:
    named, unseen, reworded = (harness.propose(key=key) for key in ("named", "unseen", "reworded"))
    stale = reworded.model_copy(update={"payload_hash": "0" * 64})
    ids = [named.action_id, named.action_id, unseen.action_id, reworded.action_id]
    results = decided_in_bulk(harness, ids, (named, stale))
    assert [result.ok for result in results] == [True, False, False, False]
    for place, words in enumerate(("twice", "payload_hash", "not what you were shown"), start=1):
        assert words in results[place].message
    assert [harness.stored(action).status for action in (unseen, reworded)] == [ActionStatus.PENDING] * 2


def test_fault_99_a_defect_met_by_one_stops_none_of_the_others(
    harness: ApprovalHarness, caplog: pytest.LogCaptureFixture
) -> None:
    actions = [harness.propose(key=f"k{number}") for number in range(3)]
    harness.actions.stored[actions[1].action_id] = actions[1].model_copy(update={"on_behalf_of": "\ud800"})
    find = harness.policies.users.find

    def break_for_one(user_id: str) -> Any:
        if user_id == "\ud800":
            raise ZeroDivisionError("a person's words")
        return find(user_id)

    harness.users.find = break_for_one  # type: ignore[method-assign]  # in the way of the real one
    results = decided_in_bulk(harness, [action.action_id for action in actions], actions)
    assert [result.ok for result in results] == [True, False, True]
    assert "on record" in results[1].message
    assert "a defect in a bulk decision: ZeroDivisionError at break_for_one:" in caplog.text
    assert "a person's words" not in caplog.text


@pytest.mark.parametrize("problem", [Retryable("AWS was too busy."), ZeroDivisionError("a person's words")])
@pytest.mark.parametrize("place", [(FakePendingActions, "of_person"), (FakeBus, "publish"), (FakeQueue, "send")])
def test_fault_99_a_decision_stands_and_is_anchored_whatever_fails_after_it(
    harness: ApprovalHarness,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    place: tuple[type, str],
    problem: Exception,
) -> None:
    """What is learnt from it reads all that its owner had before: one row of it that is broken."""
    actions = [harness.propose(ShareAgenda.action_type, key=f"k{number}") for number in range(3)]

    def broken(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(*place, broken)
    results = decided_in_bulk(harness, [action.action_id for action in actions[1:]], actions)
    assert [result.ok for result in results] == [True, True]
    if place[1] == "of_person":  # to whoever decides on one alone the others are told: AMO could not hand it on
        assert harness.approve(actions[0]).status is ActionStatus.APPROVED
    assert list(harness.anchors.of_team(TEAM))[-1].hash == harness.log.latest(TEAM, 1)[0].hash
    assert "a person's words" not in caplog.text


def test_fault_99_what_fails_among_many_takes_no_other_with_it(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is unknown, one was decided otherwise, one twice in the list; at one of them the table is too busy."""
    actions = [harness.propose(key=f"k{number}") for number in range(50)]
    busy, rejected, twice = actions[10], harness.approve(actions[20], verdict="reject"), actions[30]
    record = FakePendingActions.record

    def record_unless_busy(store: FakePendingActions, action: PendingAction, *entry: Any) -> PendingAction:
        if action.action_id == busy.action_id:
            raise Retryable("AWS was too busy.")
        return record(store, action, *entry)

    monkeypatch.setattr(FakePendingActions, "record", record_unless_busy)
    ids = [*(action.action_id for action in actions), "a-nobody-knows", twice.action_id]
    results = decided_in_bulk(harness, ids, actions)
    assert [result.action_id for result in results] == ids
    failed = [result.action_id for result in results if not result.ok]
    assert failed == [busy.action_id, rejected.action_id, "a-nobody-knows", twice.action_id]
    assert all(result.message for result in results if not result.ok)
    sent = [body["action_id"] for body in harness.approved.bodies]
    assert sorted(sent) == sorted({*ids} - {busy.action_id, rejected.action_id, "a-nobody-knows"})
    for action in actions:
        harness.carry_out(action)
    assert len(harness.items.stored) == 48


class Crash(BaseException):
    """The function is gone: nothing after this runs."""


def crash() -> None:
    raise Crash


def test_fault_100_a_crash_between_approval_and_execution_still_executes_once(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type)
    harness.approved.is_down = True
    with pytest.raises(Retryable):
        harness.approve(action)
    harness.approved.is_down = False
    assert harness.stored(action).status is ActionStatus.APPROVED
    harness.at(NOW + timedelta(minutes=3))
    harness.sweep()
    assert harness.approved.bodies == [{"action_id": action.action_id}]
    harness.carry_out(action)
    assert len(harness.mailer.sent) == 1


def test_fault_100_a_crash_after_the_e_mail_needs_a_person_and_sends_no_second_one(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    calls = iter((lambda: None, crash))
    harness.log.before_write = lambda: next(calls)()
    with pytest.raises(Crash):
        harness.carry_out(action)
    harness.log.before_write = lambda: None
    with pytest.raises(Retryable, match="at this moment"):
        harness.at(NOW + LEASE - SECOND).carry_out(action)
    harness.at(NOW + LEASE)
    assert harness.sweep() == {"unknown": 1}
    assert len(harness.mailer.sent) == 1
    assert "Unknown, needs a person" in " ".join(harness.told("u1"))


def test_fault_100_what_can_be_looked_up_after_a_crash_is(harness: ApprovalHarness) -> None:
    before, after = harness.propose(key="before"), harness.propose(key="after")
    for action in (before, after):
        harness.approve(action)
    _claim_and_crash(harness, before, at_call=1)
    _claim_and_crash(harness, after, at_call=2)
    harness.at(NOW + LEASE)
    assert harness.sweep() == {"done": 2}
    assert len(harness.items.stored) == 2


def test_fault_100_what_crashes_each_time_before_it_is_done_is_given_up_at_last(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = harness.approve(harness.propose())
    monkeypatch.setattr(type(harness.items), "put", lambda *_: crash())
    for attempt in range(MAX_ATTEMPTS):
        with pytest.raises(Crash):
            harness.at(NOW + attempt * LEASE).carry_out(action)
    assert harness.at(NOW + MAX_ATTEMPTS * LEASE).sweep() == {"failed": 1}, "and nothing is wrong with the sweeper"
    assert harness.stored(action).execution.error == "It was interrupted 5 times before it could be done."
    assert harness.items.open_of("u1") == []


def test_faults_78_and_100_after_a_kill_of_the_engine_nothing_approved_waits_for_a_lease(
    harness: ApprovalHarness,
) -> None:
    """What was decided goes into the queue again, whoever had claimed is known to be gone, a decision is waited for."""
    decided, claimed = (harness.approve(harness.propose(key=key)) for key in ("decided", "claimed"))
    harness.propose(key="open")
    _claim_and_crash(harness, claimed, at_call=1)
    harness.approved.bodies.clear()
    assert harness.at(NOW + 2 * SECOND).sweep() == {}
    assert harness.sweep_after_a_kill(killed_at=NOW + SECOND) == {"approved": 1, "done": 1, "pending": 1}
    assert harness.approved.bodies == [{"action_id": decided.action_id}]
    assert harness.stored(claimed).execution.status is ExecutionStatus.DONE


def test_fault_100_who_claimed_since_the_engine_runs_again_is_left_alone(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose())
    _claim_and_crash(harness, action, at_call=1)
    assert harness.sweep_after_a_kill(killed_at=NOW - SECOND) == {"left": 1}
    assert harness.stored(action).execution.status is ExecutionStatus.STARTED


def _claim_and_crash(harness: ApprovalHarness, action: PendingAction, at_call: int) -> None:
    """At call 1 right after the claim was stored, at call 2 after the effect."""
    writes = 0

    def gate() -> None:
        nonlocal writes
        writes += 1
        if writes > 1:
            crash()

    harness.log.before_write = gate
    put = harness.items.put
    if at_call == 1:
        harness.items.put = lambda item: crash()  # type: ignore[method-assign]  # in the way of the real one
    with pytest.raises(Crash):
        harness.carry_out(action)
    harness.items.put = put  # type: ignore[method-assign]  # the real one again
    harness.log.before_write = lambda: None


def test_fault_100_an_effect_that_cannot_be_proved_is_said_to_be_unknown(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    harness.mailer.problem = Unproven("SES did not answer.")
    assert harness.carry_out(action).execution.status is ExecutionStatus.UNKNOWN
    harness.mailer.problem = None
    harness.carry_out(action)
    assert harness.mailer.sent == []


def test_fault_100_what_did_not_happen_is_tried_again_and_not_for_ever(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    harness.mailer.problem = Retryable("SES was too busy.")
    for _ in range(4):
        with pytest.raises(Retryable):
            harness.carry_out(action)
    ended = harness.carry_out(action)
    assert ended.execution.status is ExecutionStatus.FAILED
    assert "5 times" in ended.execution.error


@pytest.mark.parametrize("change", [{"role": "member"}, {"active": False}, {"team_id": "support"}])
def test_fault_101_an_approver_who_lost_the_role_approves_nothing_after_all(
    harness: ApprovalHarness, change: dict[str, object]
) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type), "u2")
    harness.change_user("u2", **change)
    ended = harness.carry_out(action)
    assert (ended.execution.status, harness.mailer.sent) == (ExecutionStatus.REFUSED, [])
    assert "may no longer" in ended.execution.error
    with pytest.raises((Forbidden, NotFound)):
        harness.approve(harness.propose(key="k2"), "u2")


def test_fault_101_who_approved_their_own_request_while_that_was_allowed_does_so_no_longer() -> None:
    harness = ApprovalHarness(self_approval=True)
    action = harness.approve(harness.propose(ShareAgenda.action_type, requested_by="user:u2"), "u2")
    harness.config = harness.config.model_copy(update={"self_approval": False})
    ended = harness.carry_out(action)
    assert (ended.execution.status, harness.mailer.sent) == (ExecutionStatus.REFUSED, [])
    assert "may no longer" in ended.execution.error


@pytest.mark.parametrize(
    "change", [{"role": "reviewer"}, {"role": "member"}, {"active": False}, {"team_id": "support"}]
)
def test_fault_101_an_emergency_is_an_operator_s_also_when_it_is_carried_out(
    harness: ApprovalHarness, change: dict[str, object]
) -> None:
    action = harness.propose(ShareAgenda.action_type, requested_by="user:u3")
    harness.autonomy.open_emergency_access("u3", "The customer's site is down", 30, NOW)
    harness.approve(action, "u3")
    harness.change_user("u3", **change)
    ended = harness.carry_out(action)
    assert (ended.execution.status, harness.mailer.sent) == (ExecutionStatus.REFUSED, [])


def test_fault_101_a_policy_made_stricter_meanwhile_stops_what_ran_unasked() -> None:
    harness = ApprovalHarness(level=Autonomy.AUTONOMOUS)
    action = harness.propose(ShareAgenda.action_type)
    assert action.automatic
    harness.config = harness.config.model_copy(update={"level": Autonomy.SUPERVISED})
    ended = harness.carry_out(action)
    assert ended.execution.status is ExecutionStatus.REFUSED
    assert "stricter" in ended.execution.error


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": MeetingStatus.CANCELLED}, "cancelled"),
        ({"start": NOW + timedelta(days=4)}, "moved"),
        ({"attendees": (Attendee(email="u1@example.com"), Attendee(email="ada@example.com"))}, "no longer invited"),
    ],
)
def test_the_target_is_looked_at_again_before_anything_is_done(
    harness: ApprovalHarness, change: dict[str, Any], reason: str
) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    harness.replan(**change)
    ended = harness.carry_out(action)
    assert reason in ended.execution.error
    assert harness.mailer.sent == []


@pytest.mark.parametrize("is_by_person", [False, True])
def test_a_workflow_hears_that_it_is_not_done_however_often_that_has_to_be_said(
    harness: ApprovalHarness, is_by_person: bool
) -> None:
    """Rejected or expired: while Step Functions does not take it, the timer's message and the sweeper say it again."""
    action = harness.propose(in_workflow=True)
    harness.workflows.waiting.add("token")
    harness.actions.put_token(action.action_id, "token")
    harness.workflows.is_down = True
    expires = partial(harness.sweeper.sweep_action, action.action_id)
    ends = partial(harness.approve, action, verdict="reject") if is_by_person else partial(expires, action.deadline)
    with pytest.raises(Retryable):
        ends()
    decided = harness.stored(action).status
    assert decided is (ActionStatus.REJECTED if is_by_person else ActionStatus.EXPIRED)
    with pytest.raises(Retryable):
        expires(action.deadline)
    assert harness.at(action.deadline + timedelta(minutes=3)).sweep() == {"left": 1}
    harness.workflows.is_down = False
    assert harness.sweep() == {decided.value: 1}
    assert harness.workflows.answers == [("token", {"outcome": decided.value})]
    assert harness.at(harness.now + timedelta(days=1)).sweep() == {}


@pytest.mark.parametrize("level", list(Autonomy))
@pytest.mark.parametrize("kind", [ShareAgenda.action_type, DeleteMaterials.action_type])
def test_fault_102_learned_rules_never_touch_what_weighs(harness: ApprovalHarness, kind: str, level: Autonomy) -> None:
    action = considered(read_payload(harness.propose(kind).payload), "agent:meeting_prep")
    until = NOW + timedelta(days=30)
    rules = tuple(LearnedRule(rule_id=f"r{n}", action_type=kind, accepted_by="u1", until=until) for n in range(100))
    learned = Policy(level=level, rules=rules)
    assert decide(action, learned, NOW) == decide(action, Policy(level=level), NOW)


def test_fault_102_a_hundred_approvals_of_something_weighty_propose_no_rule(harness: ApprovalHarness) -> None:
    for number in range(100):
        harness.approve(harness.propose(ShareAgenda.action_type, key=str(number)))
    assert harness.rows.rules("u1") == []


@pytest.mark.parametrize("level", list(Autonomy))
def test_fault_103_an_unknown_action_is_critical_and_always_asks(level: Autonomy) -> None:
    """It is refused before anybody is asked; one that got into the table all the same is critical and does nothing."""
    harness = ApprovalHarness(level=level)
    with pytest.raises(Refused, match="knows no action “launch_rocket”"):
        harness.propose("launch_rocket", parameters={"where": "moon"})
    assert harness.told("u1") == harness.told("u2") == []
    assert not harness.actions.stored
    rocket = Action(action_id=f"a{'0' * 20}", action_type="launch_rocket", on_behalf_of="u1", facts={"where": "moon"})
    assert isinstance(decide(considered(rocket, "agent:meeting_prep"), Policy(level=level), NOW), Ask)
    action = stored_as(harness, rocket)
    assert action.risk is Risk.CRITICAL
    ended = harness.carry_out(harness.approve(action))
    assert ended.execution.status is ExecutionStatus.REFUSED
    assert "Nothing here" in ended.execution.error


def stored_as(harness: ApprovalHarness, action: Action) -> PendingAction:
    """A row that an earlier version, or somebody with the table's key, left there."""
    template = harness.propose(key="a known one")
    changes = {"action_id": action.action_id, "action_type": action.action_type, "risk": action.risk}
    hashed = {"payload": action.payload, "payload_hash": digest(action.payload), "audited_as": ""}
    undecided = {
        "status": ActionStatus.PENDING,
        "decided_by": "",
        "decided_at": None,
        "approved_hash": "",
        "version": 1,
    }
    row = template.model_copy(update={**changes, **hashed, **undecided})
    return harness.actions.add(row, entry(row, AuditEvent.PROPOSED, row.requested_by, harness.now))


def test_fault_103_a_known_name_with_other_facts_is_critical_too() -> None:
    action = Action(action_id="a1", action_type=CreateTask.action_type, on_behalf_of="u1", facts={"pay": "me"})
    assert action.risk is Risk.CRITICAL


@pytest.fixture
def audited(harness: ApprovalHarness) -> ApprovalHarness:
    for number in range(4):
        harness.carry_out(harness.approve(harness.propose(key=str(number))))
    anchor_team(harness.log, harness.anchors, TEAM, NOW)  # type: ignore[arg-type]  # a fake in its place
    assert harness.verdict().whole
    return harness


def test_fault_104_an_edited_row_is_named(audited: ApprovalHarness) -> None:
    audited.log.chain(TEAM)[5]["actor"] = "user:nobody"
    assert audited.verdict().first_bad == "000000000006"


def test_fault_104_an_edited_row_with_its_hash_made_anew_is_named(audited: ApprovalHarness) -> None:
    """The sixth, a decision, by its anchor; the seventh, what was begun after it, by the rows around it."""
    for place, named, how in ((6, "000000000007", "hash made anew"), (5, "000000000006", "anchored")):
        row = audited.log.chain(TEAM)[place]
        row["actor"] = "user:nobody"
        row["hash"] = row_hash(row)
        verdict = audited.verdict()
        assert (verdict.first_bad, how in verdict.problem) == (named, True)


def test_fault_104_a_row_put_upon_an_edited_one_is_named_where_nothing_vouches_for_it(audited: ApprovalHarness) -> None:
    """The sixth was edited and the seventh fitted to it, no anchor kept: the eighth knows the seventh as it was."""
    audited.anchors.stored.clear()
    sixth, seventh = audited.log.chain(TEAM)[5:7]
    sixth["actor"] = "user:nobody"
    sixth["hash"] = seventh["previous_hash"] = row_hash(sixth)
    seventh["hash"] = row_hash(seventh)
    assert audited.verdict().first_bad == "000000000007"


def test_fault_104_the_last_row_edited_with_its_hash_made_anew_is_named_once_it_is_anchored(
    audited: ApprovalHarness,
) -> None:
    row = audited.log.chain(TEAM)[-1]
    row["actor"] = "user:nobody"
    row["hash"] = row_hash(row)
    assert audited.verdict().first_bad == row["sequence"]


@pytest.mark.parametrize("place", [0, 1, 7, -2])
def test_fault_104_whichever_row_is_edited_deleted_or_moved_is_the_one_that_is_named(place: int) -> None:
    for change in (_edit, _edit_with_its_hash, _delete, _swap_with_the_next):
        harness = ApprovalHarness()
        for number in range(4):
            harness.carry_out(harness.approve(harness.propose(key=str(number))))
        anchor_team(harness.log, harness.anchors, TEAM, NOW)  # type: ignore[arg-type]  # a fake in its place
        named = harness.log.chain(TEAM)[place]["sequence"]
        change(harness, place)
        assert (change.__name__, harness.verdict().first_bad) == (change.__name__, named)


def _edit(harness: ApprovalHarness, place: int) -> None:
    harness.log.chain(TEAM)[place]["note"] = "nothing to see"


def _edit_with_its_hash(harness: ApprovalHarness, place: int) -> None:
    row = harness.log.chain(TEAM)[place]
    row["note"] = "nothing to see"
    row["hash"] = row_hash(row)


def _delete(harness: ApprovalHarness, place: int) -> None:
    harness.log.cut(TEAM, place)


def _swap_with_the_next(harness: ApprovalHarness, place: int) -> None:
    chain = harness.log.chain(TEAM)
    one, other = (dict(row) for row in (chain[place], chain[place + 1]))
    for row in (one | {"sequence": other["sequence"]}, other | {"sequence": one["sequence"]}):
        harness.log.table.put(row, "forging")


def test_fault_104_an_attribute_added_to_a_row_is_seen(audited: ApprovalHarness) -> None:
    audited.log.chain(TEAM)[2]["approved_too"] = "yes"
    assert audited.verdict().first_bad == "000000000003"
    rows = list(audited.log.rows(TEAM))
    for added in (b"yes", {"yes"}):
        rows[2]["approved_too"] = added
        assert verify(TEAM, rows).first_bad == "000000000003"


def test_fault_104_a_deleted_row_is_named(audited: ApprovalHarness) -> None:
    audited.log.cut(TEAM, 3)
    assert audited.verdict().first_bad == "000000000004"


def test_fault_104_rows_that_changed_places_are_named(audited: ApprovalHarness) -> None:
    one, other = (dict(row) for row in audited.log.chain(TEAM)[7:9])
    for row in (one | {"sequence": other["sequence"]}, other | {"sequence": one["sequence"]}):
        audited.log.table.put(row, "forging")
    assert audited.verdict().first_bad == "000000000008"


@pytest.mark.parametrize("kept", [0, 3, 15])
def test_fault_104_a_log_cut_off_is_named_by_its_first_missing_row(audited: ApprovalHarness, kept: int) -> None:
    audited.log.cut(TEAM, *range(kept, len(audited.log.chain(TEAM))))
    assert audited.verdict().first_bad == f"{kept + 1:012d}"
    assert not verify(TEAM, list(audited.log.rows(TEAM)), audited.anchors.of_team(TEAM)).whole


def test_fault_104_a_log_cut_off_after_its_last_anchor_is_given_away_by_the_actions(audited: ApprovalHarness) -> None:
    audited.approve(audited.propose(key="new"))
    audited.log.cut(TEAM, -1)
    assert audited.verdict().first_bad == "000000000018"


def verified(harness: ApprovalHarness, later: timedelta) -> Verdict:
    return harness.audits.verify_team(TEAM, harness.policies.require_reviewer("u2"), NOW + later)


def test_fault_104_a_log_whose_anchors_are_all_gone_is_not_whole(audited: ApprovalHarness) -> None:
    """The clock anchors every quarter of an hour: after an hour there is one, or somebody took it away."""
    assert verified(audited, timedelta(hours=2)).whole
    audited.anchors.stored.clear()
    assert verified(audited, timedelta(minutes=59)).whole
    verdict = verified(audited, timedelta(hours=1))
    assert (verdict.whole, verdict.first_bad) == (False, "000000000001")
    assert verdict.problem.startswith("no anchor covers row 000000000001 of 2026-")


def test_fault_104_rows_after_the_last_anchor_are_not_covered_for_longer_than_an_hour(audited: ApprovalHarness) -> None:
    audited.propose(key="after the last anchor")
    assert verified(audited, timedelta(minutes=59)).whole
    assert verified(audited, timedelta(hours=1)).first_bad == "000000000017"
    anchor_team(audited.log, audited.anchors, TEAM, NOW)  # type: ignore[arg-type]  # a fake in its place
    assert verified(audited, timedelta(hours=1)).whole


def test_fault_104_a_changed_row_is_named_ahead_of_those_that_no_anchor_covers(audited: ApprovalHarness) -> None:
    audited.anchors.stored.clear()
    audited.log.chain(TEAM)[5]["actor"] = "user:nobody"
    assert verified(audited, timedelta(hours=2)).first_bad == "000000000006"
    audited.log.chain(TEAM)[5]["at"] = "yesterday"
    assert verified(audited, timedelta(hours=2)).first_bad == "000000000006"


def test_fault_104_a_log_written_anew_from_its_beginning_is_given_away_by_the_anchor(audited: ApprovalHarness) -> None:
    rows = audited.log.chain(TEAM)
    rows[0]["note"] = "nothing to see"
    previous = rows[0]["previous_hash"]
    for row in rows:
        row["previous_hash"] = previous
        row["hash"] = previous = row_hash(row)
    verdict = verified(audited, timedelta())
    assert "anchored" in verdict.problem


def test_fault_105_breaking_the_glass_needs_an_operator_a_reason_and_ends(harness: ApprovalHarness) -> None:
    with pytest.raises(Forbidden):
        harness.autonomy.open_emergency_access("u2", "I really need this now", None, NOW)
    with pytest.raises(Refused, match="ten characters"):
        harness.autonomy.open_emergency_access("u3", "now", None, NOW)
    declared = harness.autonomy.open_emergency_access("u3", "The customer's site is down", 600, NOW)
    assert declared.until == NOW + timedelta(minutes=30)
    assert any("Emergency" in title for title in harness.told("u2"))
    assert harness.log.events(TEAM) == ["glass_broken"]


def test_fault_105_in_an_emergency_an_operator_approves_even_their_own_request_and_all_hear_of_it(
    harness: ApprovalHarness,
) -> None:
    action = harness.propose(ShareAgenda.action_type, requested_by="user:u3")
    with pytest.raises(Forbidden):
        harness.approve(action, "u3")
    harness.autonomy.open_emergency_access("u3", "The customer's site is down", 30, NOW)
    ended = harness.carry_out(harness.approve(action, "u3"))
    assert ended.execution.status is ExecutionStatus.DONE
    assert "broke the glass: The customer's site is down" in [row["note"] for row in harness.log.rows(TEAM)]
    for user_id in ("u1", "u2"):
        assert any("in an emergency" in title for title in harness.told(user_id))
    second = harness.propose(ShareAgenda.action_type, key="k2", requested_by="user:u3")
    with pytest.raises(Forbidden):
        harness.at(NOW + timedelta(minutes=31)).approve(second, "u3")


def test_fault_112_recipients_come_from_the_invitation_and_cannot_be_named(harness: ApprovalHarness) -> None:
    for extra in ({"recipients": ["eve@evil.example"]}, {"to": "eve@evil.example"}, {"body": ["Click here"]}):
        with pytest.raises(Refused, match="cannot be asked for like this"):
            harness.propose(ShareAgenda.action_type, parameters={"meeting_id": "m1", **extra})
    harness.carry_out(harness.approve(harness.propose(ShareAgenda.action_type)))
    assert harness.mailer.sent[0][1] == ("ada@example.com", "bob@example.com")


def test_fault_112_a_payload_with_somebody_who_is_not_invited_is_not_sent(harness: ApprovalHarness) -> None:
    """Even a payload that is whole, hashed, told of in the log and approved."""
    action = harness.propose(ShareAgenda.action_type)
    forged = action.payload.replace("ada@example.com", "eve@evil.example")
    changed = action.moved(payload=forged, payload_hash=digest(forged))
    stored = harness.actions.record(changed, entry(changed, AuditEvent.EDITED, "user:u2", NOW))
    ended = harness.carry_out(harness.approve(stored))
    assert "no longer invited" in ended.execution.error
    assert harness.mailer.sent == []


def test_somebody_else_s_action_does_not_exist(harness: ApprovalHarness) -> None:
    with pytest.raises(NotFound):
        harness.approve(harness.propose(), "u9")


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_fault_57_another_s_word_changes_nothing_and_is_on_the_log(harness: ApprovalHarness, verdict: str) -> None:
    """They hear what anybody hears of what is not there; the team it was tried at reads who tried."""
    action = harness.propose(ShareAgenda.action_type)
    with pytest.raises(NotFound) as refused:
        harness.approve(action, "u9", verdict)
    with pytest.raises(NotFound, match=str(refused.value)):
        harness.approve(action.model_copy(update={"action_id": "a-nobody-knows"}), "u9", verdict)
    assert harness.stored(action) == action
    assert (harness.approved.bodies, harness.mailer.sent) == ([], [])
    last = harness.log.latest(TEAM, 1)[0]
    assert (last.event, last.actor, last.action_id) == (AuditEvent.DENIED, "user:u9", action.action_id)
    assert harness.verdict().whole


def test_carrying_out_what_nobody_decided_does_nothing(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type)
    for decided in (action, harness.approve(action, verdict="reject")):
        harness.executions.execute(decided.action_id, NOW)
    assert harness.mailer.sent == []
