"""What surrounds a decision: who is told, who may see, what is learned, what the dashboard says."""

from datetime import time, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from lambdas.approvals.audit import exported, latest_rows
from lambdas.approvals.autonomy import set_team_policy
from lambdas.approvals.dashboard import team_dashboard
from lambdas.approvals.digest import send_digest
from lambdas.approvals.policies import DecisionRights
from lambdas.approvals.queue import QueueFilter, get_pending_actions, waiting_mail
from lambdas.approvals.undo import request_undo
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.actions.autonomy import Approvers, Autonomy, Handling, TypeRule
from lambdas.domain.actions.autonomy_config import PolicyRow
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.delete_materials import DeleteMaterials
from lambdas.domain.actions.kinds.mail import Mail
from lambdas.domain.actions.kinds.post_agenda import PostAgenda
from lambdas.domain.actions.kinds.propose_time import ProposeTime
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction, Reviewer
from lambdas.domain.actions.types import CALENDAR_TYPES
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.notifications.messages import MessageKind
from lambdas.domain.notifications.slack import SlackLink, Workspace
from lambdas.edges.api.approvals import RuleId
from lambdas.errors import Forbidden, NotFound, Refused, Retryable
from lambdas.store.autonomy_rows import user_scope
from tests.fakes.approval_harness import START, TEAM, ApprovalHarness
from tests.fakes.samples import NOW


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def reviewer(harness: ApprovalHarness, user_id: str) -> Reviewer:
    found = harness.policies.reviewer(user_id)
    assert found
    return found


def listed(harness: ApprovalHarness, user_id: str, **wanted: object) -> list[PendingAction]:
    return get_pending_actions(harness.actions, reviewer(harness, user_id), QueueFilter(**wanted), harness.now)


