"""What people are told of the model: on, off or unavailable, and one line that says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.domain.llm.connection import ModelConnection
from lambdas.domain.llm.model_status import LastNoAnswer, ModelFacts, ModelStatus, in_dollars, status_of
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
LITE = ModelConnection(provider="bedrock", model="nova-lite", purposes=frozenset({Purpose.AGENDA}))
FACTS = ModelFacts(
    connection=LITE,
    is_switched_on=True,
    place="eu-central-1",
    refusal="",
    spent=30_000,
    own_spent=10_000,
    ceiling=20.0,
    answered_at=None,
    last=None,
    priced_on=NOW.date(),
)
NOT_GRANTED = "access to the model is not granted in eu-central-1: switch it on in the console"


def failed(reason: NoAnswerReason, detail: str = "", minutes_ago: float = 5) -> LastNoAnswer:
    return LastNoAnswer(purpose=Purpose.AGENDA, reason=reason, detail=detail, at=NOW - timedelta(minutes=minutes_ago))


def told(**changes: object) -> ModelStatus:
    return status_of(replace(FACTS, **changes), NOW)  # type: ignore[arg-type]  # the tests' own


@pytest.mark.parametrize(
    ("changes", "state", "line"),
    [
        ({}, "on", "on: nova-lite (Bedrock, eu-central-1), 0.03 of 20 USD today"),
        ({"connection": None}, "off", "off: no model is connected"),
        ({"is_switched_on": False}, "off", "off: an operator switched it off"),
        ({"refusal": "nova-lite is not in eu-south-1: deploy to one of eu-central-1"}, "unavailable", "eu-south-1"),
        ({"last": failed(NoAnswerReason.OFF, NOT_GRANTED)}, "unavailable", "not granted in eu-central-1"),
        (
            {"last": failed(NoAnswerReason.THROTTLED)},
            "unavailable",
            "the model was too busy; tried at 2026-11-30",
        ),
        ({"last": failed(NoAnswerReason.TIMEOUT)}, "unavailable", "the model took too long"),
        ({"last": failed(NoAnswerReason.MALFORMED)}, "on", "on: nova-lite"),
        ({"last": failed(NoAnswerReason.OVER_BUDGET)}, "on", "on: nova-lite"),
        ({"last": failed(NoAnswerReason.TIMEOUT), "answered_at": NOW - timedelta(minutes=4)}, "on", "on: nova-lite"),
        ({"last": failed(NoAnswerReason.TIMEOUT, minutes_ago=1500)}, "on", "on: nova-lite"),
    ],
)
def test_its_state_is_said_in_one_line(changes: dict[str, object], state: str, line: str) -> None:
    status = told(**changes)
    assert status.state == state
    assert line in status.said
    assert "\n" not in status.said


def test_a_model_that_stopped_to_answer_says_when_it_last_did() -> None:
    line = told(last=failed(NoAnswerReason.UNAVAILABLE), answered_at=NOW - timedelta(hours=1)).said
    assert "its last answer came at 2026-11-30 08:00 UTC" in line


def test_a_model_that_is_asked_for_nothing_is_not_said_to_be_simply_on() -> None:
    assert "asked for nothing" in told(connection=LITE.model_copy(update={"purposes": frozenset()})).said


@pytest.mark.parametrize(("days", "is_old"), [(180, False), (181, True)])
def test_prices_of_bedrock_grow_old_and_stated_ones_do_not(days: int, is_old: bool) -> None:
    later = NOW.date() + timedelta(days=days)
    own = LITE.model_copy(update={"provider": "openai", "url": "http://127.0.0.1:1/v1"})
    assert told().are_prices_old(later) is is_old
    assert not told(connection=own).are_prices_old(later)


@pytest.mark.parametrize(("amount", "shown"), [(0, "0.00"), (0.0002, "less than 0.01"), (0.031, "0.03"), (12, "12.00")])
def test_what_costs_little_is_not_said_to_cost_nothing(amount: float, shown: str) -> None:
    assert in_dollars(amount) == shown
