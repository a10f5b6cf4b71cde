"""Faults 93 to 105 and 112: what people must be able to trust before they let AMO act."""

from datetime import timedelta
from functools import partial

import pytest

from lambdas.approvals.auditing import anchor_team, verify_team
from lambdas.approvals.deciding import Word
from lambdas.approvals.deciding_many import process_in_bulk
from lambdas.approvals.executing import carry_out
from lambdas.approvals.governing import break_glass
from lambdas.approvals.tending import look_after
from lambdas.domain import action_types as types
from lambdas.domain.actions import Action, Risk, preview, read_payload
from lambdas.domain.approvals import LEASE, ActionStatus, ExecutionStatus
from lambdas.domain.audit import AuditEvent, row_hash, verify
from lambdas.domain.autonomy import Autonomy, LearnedRule, Policy, considered, decide
from lambdas.domain.canonical import digest
from lambdas.domain.meetings import Attendee, MeetingStatus
from lambdas.errors import Conflict, Forbidden, NotFound, Refused, Retryable, Unproven
from tests.fakes.approval_world import TEAM, ApprovalWorld
from tests.fakes.samples import NOW

SECOND = timedelta(seconds=1)


@pytest.fixture
def world() -> ApprovalWorld:
    return ApprovalWorld()


def test_fault_93_whoever_asked_for_it_cannot_approve_it(world: ApprovalWorld) -> None:
    action = world.propose(requested_by="user:u2", on_behalf_of="u1")
    with pytest.raises(Forbidden, match="asked for this yourself"):
        world.approve(action, "u2")
    assert world.stored(action).status is ActionStatus.PENDING
    assert world.log.events(TEAM) == ["proposed", "denied"]


@pytest.mark.parametrize("user_id", ["u1", "u2"])
def test_fault_93_an_agent_cannot_approve_whoever_it_speaks_for(world: ApprovalWorld, user_id: str) -> None:
    action = world.propose(requested_by="user:u2")
    with pytest.raises(Forbidden, match="Only a person"):
        world.approve(action, user_id, agent="meeting_prep")
    assert world.log.latest(TEAM, 1)[0].actor == "agent:meeting_prep"


def test_fault_94_of_an_approval_and_a_rejection_at_once_one_wins(world: ApprovalWorld) -> None:
    action = world.propose()

    def somebody_else_rejects() -> None:
        world.log.before_write = lambda: None
        world.approve(action, "u3", "reject")

    world.log.before_write = somebody_else_rejects
    with pytest.raises(Conflict, match="rejected by u3"):
        world.approve(action, "u2")
    assert world.carry_out(action).execution.status is ExecutionStatus.NONE
    assert world.log.events(TEAM).count("rejected") == 1
    assert "approved" not in world.log.events(TEAM)


def test_fault_94_two_who_carry_it_out_at_once_do_it_once(world: ApprovalWorld) -> None:
    action = world.approve(world.propose(types.SHARE_AGENDA))

    def somebody_else_does_it() -> None:
        world.log.before_write = lambda: None
        world.carry_out(action)

    world.log.before_write = somebody_else_does_it
    with pytest.raises(Conflict):
        world.carry_out(action)
    assert len(world.mailer.sent) == 1


def test_fault_95_what_was_changed_after_its_approval_is_not_carried_out(world: ApprovalWorld) -> None:
    action = world.approve(world.propose(types.SHARE_AGENDA))
    forged = action.payload.replace("bob@example.com", "eve@evil.example")
    for changed in ({"payload": forged}, {"payload": forged, "payload_hash": digest(forged)}):
        world.actions.stored[action.action_id] = action.model_copy(update=changed)
        ended = world.carry_out(action)
        assert ended.execution.status is ExecutionStatus.REFUSED
        assert "not what was approved" in ended.execution.error
    assert world.mailer.sent == []


def test_fault_95_what_was_changed_before_its_approval_is_not_approved(world: ApprovalWorld) -> None:
    action = world.propose()
    forged = action.payload.replace("Send the draft", "Send the salaries")
    world.actions.stored[action.action_id] = action.model_copy(update={"payload": forged})
    with pytest.raises(Forbidden, match="not what was proposed"):
        world.approve(action)


def test_fault_96_the_preview_says_what_the_hashed_bytes_say(world: ApprovalWorld) -> None:
    action = world.propose(types.SHARE_AGENDA)
    assert action.payload_hash == digest(action.payload)
    assert "ada@example.com, bob@example.com" in action.preview.text
    assert "Search migration (55 min)" in action.preview.text
    other = action.payload.replace("ada@example.com", "eve@evil.example")
    assert "eve@evil.example" in preview(other).text
    world.carry_out(world.approve(action))
    _, to, subject, body = world.mailer.sent[0]
    shown = {change.what: change.after for change in action.preview.changes}
    assert (", ".join(to), subject, "\n".join(body)) == (shown["To"], shown["Subject"], shown["Text"])


