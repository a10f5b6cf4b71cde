"""config/autonomy.yaml as it ships, and what happens to one that is wrong; teams and users on top of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lambdas.config_files import load_autonomy_config
from lambdas.domain.actions.autonomy import Autonomy, Considered, Handling, Run, TypeRule, decide, is_by_person
from lambdas.domain.actions.autonomy_config import AutonomyConfig, PolicyRow, effective_policy
from lambdas.domain.actions.kinds.base import Risk
from lambdas.errors import Refused
from tests.fakes.samples import NOW, a_user

CONFIG = AutonomyConfig(level=Autonomy.SUPERVISED, types={"share_agenda": TypeRule(on_timeout="escalate")})


def test_as_shipped_every_action_asks_and_nobody_approves_their_own() -> None:
    shipped = load_autonomy_config()
    assert shipped.level is Autonomy.SUPERVISED
    assert not shipped.self_approval
    assert timedelta(hours=shipped.expires_after_hours) <= timedelta(hours=24)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("level: reckless", "level"),
        ("level: supervised\ntypes: {launch_rocket: {handling: ask}}", "launch_rocket is no type"),
        ("level: supervised\ntypes: {share_agenda: {handling: run}}", "needs signed_by"),
        ("level: supervised\nexpires_after_hours: 25", "expires_after_hours"),
        ("level: supervised\nlearning: {at_least: 3}", "at_least"),
        ("level: supervised\nbreak_glass_minutes: 600", "break_glass_minutes"),
        ("level: supervised\nselfapproval: true", "selfapproval"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(tmp_path: Path, text: str, named: str) -> None:
    wrong = tmp_path / "autonomy.yaml"
    wrong.write_text(text)
    with pytest.raises(Refused, match=named):
        load_autonomy_config(wrong)


def test_what_an_operator_signs_may_run(tmp_path: Path) -> None:
    signed = tmp_path / "autonomy.yaml"
    signed.write_text("level: supervised\ntypes: {share_agenda: {handling: run, signed_by: Ada}}")
    assert load_autonomy_config(signed).types["share_agenda"].handling is Handling.RUN


LEVELS = list(Autonomy)
SUPERVISED, SEMI, AUTONOMOUS = LEVELS


@pytest.mark.parametrize(
    ("team", "own", "expected"),
    [
        (None, None, SUPERVISED),
        (None, AUTONOMOUS, SUPERVISED),
        (SEMI, None, SEMI),
        (SEMI, AUTONOMOUS, SEMI),
        (AUTONOMOUS, SUPERVISED, SUPERVISED),
    ],
)
def test_a_user_may_be_stricter_than_the_team_and_never_looser(
    team: Autonomy | None, own: Autonomy | None, expected: Autonomy
) -> None:
    rows = [PolicyRow(scope="s", level=level) if level else None for level in (team, own)]
    policy = effective_policy(CONFIG, rows[0], rows[1], (), a_user())
    assert (policy.level, policy.team_level) == (expected, team or SUPERVISED)


def test_what_somebody_says_for_a_team_loosens_nothing_for_themselves() -> None:
    run = TypeRule(handling=Handling.RUN, signed_by="user:u1")
    row = PolicyRow(scope="t", level=AUTONOMOUS, types={"share_agenda": run}, changed_by="user:u1")
    author, other = (effective_policy(CONFIG, row, None, (), a_user(user_id)) for user_id in ("u1", "u2"))
    assert (author.team_level, author.rule_for("share_agenda").handling) == (SUPERVISED, None)
    assert (other.team_level, other.rule_for("share_agenda").handling) == (AUTONOMOUS, Handling.RUN)
    bold = CONFIG.model_copy(update={"level": AUTONOMOUS})
    stricter = row.model_copy(update={"level": SUPERVISED})
    assert effective_policy(bold, stricter, None, (), a_user("u1")).level is SUPERVISED, "their own caution binds them"


def test_of_two_exceptions_the_stricter_holds_and_nobody_makes_one_that_lets_their_own_run() -> None:
    for team, own, expected in (
        (Handling.ASK, Handling.RUN, Handling.ASK),
        (Handling.ASK, Handling.REFUSE, Handling.REFUSE),
        (Handling.RUN, Handling.ASK, Handling.ASK),
        (None, Handling.RUN, None),
        (None, Handling.ASK, Handling.ASK),
    ):
        rows = [PolicyRow(scope="s", types={"create_task": TypeRule(handling=said)}) for said in (team, own)]
        policy = effective_policy(CONFIG, rows[0] if team else None, rows[1], (), a_user())
        assert policy.rule_for("create_task").handling is expected
        assert policy.types["share_agenda"].on_timeout == "escalate"


levels = st.none() | st.sampled_from(LEVELS)
handlings = st.builds(TypeRule, handling=st.none() | st.sampled_from(Handling))


@given(
    st.sampled_from(LEVELS),
    levels,
    levels,
    st.dictionaries(st.just("create_task"), handlings),
    st.sampled_from(list(Risk)),
    st.sampled_from(["user:u1", "agent:amo"]),
)
def test_nothing_a_user_says_of_themselves_lets_anything_run_that_would_have_asked(
    stage: Autonomy,
    team: Autonomy | None,
    own: Autonomy | None,
    types: dict[str, TypeRule],
    risk: Risk,
    requested_by: str,
) -> None:
    config = CONFIG.model_copy(update={"level": stage})
    row = PolicyRow(scope="t", level=team) if team else None
    action = Considered(action_type="create_task", action_id="a", risk=risk, by_person=is_by_person(requested_by))
    bare, said = (
        decide(action, effective_policy(config, row, own_row, (), a_user("u1")), NOW)
        for own_row in (None, PolicyRow(scope="u", level=own, types=types))
    )
    assert isinstance(bare, Run) or not isinstance(said, Run)


@pytest.mark.parametrize("stage", LEVELS)
def test_above_low_risk_what_somebody_asks_for_themselves_runs_by_a_rule_of_their_team_alone(stage: Autonomy) -> None:
    config = CONFIG.model_copy(update={"level": stage})
    for risk in Risk:
        asked = Considered(action_type="create_task", action_id="a", risk=risk, by_person=True)
        by_stage = decide(asked, effective_policy(config, None, None, (), a_user("u1")), NOW)
        assert isinstance(by_stage, Run) == (risk is Risk.LOW and stage is not SUPERVISED)
        team = PolicyRow(scope="t", level=AUTONOMOUS, changed_by="agent:operator")
        assert isinstance(decide(asked, effective_policy(config, team, None, (), a_user("u1")), NOW), Run) == (
            risk is not Risk.CRITICAL
        )


@pytest.mark.parametrize("said", ["critical", "always", None, True])
def test_what_is_critical_is_never_confirmed_by_whoever_asked_for_it(said: object) -> None:
    with pytest.raises(ValidationError, match="confirm_alone"):
        AutonomyConfig(level=Autonomy.SUPERVISED, confirm_alone=said)


def test_systems_say_what_they_take_and_the_older_key_is_read_as_tasks() -> None:
    crm = {"url": "https://crm.example", "secret": "crm", "takes": ["update_crm", "message_customer"]}
    jira = {"url": "https://jira.example", "secret": "jira", "takes_dedupe_key": True}
    config = AutonomyConfig.model_validate(
        {"level": "supervised", "systems": {"crm": crm}, "task_systems": {"jira": jira}}
    )
    assert config.systems_taking("create_task") == ("jira",)
    assert config.systems_taking("update_crm") == ("crm",)
    assert config.systems["jira"].takes_dedupe_key


@pytest.mark.parametrize(
    ("systems", "why"),
    [
        (
            {"systems": {"crm": {"url": "https://crm.example", "secret": "s", "takes": ["share_agenda"]}}},
            "no system takes",
        ),
        ({"systems": {"crm": {"url": "https://crm.example", "secret": "s", "takes": []}}}, "takes"),
        ({"systems": {"crm": {"url": "https://crm.example", "secret": "s"}}}, "takes"),
        ({"systems": {"a": {}}, "task_systems": {"a": {}}}, "a stands under systems and under task_systems"),
        ({"task_systems": {"jira": {"url": "https://jira.example"}}}, "secret"),
    ],
)
def test_a_mistake_about_a_system_is_named(systems: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        AutonomyConfig.model_validate({"level": "supervised", **systems})