def test_a_defect_met_by_one_action_keeps_the_sweeper_from_no_other(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (harness.propose(key=key) for key in ("first", "second"))
    met: list[str] = []

    def defect_at_first(_sweep: object, action_id: str, _now: object) -> ActionStatus:
        met.append(action_id)
        if len(met) == 1:
            raise ZeroDivisionError
        return ActionStatus.EXPIRED

    monkeypatch.setattr(type(harness.sweeper), "sweep_action", defect_at_first)
    with pytest.raises(Retryable, match="1 actions"):
        harness.at(first.deadline + timedelta(minutes=3)).sweep()
    assert sorted(met) == sorted((first.action_id, second.action_id))


def test_high_risk_reaches_the_overseers_at_once_and_lesser_risk_only_its_owner(harness: ApprovalHarness) -> None:
    harness.propose(CreateTask.action_type, key="light")
    assert (len(harness.told("u1")), harness.told("u2")) == (1, [])
    harness.propose(ShareAgenda.action_type, key="weighty")
    assert [len(harness.told(user_id)) for user_id in ("u1", "u2", "u3", "u9")] == [2, 1, 1, 0]


def test_what_one_asked_for_oneself_is_brought_to_the_others_and_not_to_oneself(harness: ApprovalHarness) -> None:
    harness.propose(requested_by="user:u1")
    assert harness.told("u1") == []
    assert len(harness.told("u2")) == 1


def test_proposing_again_tells_and_queues_nothing_twice(harness: ApprovalHarness) -> None:
    first, again = harness.propose(ShareAgenda.action_type), harness.propose(ShareAgenda.action_type)
    assert first == again
    assert len(harness.told("u2")) == 1
    assert len(harness.actions.stored) == 1
    harness.approve(first)
    harness.propose(ShareAgenda.action_type)
    assert len(harness.approved.bodies) == 1


def test_what_ran_unasked_is_not_handed_on_again_by_proposing_it_again_once_it_is_done() -> None:
    harness = ApprovalHarness(level=Autonomy.AUTONOMOUS)
    harness.carry_out(harness.propose(ShareAgenda.action_type))
    harness.propose(ShareAgenda.action_type)
    assert (len(harness.approved.bodies), len(harness.bus.named("ActionDecided"))) == (1, 1)


def test_two_who_must_both_agree_are_both_waited_for() -> None:
    both = TypeRule(approvers=Approvers(any_of=(), all_of=("owner", "operator")))
    harness = ApprovalHarness(types={"share_agenda": both})
    action = harness.propose(ShareAgenda.action_type)
    assert harness.approve(action, "u1").status is ActionStatus.PENDING
    assert harness.approved.bodies == []
    assert harness.approve(action, "u3").status is ActionStatus.APPROVED
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE


def test_whoever_approved_what_takes_more_is_told_so_on_their_card_and_may_not_again() -> None:
    three = Approvers(any_of=(), all_of=("owner", "reviewer", "operator"))
    harness = ApprovalHarness(approvers=three)
    action = harness.propose(ShareAgenda.action_type)
    queue: Any = harness.notifier.queue
    for user_id, left in (("u1", ["u2", "u3"]), ("u2", ["u3"])):
        assert harness.policies.rights_on(action, user_id, harness.now).blocking_reason == ""
        queue.in_order.clear()
        action = harness.approve(action, user_id)
        notes = {(sent.body["user_id"], sent.body["note"]) for sent in queue.in_order if sent.body["note"]}
        words = "Approved by you, Mon 2 Mar, 09:00 UTC; somebody else’s approval is needed as well."
        assert notes == {(user_id, words)}
        rights = harness.policies.rights_on(action, user_id, harness.now)
        assert (rights.has_approved, [user.user_id for user in rights.approvers]) == (True, left)
        assert not harness.policies.rights_on(action, "u3", harness.now).has_approved
    harness.at(action.deadline)
    assert harness.policies.rights_on(action, "u3", harness.now) == DecisionRights()


def test_half_way_the_question_goes_to_others_too_and_then_it_is_over() -> None:
    asks_owner = TypeRule(approvers=Approvers(any_of=("owner",)), on_timeout="escalate")
    harness = ApprovalHarness(types={"share_agenda": asks_owner})
    action = harness.propose(ShareAgenda.action_type)
    with pytest.raises(Forbidden):
        harness.approve(action, "u3")
    assert action.escalate_at is not None
    harness.at(action.escalate_at)
    harness.sweeper.sweep_action(action.action_id, harness.now)
    assert any("To approve" in title for title in harness.told("u3"))
    assert harness.approve(action, "u3").status is ActionStatus.APPROVED


def test_nobody_answering_means_it_is_not_done(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type)
    harness.at(action.deadline)
    assert harness.sweep() == {"expired": 1}
    assert harness.carry_out(action).execution.status is ExecutionStatus.NONE
    assert harness.mailer.sent == []
    assert any("Expired" in title for title in harness.told("u1"))


def test_an_emergency_and_what_it_was_used_for_name_whoever_declared_it(harness: ApprovalHarness) -> None:
    harness.change_user("u3", name="Olga Ops")
    harness.autonomy.open_emergency_access("u3", "The customer's site is down", 30, NOW)
    assert "Emergency: Olga Ops may approve anything in this team until Mon 2 Mar, 09:30 UTC" in harness.told("u2")
    assert "Emergency: You may approve anything in this team until Mon 2 Mar, 09:30 UTC" in harness.told("u3")
    action = harness.propose(ShareAgenda.action_type, requested_by="user:u3")
    harness.approve(action, "u3")
    assert any(title.startswith("Approved by Olga Ops in an emergency: ") for title in harness.told("u2"))
    assert any(title.startswith("Approved by you in an emergency: ") for title in harness.told("u3"))


def test_whoever_asked_for_it_may_take_it_back(harness: ApprovalHarness) -> None:
    action = harness.propose(requested_by="user:u1")
    assert harness.approve(action, "u1", "reject").status is ActionStatus.REJECTED


def test_ten_like_decisions_propose_a_rule_that_counts_once_accepted_and_ends_with_a_rejection(
    harness: ApprovalHarness,
) -> None:
    for number in range(10):
        assert harness.rows.rules("u1") == []
        harness.at(NOW + timedelta(minutes=number)).approve(harness.propose(key=str(number)))
    (rule,) = harness.rows.rules("u1")
    assert (rule.action_type, rule.decisions, rule.learned) == (CreateTask.action_type, 10, None)
    assert TypeAdapter(RuleId).validate_python(rule.rule_id), "or the API could not accept it"
    assert not harness.propose(key="still asks").automatic
    harness.learner.accept_rule(harness.users.get("u1"), rule.rule_id, harness.now)
    made = [harness.propose(key=f"now {number}") for number in range(40)]
    asked = [action for action in made if not action.automatic]
    assert 0 < len(asked) < 20
    harness.approve(asked[0], verdict="reject")
    ended = harness.rows.rules("u1")[0]
    assert (bool(ended.withdrawn_at), ended.withdrawn_because) == (True, f"“{asked[0].preview.title}” was rejected")
    assert not any(harness.propose(key=f"later {number}").automatic for number in range(20))
    with pytest.raises(Forbidden, match="withdrawn"):
        harness.learner.accept_rule(harness.users.get("u1"), rule.rule_id, harness.now)
    assert harness.verdict().whole


def test_a_rejection_between_starts_the_count_anew(harness: ApprovalHarness) -> None:
    for number in range(12):
        verdict = "reject" if number == 5 else "approve"
        harness.at(NOW + timedelta(minutes=number)).approve(harness.propose(key=str(number)), verdict=verdict)
    assert harness.rows.rules("u1") == []


OPERATOR = "agent:operator"


def test_a_level_is_raised_only_by_who_has_seen_how_amo_would_have_decided(harness: ApprovalHarness) -> None:
    set_team_policy(harness.autonomy.rows, TEAM, Autonomy.AUTONOMOUS, {}, OPERATOR, NOW)
    harness.autonomy.choose_own_level("u1", Autonomy.SUPERVISED, None, NOW)
    for number in range(4):
        harness.approve(harness.propose(key=str(number)), verdict="reject" if number == 0 else "approve")
    with pytest.raises(Refused, match=r"approved 3 of them \(75%\)"):
        harness.autonomy.choose_own_level("u1", Autonomy.AUTONOMOUS, None, NOW)
    raised = harness.autonomy.choose_own_level("u1", Autonomy.AUTONOMOUS, 4, NOW)
    assert raised.policy.level is Autonomy.AUTONOMOUS
    assert harness.autonomy.choose_own_level("u1", Autonomy.SUPERVISED, None, NOW).shadow_scores[1].agreed == 3
    assert harness.log.events(TEAM).count("policy_changed") == 4


def test_nobody_goes_beyond_their_team_nor_lifts_it_for_themselves(harness: ApprovalHarness) -> None:
    for user_id in ("u1", "u3"):
        with pytest.raises(Forbidden, match="Your team is supervised"):
            harness.autonomy.choose_own_level(user_id, Autonomy.SEMI_AUTONOMOUS, 0, NOW)
    set_team_policy(harness.autonomy.rows, TEAM, Autonomy.SEMI_AUTONOMOUS, {}, "user:u3", NOW)
    assert harness.autonomy.autonomy_overview("u1", NOW).policy.level is Autonomy.SEMI_AUTONOMOUS
    assert harness.autonomy.autonomy_overview("u3", NOW).policy.level is Autonomy.SUPERVISED, "they set it themselves"
    with pytest.raises(Forbidden, match="Your team is semi-autonomous"):
        harness.autonomy.choose_own_level("u1", Autonomy.AUTONOMOUS, 0, NOW)


def test_a_level_stored_before_goes_no_further_than_the_team(harness: ApprovalHarness) -> None:
    row = PolicyRow(scope=user_scope("u1"), level=Autonomy.AUTONOMOUS)
    harness.rows.put_policy(row, AuditEntry(team_id=TEAM, at=NOW, event=AuditEvent.POLICY_CHANGED, actor="user:u1"))
    asked = harness.propose(ShareAgenda.action_type, requested_by="user:u1")
    assert (asked.status, asked.automatic) == (ActionStatus.PENDING, False)


def test_what_somebody_asks_for_themselves_runs_by_what_others_have_said(harness: ApprovalHarness) -> None:
    harness.config = harness.config.model_copy(update={"level": Autonomy.AUTONOMOUS})
    assert harness.propose(key="amo's").automatic
    own = {"requested_by": "user:u1"}
    assert not harness.propose(key="without a team's rule", **own).automatic
    set_team_policy(harness.autonomy.rows, TEAM, Autonomy.AUTONOMOUS, {}, "user:u1", NOW)
    assert not harness.propose(key="by their own rule", **own).automatic
    set_team_policy(harness.autonomy.rows, TEAM, Autonomy.AUTONOMOUS, {}, "user:u3", NOW)
    ran = harness.propose(key="by the team's", **own)
    assert ran.automatic
    set_team_policy(harness.autonomy.rows, TEAM, Autonomy.SUPERVISED, {}, "user:u3", NOW)
    assert harness.carry_out(ran).execution.status is ExecutionStatus.REFUSED, "looked at again before it is done"


def test_exceptions_for_oneself_are_stricter_and_a_team_s_are_signed(harness: ApprovalHarness) -> None:
    for kind in (ShareAgenda.action_type, CreateTask.action_type):
        with pytest.raises(Forbidden, match=f"that {kind} runs unasked, others decide"):
            harness.autonomy.choose_own_handling("u1", {kind: Handling.RUN}, NOW)
    runs = {kind: TypeRule(handling=Handling.RUN) for kind in (ShareAgenda.action_type, CreateTask.action_type)}
    set_team_policy(harness.autonomy.rows, TEAM, None, runs, "user:u3", NOW)
    assert harness.propose(ShareAgenda.action_type).automatic
    assert harness.propose(on_behalf_of="u2", key="reviewer's").automatic
    assert not harness.propose(on_behalf_of="u3", key="author's").automatic


def test_a_learned_rule_covers_what_its_person_could_approve_and_nothing_they_ask_for(harness: ApprovalHarness) -> None:
    for number in range(10):
        harness.at(NOW + timedelta(minutes=number)).approve(harness.propose(key=str(number)))
    (rule,) = harness.rows.rules("u1")
    reviewers_alone = harness.config.model_copy(update={"approvers": Approvers(any_of=("reviewer",))})
    harness.config, shipped = reviewers_alone, harness.config
    with pytest.raises(Forbidden, match="Others approve such actions"):
        harness.learner.accept_rule(harness.users.get("u1"), rule.rule_id, harness.now)
    harness.config = shipped
    harness.learner.accept_rule(harness.users.get("u1"), rule.rule_id, harness.now)
    assert sum(harness.propose(key=f"amo {number}").automatic for number in range(10))
    assert not any(harness.propose(key=f"own {n}", requested_by="user:u1").automatic for n in range(10))
    harness.config = reviewers_alone
    assert not any(harness.propose(key=f"later {number}").automatic for number in range(10))


def test_done_is_undone_once_and_by_its_owner_alone(harness: ApprovalHarness) -> None:
    action = harness.carry_out(harness.approve(harness.propose()))
    with pytest.raises(Forbidden):
        harness.executions.undo(action.action_id, "u2", NOW)
    for _ in range(2):
        assert harness.executions.undo(action.action_id, "u1", NOW).execution.status is ExecutionStatus.UNDONE
    assert harness.items.open_of("u1") == []
    mailed = harness.carry_out(harness.approve(harness.propose(ShareAgenda.action_type, key="mail")))
    with pytest.raises(Refused, match="cannot be undone"):
        harness.executions.undo(mailed.action_id, "u1", NOW)


def test_only_its_owner_asks_for_what_was_done_to_be_undone_and_only_where_it_can_be(harness: ApprovalHarness) -> None:
    waits = harness.propose(key="waits")
    mailed = harness.carry_out(harness.approve(harness.propose(ShareAgenda.action_type, key="mail")))
    done = harness.carry_out(harness.approve(harness.propose()))
    harness.approved.bodies.clear()
    for user_id in ("u2", "u3"):
        with pytest.raises(Forbidden, match="Only the person"):
            request_undo(harness.decisions, done.action_id, user_id, NOW)
    for action in (waits, mailed):
        with pytest.raises(Refused, match="cannot be undone"):
            request_undo(harness.decisions, action.action_id, "u1", NOW)
    assert harness.approved.bodies == []
    request_undo(harness.decisions, done.action_id, "u1", NOW)
    assert harness.approved.bodies == [{"action_id": done.action_id, "undone_by": "u1"}]


def test_the_queue_shows_what_waits_first_and_to_each_their_own(harness: ApprovalHarness) -> None:
    old = harness.propose(key="old")
    done = harness.at(NOW + timedelta(minutes=1)).approve(harness.propose(key="done"))
    new = harness.at(NOW + timedelta(minutes=2)).propose(ShareAgenda.action_type, key="new")
    assert [a.action_id for a in listed(harness, "u2")] == [new.action_id, old.action_id, done.action_id]
    assert [a.action_id for a in listed(harness, "u2", risk="high")] == [new.action_id]
    assert [a.action_id for a in listed(harness, "u2", status="approved")] == [done.action_id]
    assert listed(harness, "u2", team_id="support") == []
    assert len(listed(harness, "u1")) == 3
    assert listed(harness, "u9") == []


def test_the_mail_that_waits_already_is_found_among_what_does_not(harness: ApprovalHarness) -> None:
    """Newer ones that were decided, another kind, another meeting: none of them stands in its place."""

    def found(kind: type[Mail], meeting_id: str = "m1") -> PendingAction | None:
        return waiting_mail(parts.actions, "u1", kind, meeting_id, harness.now)

    parts: Any = harness  # fakes stand where adapters are asked for
    waits = harness.propose(ShareAgenda.action_type, key="waits")
    harness.at(NOW + timedelta(minutes=1)).propose(RemindAttendees.action_type, key="another kind")
    harness.at(NOW + timedelta(minutes=2)).propose(CreateTask.action_type, key="no mail")
    harness.approve(harness.propose(ShareAgenda.action_type, key="decided"), verdict="reject")
    assert found(ShareAgenda) == waits
    assert found(ShareAgenda, "m2") is None
    harness.at(waits.deadline)
    assert found(ShareAgenda) is None


def test_the_dashboard_counts_what_was_decided_and_what_worked(harness: ApprovalHarness) -> None:
    for number, verdict in enumerate(("approve", "approve", "reject")):
        harness.carry_out(harness.approve(harness.propose(key=str(number)), verdict=verdict))
    harness.propose(ShareAgenda.action_type, key="open")
    board = team_dashboard(harness.actions, [TEAM], reviewer(harness, "u2"), 30, "UTC", NOW)
    assert (board.now.actions, board.now.pending, board.now.success_rate) == (4, 1, 1.0)
    assert board.now.approval_rate == pytest.approx(2 / 3)
    assert board.now.active_teams == (TEAM,)
    assert (board.trend.actions, board.trend.approval_rate) == (0, None)
    assert (len(board.timeline), board.timeline[-1].approved) == (30, 2)
    with pytest.raises(NotFound):
        team_dashboard(harness.actions, [TEAM], reviewer(harness, "u1"), 30, "UTC", NOW)


def test_the_digest_comes_once_a_day_at_the_user_s_hour_with_what_ran_on_its_own() -> None:
    harness = ApprovalHarness(level=Autonomy.AUTONOMOUS)
    harness.carry_out(harness.propose())
    harness.change_user("u1", digest_hour=18, timezone="Asia/Kolkata")
    user = harness.users.get("u1")
    half_past_six_there = NOW.replace(hour=13)
    assert not send_digest(harness.actions, harness.alerts, user, NOW)
    assert send_digest(harness.actions, harness.alerts, user, half_past_six_there)
    send_digest(harness.actions, harness.alerts, user, half_past_six_there + timedelta(minutes=20))
    digests = [m for m in harness.notifier.told if m.kind is MessageKind.DIGEST]
    assert len(digests) == 1
    assert "Done: Create the task" in digests[0].lines[0]


def test_a_team_s_log_is_for_those_who_oversee_it(harness: ApprovalHarness) -> None:
    harness.propose()
    assert len(latest_rows(harness.log, TEAM, reviewer(harness, "u3"), 10)) == 1
    for user_id in ("u1", "u9"):
        with pytest.raises(NotFound):
            exported(harness.log, TEAM, reviewer(harness, user_id))


@pytest.mark.parametrize("kind", sorted(CALENDAR_TYPES))
def test_a_calendar_that_can_only_be_read_is_not_even_asked_about(harness: ApprovalHarness, kind: str) -> None:
    times = {"start": "2026-03-05T08:00:00Z", "end": "2026-03-05T09:00:00Z"}
    extra = times if kind in (ProposeTime.action_type, BlockTime.action_type) else {}
    with pytest.raises(Refused, match="can be read but not written to"):
        harness.propose(kind, parameters={"meeting_id": "m1", **extra})
    assert harness.actions.stored == {}


def test_no_chat_no_task_system_no_materials_no_address_are_each_said_in_one_line(harness: ApprovalHarness) -> None:
    with pytest.raises(Refused, match="not tied"):
        harness.propose(PostAgenda.action_type, parameters={"meeting_id": "m1", "channel": "#sales"})
    with pytest.raises(Refused, match="no task system called jira"):
        harness.propose(parameters={"what": "x", "system": "jira"})
    harness.replan(attendees=())
    with pytest.raises(Refused, match="Nobody else is invited"):
        harness.propose(ShareAgenda.action_type)
    harness.replan(attendees_hidden=True)
    with pytest.raises(Refused, match="hides who is invited"):
        harness.propose(ShareAgenda.action_type)
    harness.replan(materials=None)
    with pytest.raises(Refused, match="no materials yet"):
        harness.propose(ShareAgenda.action_type)


def test_materials_deleted_early_are_gone_and_only_the_meeting_s_own(harness: ApprovalHarness) -> None:
    for user_id, meeting_id in (("u1", "m1"), ("u1", "m2"), ("u2", "m1")):
        text = MaterialText(user_id=user_id, meeting_id=meeting_id, title="x", start=START, written_at=NOW)
        harness.material_texts.put(text)
    action = harness.carry_out(harness.approve(harness.propose(DeleteMaterials.action_type)))
    assert action.execution.status is ExecutionStatus.DONE
    assert harness.plans.stored == {}
    assert set(harness.material_texts.stored) == {("u1", "m2"), ("u2", "m1")}


def test_once_the_meeting_begins_nothing_about_it_is_done(harness: ApprovalHarness) -> None:
    harness.at(START - timedelta(minutes=30))
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    assert "begun" in harness.at(START).carry_out(action).execution.error


def test_for_somebody_who_is_gone_nothing_is_done(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    del harness.users.profiles["u1"]
    ended = harness.carry_out(action)
    assert (ended.execution.status, harness.mailer.sent) == (ExecutionStatus.REFUSED, [])
    assert "no longer there" in ended.execution.error


def test_alerts_keep_quiet_when_it_is_quiet(harness: ApprovalHarness) -> None:
    """The notifier's own rule: the inbox takes it, nothing rings."""
    harness.change_user("u1", quiet_hours={"start": time(0), "end": time(23, 59)})
    harness.propose(ShareAgenda.action_type)
    assert len(harness.told("u1")) == 1


def test_an_agenda_is_posted_where_the_team_reads(harness: ApprovalHarness) -> None:
    account = {"team_id": "T1", "slack_user_id": "U1", "channel_id": "D1", "proof": "email"}
    harness.slack_records.link(SlackLink.model_validate({**account, "user_id": "u1", "linked_at": NOW}))
    with pytest.raises(Refused, match="not connected"):
        harness.propose(PostAgenda.action_type, parameters={"meeting_id": "m1", "channel": "#sales"})
    harness.slack_records.connect(Workspace(team_id="T1", name="Sales", bot_user_id="B1", connected_at=NOW))
    action = harness.propose(PostAgenda.action_type, parameters={"meeting_id": "m1", "channel": "#sales"})
    assert action.risk is Risk.MEDIUM
    harness.approve(action)
    assert harness.carry_out(action).execution.result == "Posted to #sales."
    ((channel, title, lines),) = harness.rooms.posted
    assert (channel, title) == ("#sales", f"Agenda: {harness.meetings.rows['m1'].meeting.title}")
    assert any(" min)" in line for line in lines)