def test_fault_96_somebody_who_looks_at_older_bytes_decides_nothing(world: ApprovalWorld) -> None:
    with pytest.raises(Conflict, match="not what you were shown"):
        world.approve(world.propose(), payload_hash="0" * 64)


def test_fault_97_the_last_second_counts_and_the_deadline_does_not(world: ApprovalWorld) -> None:
    in_time, too_late = world.propose(key="a"), world.propose(key="b")
    world.at(in_time.deadline - SECOND).approve(in_time)
    for moment in (too_late.deadline, too_late.deadline + SECOND):
        with pytest.raises(Refused, match="too late"):
            world.at(moment).approve(too_late)
    assert look_after(world.tending, in_time.action_id, world.now) is ActionStatus.APPROVED
    assert look_after(world.tending, too_late.action_id, world.now) is ActionStatus.EXPIRED


def test_fault_97_no_question_outlives_a_day_or_reaches_the_meeting(world: ApprovalWorld) -> None:
    assert world.propose().deadline == NOW + timedelta(hours=24)
    start = world.meetings.rows["m1"].meeting.start
    near = world.at(start - timedelta(hours=1)).propose(types.SHARE_AGENDA, key="near")
    assert near.deadline < start
    with pytest.raises(Refused, match="no time left"):
        world.at(start - timedelta(minutes=4)).propose(types.SHARE_AGENDA, key="nearer")


def test_fault_98_saying_it_again_changes_nothing(world: ApprovalWorld) -> None:
    action = world.propose(types.SHARE_AGENDA)
    world.approve(action)
    rows = len(list(world.log.rows(TEAM)))
    assert world.approve(action).status is ActionStatus.APPROVED
    assert len(list(world.log.rows(TEAM))) == rows
    for _ in range(3):
        world.carry_out(action)
    world.approve(action)
    world.carry_out(action)
    assert len(world.mailer.sent) == 1


def test_fault_99_a_bulk_decision_says_of_each_what_became_of_it(world: ApprovalWorld) -> None:
    actions = [world.propose(key=f"k{number}") for number in range(48)]
    foreign = world.propose(key="foreign", on_behalf_of="u9")
    expired = world.propose(key="expired")
    world.actions.stored[expired.action_id] = expired.model_copy(update={"deadline": NOW})
    ids = [action.action_id for action in (foreign, *actions, expired)]
    results = process_in_bulk(world.deciding, ids, "u2", Word(verdict="approve"), NOW)
    assert [result.action_id for result in results] == ids
    assert [result.ok for result in results] == [False, *[True] * 48, False]
    assert results[0].message == "There is no such action."
    assert "too late" in results[-1].message
    assert len(world.approved.bodies) == 48
    assert world.carry_out(foreign).status is ActionStatus.PENDING
    assert world.carry_out(expired).execution.status is ExecutionStatus.NONE


class Crash(BaseException):
    """The function is gone: nothing after this runs."""


def crash() -> None:
    raise Crash


def test_fault_100_a_crash_between_approval_and_execution_still_executes_once(world: ApprovalWorld) -> None:
    action = world.propose(types.SHARE_AGENDA)
    world.approved.is_down = True
    with pytest.raises(Retryable):
        world.approve(action)
    world.approved.is_down = False
    assert world.stored(action).status is ActionStatus.APPROVED
    world.at(NOW + timedelta(minutes=3))
    world.sweep()
    assert world.approved.bodies == [{"action_id": action.action_id}]
    world.carry_out(action)
    assert len(world.mailer.sent) == 1


def test_fault_100_a_crash_after_the_e_mail_needs_a_person_and_sends_no_second_one(world: ApprovalWorld) -> None:
    action = world.approve(world.propose(types.SHARE_AGENDA))
    calls = iter((lambda: None, crash))
    world.log.before_write = lambda: next(calls)()
    with pytest.raises(Crash):
        world.carry_out(action)
    world.log.before_write = lambda: None
    with pytest.raises(Conflict, match="at this moment"):
        world.at(NOW + LEASE - SECOND).carry_out(action)
    world.at(NOW + LEASE)
    assert world.sweep() == {"unknown": 1}
    assert len(world.mailer.sent) == 1
    assert "Unknown, needs a person" in " ".join(world.told("u1"))


