"""What surrounds a decision: who is told, who may see, what is learned, what the dashboard says."""

from datetime import time, timedelta

import pytest

from lambdas.approvals.auditing import exported, latest_rows
from lambdas.approvals.digesting import send_digest
from lambdas.approvals.executing import undo
from lambdas.approvals.governing import choose_own_handling, choose_own_level, set_team_policy, standing
from lambdas.approvals.listing import Wanted, get_pending_actions, team_dashboard
from lambdas.approvals.teaching import accept_rule
from lambdas.approvals.tending import look_after
from lambdas.domain import action_types as types
from lambdas.domain.actions import Risk
from lambdas.domain.approvals import ActionStatus, ExecutionStatus, PendingAction, Reviewer
from lambdas.domain.audit import AuditEntry, AuditEvent
from lambdas.domain.autonomy import Approvers, Autonomy, Handling, TypeRule
from lambdas.domain.autonomy_config import PolicyRow
from lambdas.domain.messages import MessageKind
from lambdas.errors import Forbidden, NotFound, Refused
from lambdas.store.autonomy import user_scope
from tests.fakes.approval_world import START, TEAM, ApprovalWorld
from tests.fakes.samples import NOW


@pytest.fixture
def world() -> ApprovalWorld:
    return ApprovalWorld()


def reviewer(world: ApprovalWorld, user_id: str) -> Reviewer:
    found = world.policies.reviewer(user_id)
    assert found
    return found


def listed(world: ApprovalWorld, user_id: str, **wanted: object) -> list[PendingAction]:
    return get_pending_actions(world.actions, reviewer(world, user_id), Wanted(**wanted), world.now)  # type: ignore[arg-type]


def test_high_risk_reaches_the_overseers_at_once_and_lesser_risk_only_its_owner(world: ApprovalWorld) -> None:
    world.propose(types.CREATE_TASK, key="light")
    assert (len(world.told("u1")), world.told("u2")) == (1, [])
    world.propose(types.SHARE_AGENDA, key="weighty")
    assert [len(world.told(user_id)) for user_id in ("u1", "u2", "u3", "u9")] == [2, 1, 1, 0]


def test_what_one_asked_for_oneself_is_brought_to_the_others_and_not_to_oneself(world: ApprovalWorld) -> None:
    world.propose(requested_by="user:u1")
    assert world.told("u1") == []
    assert len(world.told("u2")) == 1


def test_proposing_again_tells_and_queues_nothing_twice(world: ApprovalWorld) -> None:
    first, again = world.propose(types.SHARE_AGENDA), world.propose(types.SHARE_AGENDA)
    assert first == again
    assert len(world.told("u2")) == 1
    assert len(world.actions.stored) == 1


def test_two_who_must_both_agree_are_both_waited_for() -> None:
    both = TypeRule(approvers=Approvers(any_of=(), all_of=("owner", "operator")))
    world = ApprovalWorld(types={"share_agenda": both})
    action = world.propose(types.SHARE_AGENDA)
    assert world.approve(action, "u1").status is ActionStatus.PENDING
    assert world.approved.bodies == []
    assert world.approve(action, "u3").status is ActionStatus.APPROVED
    assert world.carry_out(action).execution.status is ExecutionStatus.DONE


def test_half_way_the_question_goes_to_others_too_and_then_it_is_over() -> None:
    asks_owner = TypeRule(approvers=Approvers(any_of=("owner",)), on_timeout="escalate")
    world = ApprovalWorld(types={"share_agenda": asks_owner})
    action = world.propose(types.SHARE_AGENDA)
    with pytest.raises(Forbidden):
        world.approve(action, "u3")
    assert action.escalate_at is not None
    world.at(action.escalate_at)
    look_after(world.tending, action.action_id, world.now)
    assert any("To approve" in title for title in world.told("u3"))
    assert world.approve(action, "u3").status is ActionStatus.APPROVED


def test_nobody_answering_means_it_is_not_done(world: ApprovalWorld) -> None:
    action = world.propose(types.SHARE_AGENDA)
    world.at(action.deadline)
    assert world.sweep() == {"expired": 1}
    assert world.carry_out(action).execution.status is ExecutionStatus.NONE
    assert world.mailer.sent == []
    assert any("Expired" in title for title in world.told("u1"))


def test_whoever_asked_for_it_may_take_it_back(world: ApprovalWorld) -> None:
    action = world.propose(requested_by="user:u1")
    assert world.approve(action, "u1", "reject").status is ActionStatus.REJECTED


