"""A model that belongs to an attacker changes no act, and brings no address, name or figure to anybody."""

import pytest

from lambdas.aws import metrics
from tests.fakes.hostile_features import HOSTILE_RUNS
from tests.fakes.hostile_llm import MANNERS, Attack, Manner, attacks, harm_in


def test_sixty_attacks_are_planted_wherever_others_write() -> None:
    told = attacks()

    assert len(told) == 60
    assert {one.language for one in told} == {"en", "de", "fr"}
    assert {one.place for one in told} == {"title", "description", "attendee", "record", "note", "jira", "agent"}


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: f"{attack.place}-{attack.language}")
@pytest.mark.parametrize("feature", HOSTILE_RUNS)
def test_a_hostile_model_brings_nothing_and_changes_no_act(feature: str, attack: Attack, manner: Manner) -> None:
    run = HOSTILE_RUNS[feature](attack, manner)
    by_model = [text for text in run.shown if text not in run.shown_by_rules]

    assert run.texts_told
    assert harm_in(by_model, attack) == []
    assert run.acts == run.acts_by_rules


@pytest.mark.parametrize("feature", HOSTILE_RUNS)
def test_what_a_sly_model_says_that_is_true_is_shown(feature: str) -> None:
    """Else the test above would pass where nothing of a model's is ever shown."""
    runs = [HOSTILE_RUNS[feature](attack, "sly") for attack in attacks()]

    assert any(set(run.shown) - set(run.shown_by_rules) for run in runs)


@pytest.mark.parametrize("feature", [feature for feature in HOSTILE_RUNS if feature != "gate"])
def test_what_is_not_shown_is_counted_where_operators_look(feature: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: dict[str, float] = {}
    monkeypatch.setattr(metrics, "count", lambda name, value=1: counted.update({name: counted.get(name, 0) + value}))
    for attack in attacks():
        HOSTILE_RUNS[feature](attack, "open")

    assert counted.get("ModelLinesRemoved", 0) > 0
