"""Each path through statemachines/refresh_materials.asl.json, as a document and executed on the embedded engine."""

import json
from typing import Any

import pytest

from cli.local.engine import Engine
from lambdas.domain.kernel.context_kinds import ContextKind
from tests.workflows.conftest import (
    ROOT,
    Played,
    Scenario,
    complaints_of_asl_validator,
    on_the_engine,
    play_all,
    stage_of,
)

DEFINITION = ROOT / "statemachines" / "refresh_materials.asl.json"
CONTEXTS = [kind.value.title().replace("_", "") for kind in ContextKind]
READY = {"phase": "delivering"}
STEPS = ["LoadMeeting", "IsItReady", "GatherContext", "RefreshMaterials", "StoreMaterials", "Refreshed"]
HASTY_SECONDS = 4
LEAD_SECONDS = 5 * 60
SCENARIOS = {
    "happy": Scenario(loaded=READY, answers=()),
    "withdrawn": Scenario(loaded={"outcome": "withdrawn"}, answers=()),
    "not ready any more": Scenario(loaded={"phase": "waiting"}, answers=()),
    "a context fails": Scenario({"Budget": "fail"}, loaded=READY, answers=()),
    "a context hangs": Scenario({"History": "hang"}, loaded=READY, answers=(), hasty=True),
    "a context floods": Scenario({"Decisions": "flood"}, loaded=READY, answers=()),
    "fails once": Scenario({"RefreshMaterials": "fail 1"}, loaded=READY, answers=()),
    "cannot be written": Scenario({"RefreshMaterials": "fail"}, loaded=READY, answers=()),
    "cannot be stored": Scenario({"StoreMaterials": "fail"}, loaded=READY, answers=()),
}


def definition() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(DEFINITION.read_text())
    return content


def test_asl_validator_finds_nothing_wrong() -> None:
    assert complaints_of_asl_validator(DEFINITION) == ""


def test_every_task_has_a_literal_timeout_and_retries_with_jitter() -> None:
    states = definition()["States"]
    gathering = states["GatherContext"]["ItemProcessor"]["States"]
    tasks = {name: state for name, state in (states | gathering).items() if state["Type"] == "Task"}
    assert list(tasks) == ["LoadMeeting", "RefreshMaterials", "StoreMaterials", "GatherOne"]
    for name, task in tasks.items():
        assert isinstance(task["TimeoutSeconds"], int), name
        assert task["Retry"][-1]["JitterStrategy"] == "FULL", name


def test_it_gathers_what_a_preparation_gathers() -> None:
    assert definition()["States"]["GatherContext"]["Items"] == [f"${{{context}Arn}}" for context in CONTEXTS]


def test_it_is_over_when_the_reminder_comes() -> None:
    assert definition()["TimeoutSeconds"] <= LEAD_SECONDS


@pytest.fixture(scope="module")
def played(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Played]:
    calls = tmp_path_factory.mktemp("refreshes")
    return play_all(stage_of(engine, DEFINITION, "scripted", _hastened, calls, ""), SCENARIOS)


def _hastened(content: dict[str, Any]) -> dict[str, Any]:
    content["States"]["GatherContext"]["ItemProcessor"]["States"]["GatherOne"]["TimeoutSeconds"] = HASTY_SECONDS
    return content


@on_the_engine
def test_everything_is_gathered_then_written_then_stored(played: dict[str, Played]) -> None:
    execution = played["happy"]
    assert execution.status == "SUCCEEDED"
    assert [state for state in execution.entered if state != "GatherOne"] == STEPS
    for state in ("LoadMeeting", *CONTEXTS, "RefreshMaterials", "StoreMaterials"):
        (call,) = execution.calls(state)
        assert (call["meeting_id"], call["user_id"], call["run"]) == ("m1", "u1", 1), state
    assert execution.calls("StoreMaterials")[0]["plan_key"] == "u1/m1/fresh/plan.json"


@on_the_engine
@pytest.mark.parametrize("scenario", ["withdrawn", "not ready any more"])
def test_what_is_not_ready_or_not_to_be_prepared_costs_one_step(played: dict[str, Played], scenario: str) -> None:
    assert played[scenario].entered == ["LoadMeeting", "IsItReady", "NotNeeded"]
    assert played[scenario].status == "SUCCEEDED"


@on_the_engine
@pytest.mark.parametrize("scenario", ["a context fails", "a context hangs", "a context floods"])
def test_fault_74_a_context_that_cannot_be_gathered_leaves_what_was_known_of_it(
    played: dict[str, Played], scenario: str
) -> None:
    assert played[scenario].status == "SUCCEEDED"
    assert len(played[scenario].calls("StoreMaterials")) == 1


@on_the_engine
def test_a_step_that_fails_once_is_tried_again(played: dict[str, Played]) -> None:
    assert played["fails once"].status == "SUCCEEDED"
    assert len(played["fails once"].calls("RefreshMaterials")) == 2


@on_the_engine
@pytest.mark.parametrize("scenario", ["cannot be written", "cannot be stored"])
def test_a_step_that_keeps_failing_fails_the_execution_for_the_operator_to_see(
    played: dict[str, Played], scenario: str
) -> None:
    assert played[scenario].status == "FAILED"