def test_fault_100_what_can_be_looked_up_after_a_crash_is(world: ApprovalWorld) -> None:
    before, after = world.propose(key="before"), world.propose(key="after")
    for action in (before, after):
        world.approve(action)
    _claim_and_crash(world, before, at_call=1)
    _claim_and_crash(world, after, at_call=2)
    world.at(NOW + LEASE)
    assert world.sweep() == {"done": 2}
    assert len(world.items.stored) == 2


def test_faults_78_and_100_after_a_kill_of_the_engine_nothing_approved_waits_for_a_lease(world: ApprovalWorld) -> None:
    """What was decided goes into the queue again, whoever had claimed is known to be gone, a decision is waited for."""
    decided, claimed = (world.approve(world.propose(key=key)) for key in ("decided", "claimed"))
    world.propose(key="open")
    _claim_and_crash(world, claimed, at_call=1)
    world.approved.bodies.clear()
    assert world.at(NOW + 2 * SECOND).sweep() == {}
    assert world.sweep_after_a_kill(killed_at=NOW + SECOND) == {"approved": 1, "done": 1, "pending": 1}
    assert world.approved.bodies == [{"action_id": decided.action_id}]
    assert world.stored(claimed).execution.status is ExecutionStatus.DONE


def test_fault_100_who_claimed_since_the_engine_runs_again_is_left_alone(world: ApprovalWorld) -> None:
    action = world.approve(world.propose())
    _claim_and_crash(world, action, at_call=1)
    assert world.sweep_after_a_kill(killed_at=NOW - SECOND) == {"left": 1}
    assert world.stored(action).execution.status is ExecutionStatus.STARTED


def _claim_and_crash(world: ApprovalWorld, action: object, at_call: int) -> None:
    """At call 1 right after the claim was stored, at call 2 after the effect."""
    writes = 0

    def gate() -> None:
        nonlocal writes
        writes += 1
        if writes > 1:
            crash()

    world.log.before_write = gate
    put = world.items.put
    if at_call == 1:
        world.items.put = lambda _item: crash()  # type: ignore[method-assign]
    with pytest.raises(Crash):
        world.carry_out(action)  # type: ignore[arg-type]
    world.items.put = put  # type: ignore[method-assign]
    world.log.before_write = lambda: None


def test_fault_100_an_effect_that_cannot_be_proved_is_said_to_be_unknown(world: ApprovalWorld) -> None:
    action = world.approve(world.propose(types.SHARE_AGENDA))
    world.mailer.problem = Unproven("SES did not answer.")
    assert world.carry_out(action).execution.status is ExecutionStatus.UNKNOWN
    world.mailer.problem = None
    world.carry_out(action)
    assert world.mailer.sent == []


def test_fault_100_what_did_not_happen_is_tried_again_and_not_for_ever(world: ApprovalWorld) -> None:
    action = world.approve(world.propose(types.SHARE_AGENDA))
    world.mailer.problem = Retryable("SES was too busy.")
    for _ in range(4):
        with pytest.raises(Retryable):
            world.carry_out(action)
    ended = world.carry_out(action)
    assert ended.execution.status is ExecutionStatus.FAILED
    assert "5 times" in ended.execution.error


@pytest.mark.parametrize("change", [{"role": "member"}, {"active": False}, {"team_id": "support"}])
def test_fault_101_an_approver_who_lost_the_role_approves_nothing_after_all(
    world: ApprovalWorld, change: dict[str, object]
) -> None:
    action = world.approve(world.propose(types.SHARE_AGENDA), "u2")
    world.change_user("u2", **change)
    ended = world.carry_out(action)
    assert (ended.execution.status, world.mailer.sent) == (ExecutionStatus.REFUSED, [])
    assert "may no longer" in ended.execution.error
    with pytest.raises((Forbidden, NotFound)):
        world.approve(world.propose(key="k2"), "u2")


def test_fault_101_a_policy_made_stricter_meanwhile_stops_what_ran_unasked() -> None:
    world = ApprovalWorld(level=Autonomy.AUTONOMOUS)
    action = world.propose(types.SHARE_AGENDA)
    assert action.automatic
    world.config = world.config.model_copy(update={"level": Autonomy.SUPERVISED})
    ended = world.carry_out(action)
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
    world: ApprovalWorld, change: dict[str, object], reason: str
) -> None:
    action = world.approve(world.propose(types.SHARE_AGENDA))
    world.replan(**change)
    ended = world.carry_out(action)
    assert reason in ended.execution.error
    assert world.mailer.sent == []