def test_ten_like_decisions_propose_a_rule_that_counts_once_accepted_and_ends_with_a_rejection(
    world: ApprovalWorld,
) -> None:
    for number in range(10):
        assert world.rows.rules("u1") == []
        world.at(NOW + timedelta(minutes=number)).approve(world.propose(key=str(number)))
    (rule,) = world.rows.rules("u1")
    assert (rule.action_type, rule.decisions, rule.learned) == (types.CREATE_TASK, 10, None)
    assert not world.propose(key="still asks").automatic
    accept_rule(world.teaching, world.users.get("u1"), rule.rule_id, world.now)
    made = [world.propose(key=f"now {number}") for number in range(40)]
    asked = [action for action in made if not action.automatic]
    assert 0 < len(asked) < 20
    world.approve(asked[0], verdict="reject")
    assert world.rows.rules("u1")[0].withdrawn_at
    assert not any(world.propose(key=f"later {number}").automatic for number in range(20))
    with pytest.raises(Forbidden, match="withdrawn"):
        accept_rule(world.teaching, world.users.get("u1"), rule.rule_id, world.now)
    assert world.verdict().whole


def test_a_rejection_between_starts_the_count_anew(world: ApprovalWorld) -> None:
    for number in range(12):
        verdict = "reject" if number == 5 else "approve"
        world.at(NOW + timedelta(minutes=number)).approve(world.propose(key=str(number)), verdict=verdict)
    assert world.rows.rules("u1") == []


OPERATOR = "agent:operator"


def test_a_level_is_raised_only_by_who_has_seen_how_amo_would_have_decided(world: ApprovalWorld) -> None:
    set_team_policy(world.rows, TEAM, Autonomy.AUTONOMOUS, {}, OPERATOR, NOW)
    choose_own_level(world.governing, "u1", Autonomy.SUPERVISED, None, NOW)
    for number in range(4):
        world.approve(world.propose(key=str(number)), verdict="reject" if number == 0 else "approve")
    with pytest.raises(Refused, match=r"approved 3 of them \(75%\)"):
        choose_own_level(world.governing, "u1", Autonomy.AUTONOMOUS, None, NOW)
    raised = choose_own_level(world.governing, "u1", Autonomy.AUTONOMOUS, 4, NOW)
    assert raised.policy.level is Autonomy.AUTONOMOUS
    assert choose_own_level(world.governing, "u1", Autonomy.SUPERVISED, None, NOW).shadow_scores[1].agreed == 3
    assert world.log.events(TEAM).count("policy_changed") == 4


def test_nobody_goes_beyond_their_team_nor_lifts_it_for_themselves(world: ApprovalWorld) -> None:
    for user_id in ("u1", "u3"):
        with pytest.raises(Forbidden, match="Your team is supervised"):
            choose_own_level(world.governing, user_id, Autonomy.SEMI_AUTONOMOUS, 0, NOW)
    set_team_policy(world.rows, TEAM, Autonomy.SEMI_AUTONOMOUS, {}, "user:u3", NOW)
    assert standing(world.governing, "u1", NOW).policy.level is Autonomy.SEMI_AUTONOMOUS
    assert standing(world.governing, "u3", NOW).policy.level is Autonomy.SUPERVISED, "they set it themselves"
    with pytest.raises(Forbidden, match="Your team is semi-autonomous"):
        choose_own_level(world.governing, "u1", Autonomy.AUTONOMOUS, 0, NOW)


def test_a_level_stored_before_goes_no_further_than_the_team(world: ApprovalWorld) -> None:
    row = PolicyRow(scope=user_scope("u1"), level=Autonomy.AUTONOMOUS)
    world.rows.put_policy(row, AuditEntry(team_id=TEAM, at=NOW, event=AuditEvent.POLICY_CHANGED, actor="user:u1"))
    asked = world.propose(types.SHARE_AGENDA, requested_by="user:u1")
    assert (asked.status, asked.automatic) == (ActionStatus.PENDING, False)


def test_what_somebody_asks_for_themselves_runs_by_what_others_have_said(world: ApprovalWorld) -> None:
    world.config = world.config.model_copy(update={"level": Autonomy.AUTONOMOUS})
    assert world.propose(key="amo's").automatic
    own = {"requested_by": "user:u1"}
    assert not world.propose(key="without a team's rule", **own).automatic
    set_team_policy(world.rows, TEAM, Autonomy.AUTONOMOUS, {}, "user:u1", NOW)
    assert not world.propose(key="by their own rule", **own).automatic
    set_team_policy(world.rows, TEAM, Autonomy.AUTONOMOUS, {}, "user:u3", NOW)
    ran = world.propose(key="by the team's", **own)
    assert ran.automatic
    set_team_policy(world.rows, TEAM, Autonomy.SUPERVISED, {}, "user:u3", NOW)
    assert world.carry_out(ran).execution.status is ExecutionStatus.REFUSED, "looked at again before it is done"


