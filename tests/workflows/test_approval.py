"""Each path through statemachines/approval.asl.json, as a document and executed on the embedded engine (ACT-3)."""

import json
from typing import Any

import pytest

from cli.local.engine import Engine
from tests.workflows.conftest import (
    ROOT,
    Played,
    Scenario,
    complaints_of_asl_validator,
    on_the_engine,
    play_all,
    stage_of,
)

DEFINITION = ROOT / "statemachines" / "approval.asl.json"
TASKS = ("ProposeAction", "AwaitDecision", "ExecuteAction")
HASTY_SECONDS = 3
MAX_WAIT_SECONDS = 86_400


APPROVED = ("approved",)
SCENARIOS = {
    "approved": Scenario(answers=APPROVED),
    "rejected": Scenario(answers=("rejected",)),
    "expired": Scenario(answers=("expired",)),
    "runs": Scenario({"ProposeAction": "run"}, answers=()),
    "refused": Scenario({"ProposeAction": "refused"}, answers=()),
    "cannot-be-proposed": Scenario({"ProposeAction": "fail"}, answers=()),
    "proposed-at-the-second-attempt": Scenario({"ProposeAction": "fail 1"}, APPROVED),
    "nobody-hears": Scenario(answers=(), hasty=True),
    "unknown": Scenario({"ExecuteAction": "unknown"}, APPROVED),
    "failed": Scenario({"ExecuteAction": "failed"}, APPROVED),
    "not-carried-out": Scenario({"ExecuteAction": "refused"}, APPROVED),
    "somebody-else-does-it": Scenario({"ExecuteAction": "unsettled"}, APPROVED),
    "execution-keeps-crashing": Scenario({"ExecuteAction": "fail"}, APPROVED),
    "execution-crashes-once": Scenario({"ExecuteAction": "fail 1"}, APPROVED),
    "the-token-is-kept-at-the-second-attempt": Scenario({"AwaitDecision": "fail 1"}, answers=("!", "approved")),
}
ASKED = ["ProposeAction", "WhatThePolicySays", "AwaitDecision", "WhatWasDecided"]
DONE = [*ASKED, "ExecuteAction", "HowItWent", "Done"]


def definition() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(DEFINITION.read_text())
    return content


def test_asl_validator_finds_nothing_wrong() -> None:
    assert complaints_of_asl_validator(DEFINITION) == ""


def test_every_task_has_a_literal_timeout_retries_with_jitter_and_a_catch() -> None:
    tasks = {name: state for name, state in definition()["States"].items() if state["Type"] == "Task"}
    assert tuple(tasks) == TASKS
    for name, task in tasks.items():
        assert isinstance(task["TimeoutSeconds"], int), name
        assert task["Retry"][-1]["JitterStrategy"] == "FULL", name
        assert [catcher["ErrorEquals"] for catcher in task["Catch"]] == [["States.DataLimitExceeded"], ["States.ALL"]]
        assert task["Arguments"]["FunctionName"] == f"${{{name}Arn}}"


def test_a_decision_is_waited_for_a_day_at_most() -> None:
    states = definition()["States"]
    assert states["AwaitDecision"]["TimeoutSeconds"] == MAX_WAIT_SECONDS
    assert sum(s.get("TimeoutSeconds", 0) for s in states.values()) < definition()["TimeoutSeconds"]


def test_silence_never_leads_to_the_execution() -> None:
    """Only the policy's run and a person's approved do."""
    for name, state in definition()["States"].items():
        ways = [state.get("Next"), state.get("Default"), *(catcher["Next"] for catcher in state.get("Catch", ()))]
        assert "ExecuteAction" not in ways, name
    leading = [
        choice["Condition"]
        for state in definition()["States"].values()
        for choice in state.get("Choices", ())
        if choice["Next"] == "ExecuteAction"
    ]
    assert len(leading) == 2
    assert "'run'" in leading[0]
    assert "'approved'" in leading[1]


@pytest.fixture(scope="module")
def ended(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Played]:
    calls = tmp_path_factory.mktemp("approvals")
    return play_all(stage_of(engine, DEFINITION, "scripted_approval", hastened, calls, "AwaitDecision"), SCENARIOS)


def hastened(definition: dict[str, Any]) -> dict[str, Any]:
    definition["States"]["AwaitDecision"]["TimeoutSeconds"] = HASTY_SECONDS
    return definition


@on_the_engine
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("approved", DONE),
        ("rejected", [*ASKED, "NotDone"]),
        ("expired", [*ASKED, "NotDone"]),
        ("runs", ["ProposeAction", "WhatThePolicySays", "ExecuteAction", "HowItWent", "Done"]),
        ("refused", ["ProposeAction", "WhatThePolicySays", "NotDone"]),
        ("proposed-at-the-second-attempt", DONE),
        ("nobody-hears", [*ASKED[:3], "NotDone"]),
        ("unknown", [*DONE[:-1], "NeedsPerson"]),
        ("failed", [*DONE[:-1], "NeedsPerson"]),
        ("not-carried-out", [*DONE[:-1], "NotDone"]),
        ("somebody-else-does-it", [*DONE[:-1], "LeftToTheSweeper"]),
        ("execution-keeps-crashing", [*ASKED, "ExecuteAction", "LeftToTheSweeper"]),
        ("execution-crashes-once", DONE),
        ("the-token-is-kept-at-the-second-attempt", DONE),
    ],
)
def test_each_path_ends_where_it_should(ended: dict[str, Played], name: str, path: list[str]) -> None:
    assert ended[name].status == "SUCCEEDED"
    assert ended[name].entered == path


@on_the_engine
def test_what_cannot_be_proposed_fails_loudly(ended: dict[str, Played]) -> None:
    assert ended["cannot-be-proposed"].status == "FAILED"
    assert ended["cannot-be-proposed"].calls("ExecuteAction") == []


@on_the_engine
def test_only_what_was_approved_or_allowed_is_carried_out(ended: dict[str, Played]) -> None:
    for name in ("rejected", "expired", "refused", "nobody-hears"):
        assert ended[name].calls("ExecuteAction") == []
    assert ended["approved"].calls("ExecuteAction") == [{"action_id": "approved"}]