@pytest.mark.parametrize("is_by_person", [False, True])
def test_a_workflow_hears_that_it_is_not_done_however_often_that_has_to_be_said(
    world: ApprovalWorld, is_by_person: bool
) -> None:
    """Rejected or expired: while Step Functions does not take it, the timer's message and the sweeper say it again."""
    action = world.propose(in_workflow=True)
    world.workflows.waiting.add("token")
    world.actions.put_token(action.action_id, "token")
    world.workflows.is_down = True
    expires = partial(look_after, world.tending, action.action_id)
    ends = partial(world.approve, action, verdict="reject") if is_by_person else partial(expires, action.deadline)
    with pytest.raises(Retryable):
        ends()
    decided = world.stored(action).status
    assert decided is (ActionStatus.REJECTED if is_by_person else ActionStatus.EXPIRED)
    with pytest.raises(Retryable):
        expires(action.deadline)
    assert world.at(action.deadline + timedelta(minutes=3)).sweep() == {"left": 1}
    world.workflows.is_down = False
    assert world.sweep() == {decided.value: 1}
    assert world.workflows.answers == [("token", {"outcome": decided.value})]
    assert world.at(world.now + timedelta(days=1)).sweep() == {}


@pytest.mark.parametrize("level", list(Autonomy))
@pytest.mark.parametrize("kind", [types.SHARE_AGENDA, types.DELETE_MATERIALS])
def test_fault_102_learned_rules_never_touch_what_weighs(world: ApprovalWorld, kind: str, level: Autonomy) -> None:
    action = considered(read_payload(world.propose(kind).payload), "agent:meeting_prep")
    until = NOW + timedelta(days=30)
    rules = tuple(LearnedRule(rule_id=f"r{n}", action_type=kind, accepted_by="u1", until=until) for n in range(100))
    learned = Policy(level=level, rules=rules)
    assert decide(action, learned, NOW) == decide(action, Policy(level=level), NOW)


def test_fault_102_a_hundred_approvals_of_something_weighty_propose_no_rule(world: ApprovalWorld) -> None:
    for number in range(100):
        world.approve(world.propose(types.SHARE_AGENDA, key=str(number)))
    assert world.rows.rules("u1") == []


@pytest.mark.parametrize("level", list(Autonomy))
def test_fault_103_an_unknown_action_is_critical_and_always_asks(level: Autonomy) -> None:
    world = ApprovalWorld(level=level)
    action = world.propose("launch_rocket", parameters={"where": "moon"})
    assert (action.risk, action.status) == (Risk.CRITICAL, ActionStatus.PENDING)
    ended = world.carry_out(world.approve(action))
    assert ended.execution.status is ExecutionStatus.REFUSED
    assert "Nothing here" in ended.execution.error


def test_fault_103_a_known_name_with_other_facts_is_critical_too() -> None:
    action = Action(action_id="a1", action_type=types.CREATE_TASK, on_behalf_of="u1", facts={"pay": "me"})
    assert action.risk is Risk.CRITICAL


@pytest.fixture
def audited(world: ApprovalWorld) -> ApprovalWorld:
    for number in range(4):
        world.carry_out(world.approve(world.propose(key=str(number))))
    anchor_team(world.log, world.anchors, TEAM, NOW)  # type: ignore[arg-type]
    assert world.verdict().whole
    return world


def test_fault_104_an_edited_row_is_named(audited: ApprovalWorld) -> None:
    audited.log.chains[TEAM][5]["actor"] = "user:nobody"
    assert audited.verdict().first_bad == "000000000006"


def test_fault_104_an_edited_row_with_its_hash_made_anew_is_named(audited: ApprovalWorld) -> None:
    row = audited.log.chains[TEAM][5]
    row["actor"] = "user:nobody"
    row["hash"] = row_hash(row)
    assert audited.verdict().first_bad == "000000000007"


def test_fault_104_an_attribute_added_to_a_row_is_seen(audited: ApprovalWorld) -> None:
    audited.log.chains[TEAM][2]["approved_too"] = "yes"
    assert audited.verdict().first_bad == "000000000003"


def test_fault_104_a_deleted_row_is_named(audited: ApprovalWorld) -> None:
    del audited.log.chains[TEAM][3]
    assert audited.verdict().first_bad == "000000000004"


def test_fault_104_rows_that_changed_places_are_named(audited: ApprovalWorld) -> None:
    chain = audited.log.chains[TEAM]
    chain[7], chain[8] = chain[8] | {"sequence": chain[7]["sequence"]}, chain[7] | {"sequence": chain[8]["sequence"]}
    assert audited.verdict().first_bad == "000000000008"