def test_exceptions_for_oneself_are_stricter_and_a_team_s_are_signed(world: ApprovalWorld) -> None:
    for kind in (types.SHARE_AGENDA, types.CREATE_TASK):
        with pytest.raises(Forbidden, match=f"that {kind} runs unasked, others decide"):
            choose_own_handling(world.governing, "u1", {kind: Handling.RUN}, NOW)
    runs = {kind: TypeRule(handling=Handling.RUN) for kind in (types.SHARE_AGENDA, types.CREATE_TASK)}
    set_team_policy(world.rows, TEAM, None, runs, "user:u3", NOW)
    assert world.propose(types.SHARE_AGENDA).automatic
    assert world.propose(on_behalf_of="u2", key="reviewer's").automatic
    assert not world.propose(on_behalf_of="u3", key="author's").automatic


def test_a_learned_rule_covers_what_its_person_could_approve_and_nothing_they_ask_for(world: ApprovalWorld) -> None:
    for number in range(10):
        world.at(NOW + timedelta(minutes=number)).approve(world.propose(key=str(number)))
    (rule,) = world.rows.rules("u1")
    reviewers_alone = world.config.model_copy(update={"approvers": Approvers(any_of=("reviewer",))})
    world.config, shipped = reviewers_alone, world.config
    with pytest.raises(Forbidden, match="Others approve such actions"):
        accept_rule(world.teaching, world.users.get("u1"), rule.rule_id, world.now)
    world.config = shipped
    accept_rule(world.teaching, world.users.get("u1"), rule.rule_id, world.now)
    assert sum(world.propose(key=f"amo {number}").automatic for number in range(10))
    assert not any(world.propose(key=f"own {n}", requested_by="user:u1").automatic for n in range(10))
    world.config = reviewers_alone
    assert not any(world.propose(key=f"later {number}").automatic for number in range(10))


def test_done_is_undone_once_and_by_its_owner_alone(world: ApprovalWorld) -> None:
    action = world.carry_out(world.approve(world.propose()))
    with pytest.raises(Forbidden):
        undo(world.executing, action.action_id, "u2", NOW)
    for _ in range(2):
        assert undo(world.executing, action.action_id, "u1", NOW).execution.status is ExecutionStatus.UNDONE
    assert world.items.open_of("u1") == []
    mailed = world.carry_out(world.approve(world.propose(types.SHARE_AGENDA, key="mail")))
    with pytest.raises(Refused, match="cannot be undone"):
        undo(world.executing, mailed.action_id, "u1", NOW)


def test_the_queue_shows_what_waits_first_and_to_each_their_own(world: ApprovalWorld) -> None:
    old = world.propose(key="old")
    done = world.at(NOW + timedelta(minutes=1)).approve(world.propose(key="done"))
    new = world.at(NOW + timedelta(minutes=2)).propose(types.SHARE_AGENDA, key="new")
    assert [a.action_id for a in listed(world, "u2")] == [new.action_id, old.action_id, done.action_id]
    assert [a.action_id for a in listed(world, "u2", risk="high")] == [new.action_id]
    assert [a.action_id for a in listed(world, "u2", status="approved")] == [done.action_id]
    assert listed(world, "u2", team_id="support") == []
    assert len(listed(world, "u1")) == 3
    assert listed(world, "u9") == []


def test_the_dashboard_counts_what_was_decided_and_what_worked(world: ApprovalWorld) -> None:
    for number, verdict in enumerate(("approve", "approve", "reject")):
        world.carry_out(world.approve(world.propose(key=str(number)), verdict=verdict))
    world.propose(types.SHARE_AGENDA, key="open")
    board = team_dashboard(world.actions, [TEAM], reviewer(world, "u2"), 30, "UTC", NOW)  # type: ignore[arg-type]
    assert (board.now.actions, board.now.pending, board.now.success_rate) == (4, 1, 1.0)
    assert board.now.approval_rate == pytest.approx(2 / 3)
    assert board.now.active_teams == (TEAM,)
    assert (board.trend.actions, board.trend.approval_rate) == (0, None)
    assert (len(board.timeline), board.timeline[-1].approved) == (30, 2)
    with pytest.raises(NotFound):
        team_dashboard(world.actions, [TEAM], reviewer(world, "u1"), 30, "UTC", NOW)  # type: ignore[arg-type]


