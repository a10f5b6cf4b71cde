"""A mistake in a deployed stage is named, once, and nothing is said of a stage that is as it should be (OPS-10)."""

from dataclasses import replace

import pytest

from cli.doctor.facts import Facts
from cli.doctor.findings import Finding
from cli.doctor.judge import judge
from cli.doctor.variables import DEPLOY
from tests.unit.cli.doctor.changes import Mistake
from tests.unit.cli.doctor.healthy import MODEL, SCHEMA, healthy
from tests.unit.cli.doctor.mistakes import MISTAKES

LEAST_SEEDED = 40


def wrong(facts: Facts) -> list[Finding]:
    return [one for one in judge(facts, SCHEMA) if one.state in ("bad", "warn")]


def test_nothing_is_said_of_a_stage_in_order() -> None:
    assert wrong(healthy()) == []


def test_what_is_in_order_is_a_line_an_area() -> None:
    said = {one.name for one in judge(healthy(), SCHEMA)}
    assert {"functions", "environment", "events", "data", "watch", "page", "e-mail", "Slack T1"} <= said


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.what)
def test_a_mistake_is_named_and_nothing_else_is(mistake: Mistake) -> None:
    found = wrong(mistake.change(healthy()))
    name, word = mistake.found
    (named,) = found
    assert named.name == name
    assert word in named.detail
    assert named.state == mistake.state
    assert bool(named.fix) == mistake.is_mended


def test_enough_mistakes_are_seeded() -> None:
    assert len({mistake.what for mistake in MISTAKES}) == len(MISTAKES) >= LEAST_SEEDED


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.what)
def test_no_line_repeats_a_variables_value(mistake: Mistake) -> None:
    facts = mistake.change(healthy())
    before = healthy()
    changed = {
        value
        for name, function in facts.functions.items()
        for variable, value in function.variables.items()
        if before.functions[name].variables.get(variable) != value and len(value) > 1
    }
    assert not [one for one in wrong(facts) if any(value in one.detail for value in changed)]


def test_what_only_a_deployment_sets_right_says_so() -> None:
    told = [one for mistake in MISTAKES for one in wrong(mistake.change(healthy())) if one.fix is None]
    assert all(one.detail for one in told)
    assert any(DEPLOY in one.detail for one in told)


def test_a_stage_without_a_model_is_in_order_and_says_so() -> None:
    without = replace(healthy(), model=MODEL.model_copy(update={"state": "off", "why": "no model is connected"}))
    (told,) = (one for one in judge(without, SCHEMA) if one.name == "model")
    assert (told.state, told.detail) == ("skipped", "off: no model is connected")