@pytest.mark.parametrize("kept", [0, 3, 15])
def test_fault_104_a_log_cut_off_is_named_by_its_first_missing_row(audited: ApprovalWorld, kept: int) -> None:
    del audited.log.chains[TEAM][kept:]
    assert audited.verdict().first_bad == f"{kept + 1:012d}"
    assert not verify(TEAM, list(audited.log.rows(TEAM)), audited.anchors.of_team(TEAM)).whole


def test_fault_104_a_log_cut_off_after_its_last_anchor_is_given_away_by_the_actions(audited: ApprovalWorld) -> None:
    audited.approve(audited.propose(key="new"))
    del audited.log.chains[TEAM][-1]
    assert audited.verdict().first_bad == "000000000018"


def test_fault_104_a_log_written_anew_from_its_beginning_is_given_away_by_the_anchor(audited: ApprovalWorld) -> None:
    rows = audited.log.chains[TEAM]
    rows[0]["note"] = "nothing to see"
    previous = rows[0]["previous_hash"]
    for row in rows:
        row["previous_hash"] = previous
        row["hash"] = previous = row_hash(row)
    verdict = verify_team(audited.auditing, TEAM, audited.policies.reviewer("u2"))  # type: ignore[arg-type]
    assert "anchored" in verdict.problem


def test_fault_105_breaking_the_glass_needs_an_operator_a_reason_and_ends(world: ApprovalWorld) -> None:
    with pytest.raises(Forbidden):
        break_glass(world.governing, "u2", "I really need this now", None, NOW)
    with pytest.raises(Refused, match="ten characters"):
        break_glass(world.governing, "u3", "now", None, NOW)
    declared = break_glass(world.governing, "u3", "The customer's site is down", 600, NOW)
    assert declared.until == NOW + timedelta(minutes=30)
    assert any("Emergency" in title for title in world.told("u2"))
    assert world.log.events(TEAM) == ["glass_broken"]


def test_fault_105_in_an_emergency_an_operator_approves_even_their_own_request_and_all_hear_of_it(
    world: ApprovalWorld,
) -> None:
    action = world.propose(types.SHARE_AGENDA, requested_by="user:u3")
    with pytest.raises(Forbidden):
        world.approve(action, "u3")
    break_glass(world.governing, "u3", "The customer's site is down", 30, NOW)
    ended = world.carry_out(world.approve(action, "u3"))
    assert ended.execution.status is ExecutionStatus.DONE
    assert "broke the glass: The customer's site is down" in [row["note"] for row in world.log.rows(TEAM)]
    for user_id in ("u1", "u2"):
        assert any("in an emergency" in title for title in world.told(user_id))
    second = world.propose(types.SHARE_AGENDA, key="k2", requested_by="user:u3")
    with pytest.raises(Forbidden):
        world.at(NOW + timedelta(minutes=31)).approve(second, "u3")


def test_fault_112_recipients_come_from_the_invitation_and_cannot_be_named(world: ApprovalWorld) -> None:
    for extra in ({"recipients": ["eve@evil.example"]}, {"to": "eve@evil.example"}, {"body": ["Click here"]}):
        with pytest.raises(Refused, match="cannot be asked for like this"):
            world.propose(types.SHARE_AGENDA, parameters={"meeting_id": "m1", **extra})
    world.carry_out(world.approve(world.propose(types.SHARE_AGENDA)))
    assert world.mailer.sent[0][1] == ("ada@example.com", "bob@example.com")


def test_fault_112_a_payload_with_somebody_who_is_not_invited_is_not_sent(world: ApprovalWorld) -> None:
    """Even a payload that is whole, hashed and approved."""
    action = world.propose(types.SHARE_AGENDA)
    forged = action.payload.replace("ada@example.com", "eve@evil.example")
    world.actions.stored[action.action_id] = action.model_copy(
        update={"payload": forged, "payload_hash": digest(forged)}
    )
    ended = world.carry_out(world.approve(action))
    assert "no longer invited" in ended.execution.error
    assert world.mailer.sent == []


def test_somebody_else_s_action_does_not_exist(world: ApprovalWorld) -> None:
    with pytest.raises(NotFound):
        world.approve(world.propose(), "u9")
    assert AuditEvent.DENIED not in world.log.events(TEAM)


def test_carrying_out_what_nobody_decided_does_nothing(world: ApprovalWorld) -> None:
    action = world.propose(types.SHARE_AGENDA)
    for decided in (action, world.approve(action, verdict="reject")):
        carry_out(world.executing, decided.action_id, NOW)
    assert world.mailer.sent == []