def test_the_digest_comes_once_a_day_at_the_user_s_hour_with_what_ran_on_its_own() -> None:
    world = ApprovalWorld(level=Autonomy.AUTONOMOUS)
    world.carry_out(world.propose())
    world.change_user("u1", digest_hour=18, timezone="Asia/Kolkata")
    user = world.users.get("u1")
    half_past_six_there = NOW.replace(hour=13)
    assert not send_digest(world.actions, world.alerting, user, NOW)  # type: ignore[arg-type]
    assert send_digest(world.actions, world.alerting, user, half_past_six_there)  # type: ignore[arg-type]
    send_digest(world.actions, world.alerting, user, half_past_six_there + timedelta(minutes=20))  # type: ignore[arg-type]
    digests = [m for m in world.notifier.told if m.kind is MessageKind.DIGEST]
    assert len(digests) == 1
    assert "Done: Create the task" in digests[0].lines[0]


def test_a_team_s_log_is_for_those_who_oversee_it(world: ApprovalWorld) -> None:
    world.propose()
    assert len(latest_rows(world.log, TEAM, reviewer(world, "u3"), 10)) == 1  # type: ignore[arg-type]
    for user_id in ("u1", "u9"):
        with pytest.raises(NotFound):
            exported(world.log, TEAM, reviewer(world, user_id))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(types.CALENDAR_TYPES))
def test_a_calendar_that_can_only_be_read_is_not_even_asked_about(world: ApprovalWorld, kind: str) -> None:
    times = {"start": "2026-03-05T08:00:00Z", "end": "2026-03-05T09:00:00Z"}
    extra = times if kind in (types.PROPOSE_TIME, types.BLOCK_TIME) else {}
    with pytest.raises(Refused, match="can be read but not written to"):
        world.propose(kind, parameters={"meeting_id": "m1", **extra})
    assert world.actions.stored == {}


def test_no_chat_no_task_system_no_materials_no_address_are_each_said_in_one_line(world: ApprovalWorld) -> None:
    with pytest.raises(Refused, match="not tied"):
        world.propose(types.POST_AGENDA, parameters={"meeting_id": "m1", "channel": "#sales"})
    with pytest.raises(Refused, match="no task system called jira"):
        world.propose(parameters={"what": "x", "system": "jira"})
    world.replan(attendees=())
    with pytest.raises(Refused, match="Nobody else is invited"):
        world.propose(types.SHARE_AGENDA)
    world.replan(attendees_hidden=True)
    with pytest.raises(Refused, match="hides who is invited"):
        world.propose(types.SHARE_AGENDA)
    world.replan(materials=None)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="no materials yet"):
        world.propose(types.SHARE_AGENDA)


def test_materials_deleted_early_are_gone_and_only_the_meeting_s_own(world: ApprovalWorld) -> None:
    action = world.carry_out(world.approve(world.propose(types.DELETE_MATERIALS)))
    assert action.execution.status is ExecutionStatus.DONE
    assert world.plans.stored == {}


def test_once_the_meeting_begins_nothing_about_it_is_done(world: ApprovalWorld) -> None:
    world.at(START - timedelta(minutes=30))
    action = world.approve(world.propose(types.SHARE_AGENDA))
    assert "begun" in world.at(START).carry_out(action).execution.error


def test_alerts_keep_quiet_when_it_is_quiet(world: ApprovalWorld) -> None:
    """The notifier's own rule: the inbox takes it, nothing rings."""
    world.change_user("u1", quiet_hours={"start": time(0), "end": time(23, 59)})
    world.propose(types.SHARE_AGENDA)
    assert len(world.told("u1")) == 1


def test_an_agenda_is_posted_where_the_team_reads(world: ApprovalWorld) -> None:
    world.rooms.tied.add("u1")
    action = world.propose(types.POST_AGENDA, parameters={"meeting_id": "m1", "channel": "#sales"})
    assert action.risk is Risk.MEDIUM
    world.approve(action)
    assert world.carry_out(action).execution.result == "Posted to #sales."
    ((channel, title, lines),) = world.rooms.posted
    assert (channel, title) == ("#sales", f"Agenda: {world.meetings.rows['m1'].meeting.title}")
    assert any(" min)" in line for line in lines)
