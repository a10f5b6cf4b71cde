"""config/autonomy.yaml as it ships, and what happens to one that is wrong; teams and users on top of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from lambdas.domain.autonomy import Autonomy, Handling, TypeRule
from lambdas.domain.autonomy_config import AutonomyConfig, PolicyRow, effective_policy
from lambdas.errors import Refused
from lambdas.settings import load_autonomy_config
from tests.fakes.samples import a_user

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


@pytest.mark.parametrize(
    ("team", "own", "expected"),
    [
        (None, None, Autonomy.SUPERVISED),
        (None, Autonomy.AUTONOMOUS, Autonomy.AUTONOMOUS),
        (Autonomy.SEMI_AUTONOMOUS, None, Autonomy.SEMI_AUTONOMOUS),
        (Autonomy.SEMI_AUTONOMOUS, Autonomy.AUTONOMOUS, Autonomy.SEMI_AUTONOMOUS),
        (Autonomy.AUTONOMOUS, Autonomy.SUPERVISED, Autonomy.SUPERVISED),
    ],
)
def test_a_user_may_be_stricter_than_the_team_and_never_looser(
    team: Autonomy | None, own: Autonomy | None, expected: Autonomy
) -> None:
    rows = [PolicyRow(scope="s", level=level) if level else None for level in (team, own)]
    assert effective_policy(CONFIG, rows[0], rows[1], (), a_user()).level is expected


def test_of_two_exceptions_the_stricter_holds() -> None:
    team = PolicyRow(scope="t", types={"create_task": TypeRule(handling=Handling.ASK)})
    for handling, expected in ((Handling.RUN, Handling.ASK), (Handling.REFUSE, Handling.REFUSE)):
        own = PolicyRow(scope="u", types={"create_task": TypeRule(handling=handling)})
        policy = effective_policy(CONFIG, team, own, (), a_user())
        assert policy.types["create_task"].handling is expected
        assert policy.types["share_agenda"].on_timeout == "escalate"
