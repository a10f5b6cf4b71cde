"""Operators say how far AMO may act in their team; nobody lifts the gate for themselves, with however many accounts."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.accounts.roles import record_role
from lambdas.approvals.autonomy import set_team_policy
from lambdas.approvals.dashboard import own_dashboard
from lambdas.approvals.digest import send_digests
from lambdas.approvals.teams import TeamChange, Teams
from lambdas.aws.table import Update
from lambdas.domain.actions.autonomy import Autonomy, Handling, TypeRule
from lambdas.domain.actions.autonomy_config import AutonomyConfig, PolicyRow, changed_team_row, effective_policy
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.team_rules import STRICTNESS
from lambdas.errors import Forbidden, NotFound, Refused, Retryable
from lambdas.notifications.team_news import TeamNews
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.samples import NOW, a_user

SUPERVISED, SEMI, AUTONOMOUS = Autonomy
STAGE = "agent:operator"


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def teams_of(harness: ApprovalHarness) -> Teams:
    news = TeamNews(harness.rows, harness.users, harness.notifier)
    return Teams(harness.policies, news)


def enlist(harness: ApprovalHarness, user_id: str, by: str, **changes: object) -> None:
    user = a_user(user_id, **{"team_id": TEAM, "role": "operator", **changes})
    harness.users.put(user)
    record_role(harness.rows, user, by, NOW)


def level_of(harness: ApprovalHarness, user_id: str) -> Autonomy:
    return harness.policies.of(harness.users.get(user_id)).level


def test_an_operator_sets_the_level_for_the_others_of_their_team(harness: ApprovalHarness) -> None:
    changed = teams_of(harness).change("u3", TEAM, TeamChange(level=SEMI), NOW)
    assert (changed.level, changed.holds, changed.for_oneself, changed.changed_by) == (SEMI, SEMI, SUPERVISED, "u3")
    assert [level_of(harness, user_id) for user_id in ("u1", "u2", "u3")] == [SEMI, SEMI, SUPERVISED]
    assert [(one.user_id, one.role) for one in changed.members] == [
        ("u1", "member"),
        ("u2", "reviewer"),
        ("u3", "operator"),
    ]


@pytest.mark.parametrize(("user_id", "error"), [("u1", NotFound), ("u2", NotFound), ("u9", NotFound), ("o", Forbidden)])
def test_nobody_but_an_operator_of_the_team_does(
    harness: ApprovalHarness, user_id: str, error: type[Exception]
) -> None:
    harness.users.put(a_user("o", team_id="support", role="operator"))
    with pytest.raises(error):
        teams_of(harness).change(user_id, TEAM, TeamChange(level=AUTONOMOUS), NOW)
    assert harness.rows.policy(f"team#{TEAM}") is None


def test_what_is_left_out_stays_and_null_takes_away(harness: ApprovalHarness) -> None:
    teams = teams_of(harness)
    teams.change("u3", TEAM, TeamChange(level=SEMI, types={"share_agenda": Handling.REFUSE}), NOW)
    teams.change("u3", TEAM, TeamChange(types={"create_task": Handling.RUN}), NOW)
    found = teams.view("u3", TEAM)
    assert (found.level, found.types) == (SEMI, {"create_task": Handling.RUN, "share_agenda": Handling.REFUSE})
    kept = teams.change("u3", TEAM, TeamChange.model_validate({"level": None, "types": {"share_agenda": None}}), NOW)
    assert (kept.level, kept.holds, kept.types) == (None, SUPERVISED, {"create_task": Handling.RUN})
    with pytest.raises(Refused, match="no type of action"):
        teams.change("u3", TEAM, TeamChange(types={"launch_rocket": Handling.ASK}), NOW)


def test_a_signature_is_its_author_s_and_nobody_writes_another_s(harness: ApprovalHarness) -> None:
    forged = {"create_task": TypeRule(handling=Handling.RUN, signed_by="user:u2")}
    set_team_policy(harness.rows, TEAM, None, forged, "user:u3", NOW)
    row = harness.rows.policy(f"team#{TEAM}")
    assert row
    assert row.types["create_task"].signed_by == "user:u3"
    assert not harness.propose(on_behalf_of="u3", key="author").automatic
    assert harness.propose(on_behalf_of="u2", key="another").automatic


def test_taking_back_what_another_said_frees_oneself_of_nothing(harness: ApprovalHarness) -> None:
    harness.config = harness.config.model_copy(update={"level": AUTONOMOUS})
    enlist(harness, "u4", STAGE)
    never = {"share_agenda": TypeRule(handling=Handling.REFUSE)}
    set_team_policy(harness.rows, TEAM, SUPERVISED, never, "user:u4", NOW)
    for _ in range(2):  # saying it again helps no more
        set_team_policy(harness.rows, TEAM, AUTONOMOUS, {}, "user:u3", NOW)
    policy = harness.policies.of(harness.users.get("u3"))
    assert (policy.level, policy.rule_for("share_agenda").handling) == (SUPERVISED, Handling.REFUSE)
    assert level_of(harness, "u1") is AUTONOMOUS
    set_team_policy(harness.rows, TEAM, AUTONOMOUS, {}, "user:u4", NOW)
    assert level_of(harness, "u3") is AUTONOMOUS, "somebody else has said so"


def test_what_another_says_at_the_same_moment_binds_whoever_was_about_to_loosen_it(harness: ApprovalHarness) -> None:
    harness.config = harness.config.model_copy(update={"level": AUTONOMOUS})
    enlist(harness, "u4", STAGE)
    read = harness.rows.policy
    said: list[str] = []

    def policy(scope: str) -> PolicyRow | None:
        found = read(scope)
        if not said:  # between the author's reading and writing
            said.append(scope)
            set_team_policy(harness.rows, TEAM, SUPERVISED, {}, "user:u4", NOW)
        return found

    object.__setattr__(harness.rows, "policy", policy)
    set_team_policy(harness.rows, TEAM, AUTONOMOUS, {}, "user:u3", NOW)
    assert (level_of(harness, "u3"), level_of(harness, "u1")) == (SUPERVISED, AUTONOMOUS)
    assert harness.log.events(TEAM).count("policy_changed") == 2


def test_two_accounts_of_one_person_lift_nothing(harness: ApprovalHarness) -> None:
    """Whoever gave somebody their role gains nothing by what these say, however many stand between."""
    enlist(harness, "puppet", "user:u3")
    enlist(harness, "second", "user:puppet", team_id="elsewhere")
    enlist(harness, "puppet", "user:second")
    enlist(harness, "second", "user:puppet")
    runs = {kind: TypeRule(handling=Handling.RUN) for kind in (ShareAgenda.action_type, CreateTask.action_type)}
    for author in ("puppet", "second", "u3", "puppet"):
        set_team_policy(harness.rows, TEAM, AUTONOMOUS, runs, f"user:{author}", NOW)
    assert (level_of(harness, "u3"), level_of(harness, "u1")) == (SUPERVISED, AUTONOMOUS)
    for asked in ("agent:meeting_prep", "user:u3"):
        assert not harness.propose(on_behalf_of="u3", requested_by=asked, key=asked).automatic
    set_team_policy(harness.rows, TEAM, SEMI, {}, STAGE, NOW)
    assert level_of(harness, "u3") is SEMI, "whoever runs the stage is nobody's account"


def test_another_team_s_rules_hold_for_whoever_is_moved_there_by_others_alone(harness: ApprovalHarness) -> None:
    set_team_policy(harness.rows, "free", AUTONOMOUS, {}, STAGE, NOW)
    harness.change_user("u3", team_id="free")  # as somebody else did
    assert level_of(harness, "u3") is AUTONOMOUS
    assert level_of(harness, "u1") is SUPERVISED


levels = st.none() | st.sampled_from(list(Autonomy))
types = st.dictionaries(
    st.sampled_from(["create_task", "share_agenda"]),
    st.builds(TypeRule, handling=st.none() | st.sampled_from(Handling)),
)
changes = st.lists(st.tuples(levels, types, st.sampled_from(["user:u1", "user:puppet"])), min_size=1, max_size=4)


@given(st.sampled_from(list(Autonomy)), levels, types, changes)
def test_no_row_of_changes_by_oneself_and_one_s_own_loosens_anything(
    stage: Autonomy,
    level: Autonomy | None,
    rules: dict[str, TypeRule],
    made: list[tuple[Autonomy | None, dict[str, TypeRule], str]],
) -> None:
    config, user = AutonomyConfig(level=stage), a_user("u1")
    row = PolicyRow(scope="t", level=level, types=rules, changed_by="user:other")
    before = effective_policy(config, row, None, (), user)
    for new_level, new_rules, by in made:
        row = changed_team_row(row, new_level, new_rules, by, {"u1", "puppet"}, NOW)
        after = effective_policy(config, row, None, (), user)
        assert after.level.rank <= before.level.rank
        assert after.most_for_requests.rank <= before.most_for_requests.rank
        for name in ("create_task", "share_agenda"):
            was, holds = (STRICTNESS[policy.rule_for(name).handling] for policy in (before, after))
            assert holds >= was
        before = after


def test_overseers_are_told_once_and_those_for_whom_amo_may_do_less(harness: ApprovalHarness) -> None:
    teams = teams_of(harness)
    teams.set_rules(TEAM, AUTONOMOUS, {}, STAGE, NOW)
    assert [len(harness.told(user_id)) for user_id in ("u1", "u2", "u3", "u9")] == [0, 1, 1, 0]
    for minute in (1, 2):  # the second changes nothing
        teams.change("u3", TEAM, TeamChange(level=SUPERVISED), NOW + timedelta(minutes=minute))
    assert [len(harness.told(user_id)) for user_id in ("u1", "u2", "u3")] == [1, 2, 1]
    (message,) = (m for (owner, _), m in harness.notifier.inbox.stored.items() if owner == "u1")
    assert message.title == "What AMO may do in your team has changed"
    assert message.lines == (
        "Level: supervised, before autonomous.",
        "For you AMO goes back from autonomous to supervised.",
        "Changed by u3.",
    )


def test_overseers_read_what_was_said_of_each_type_that_changed(harness: ApprovalHarness) -> None:
    teams = teams_of(harness)
    refused: dict[str, Handling | None] = {"share_agenda": Handling.REFUSE, "create_task": Handling.ASK}
    then: dict[str, Handling | None] = {"share_agenda": None, "create_task": Handling.ASK, "post_agenda": Handling.RUN}
    for minute, said in enumerate((refused, then)):
        teams.change("u3", TEAM, TeamChange(types=said), NOW + timedelta(minutes=minute))
    first, second = (m.lines for (owner, _), m in harness.notifier.inbox.stored.items() if owner == "u2")
    assert first == ("Create a task: asks.", "Share an agenda: is not done.", "Changed by u3.")
    assert second == ("Post an agenda: runs without asking.", "Share an agenda: as the level says.", "Changed by u3.")


def test_who_reviews_for_somebody_is_asked_and_counts_as_another(harness: ApprovalHarness) -> None:
    harness.change_user("u2", active=False)
    harness.change_user("u3", active=False)
    assert not harness.policies.has_other_approver("u1")
    enlist(harness, "assistant", "user:u3", role="member", team_id="office", reviews_for={"u1"})
    assert harness.policies.has_other_approver("u1")
    harness.propose(ShareAgenda.action_type)
    assert len(harness.told("assistant")) == 1
    harness.change_user("assistant", reviews_for=set())
    assert not harness.policies.has_other_approver("u1")


def test_one_digest_that_cannot_be_made_keeps_nobody_from_theirs(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.config = harness.config.model_copy(update={"level": AUTONOMOUS})
    for user_id in ("u1", "u2"):
        harness.change_user(user_id, digest_hour=NOW.hour)
        harness.carry_out(harness.propose(on_behalf_of=user_id, key=user_id))
    of_person = type(harness.actions).of_person

    def broken_for_one(store: Any, user_id: str, *rest: Any) -> Any:
        if user_id == "u1":
            raise ZeroDivisionError
        return of_person(store, user_id, *rest)

    monkeypatch.setattr(type(harness.actions), "of_person", broken_for_one)
    with pytest.raises(Retryable, match="1 digests could not be made"):
        send_digests(harness.actions, harness.alerts, harness.users.active(), NOW)
    assert "What AMO did on its own since yesterday" in harness.told("u2")


def test_a_department_s_figures_are_for_whoever_oversees_in_it(harness: ApprovalHarness) -> None:
    def shown_to(user_id: str) -> list[str]:
        board = own_dashboard(harness.actions, harness.policies, user_id, 30, NOW)
        return [team.team_id for team in board.teams]

    harness.change_user("u1", team_id="")
    assert [shown_to(user_id) for user_id in ("u1", "u3", "u9")] == [["own-u1"], [TEAM], ["support"]]
    for user_id in ("u1", "u3"):
        harness.change_user(user_id, department="Sales")
    assert [shown_to(user_id) for user_id in ("u1", "u3", "u9")] == [["own-u1"], ["own-u1", TEAM], ["support"]]


def test_one_bad_profile_hides_no_department(harness: ApprovalHarness) -> None:
    for user_id in ("u3", "u9"):
        harness.change_user(user_id, department="Sales")
    harness.propose(key="counted")
    spoilt = Update(set={"role": "emperor"})
    harness.users.table.update({"user_id": "u2", "item": "profile"}, spoilt, "spoiling a profile")
    assert own_dashboard(harness.actions, harness.policies, "u3", 30, NOW)
    assert [user.user_id for user in harness.policies.overseers(TEAM)] == ["u3"]


def test_whoever_reviews_for_themselves_by_a_row_does_not(harness: ApprovalHarness) -> None:
    harness.change_user("u1", reviews_for={"u1", "u2"})
    assert harness.policies.require_reviewer("u1").reviews_for == {"u2"}
