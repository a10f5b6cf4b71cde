"""What a new AWS account, which runs ten functions at once, must not lose: every caller comes again, none takes all."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacks.function_spec import FunctionSpec
from stacks.functions import FUNCTIONS
from stacks.stage import Stage
from stacks.stage_file import StageFile
from tests.stacks.conftest import Synthesis

DEFINITIONS = sorted((Path(__file__).parents[2] / "statemachines").glob("*.asl.json"))
BY_LAMBDA_ITSELF = {
    "Lambda.TooManyRequestsException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
}
MIN_SECONDS = 300
"""With full jitter half of the longest waits, on average: fifty preparations at ten at once are over in one minute."""
NEW_ACCOUNT = 10
LEAST = 2
"""AWS takes no lower maximum of a mapping."""


def tasks(states: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state that invokes a function, in branches and maps too."""
    for name, state in states.items():
        if state["Type"] == "Task":
            yield name, state
        inner = [*state.get("Branches", ()), *filter(None, [state.get("ItemProcessor")])]
        for machine in inner:
            yield from tasks(machine["States"])


def waits(retrier: dict[str, Any]) -> list[float]:
    growing = (retrier["IntervalSeconds"] * retrier["BackoffRate"] ** tried for tried in range(retrier["MaxAttempts"]))
    return [min(seconds, retrier["MaxDelaySeconds"]) for seconds in growing]


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda path: path.name)
def test_every_state_outlasts_a_crowd_when_lambda_turns_it_away(definition: Path) -> None:
    for name, state in tasks(json.loads(definition.read_text())["States"]):
        (retrier,) = [one for one in state["Retry"] if BY_LAMBDA_ITSELF & set(one["ErrorEquals"])]
        assert set(retrier["ErrorEquals"]) == BY_LAMBDA_ITSELF, name
        assert retrier["JitterStrategy"] == "FULL", name
        assert waits(retrier)[0] <= 1, f"{name} comes again late"
        assert sum(waits(retrier)) / 2 > MIN_SECONDS, f"{name} gives up early"


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda path: path.name)
def test_every_state_is_tried_again_for_whatever_may_pass(definition: Path) -> None:
    for name, state in tasks(json.loads(definition.read_text())["States"]):
        last = state["Retry"][-1]
        assert last["ErrorEquals"] == ["States.ALL"], name
        assert last["MaxAttempts"] >= 2, name
        assert state["Retry"][0]["MaxAttempts"] == 0, f"{name} tries again what a second try cannot change"


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda path: path.name)
def test_a_map_takes_no_more_than_two_functions_at_once(definition: Path) -> None:
    states = json.loads(definition.read_text())["States"].values()
    assert all(state["MaxConcurrency"] <= LEAST for state in states if state["Type"] == "Map")


def test_every_queue_takes_only_so_many_functions_at_once(on_aws: Synthesis) -> None:
    mappings = on_aws.properties("AWS::Lambda::EventSourceMapping")
    assert mappings
    assert all(LEAST <= mapping["ScalingConfig"]["MaximumConcurrency"] <= 100 for mapping in mappings)


@pytest.mark.parametrize("spec", [spec for spec in FUNCTIONS if spec.queue], ids=lambda spec: spec.name)
def test_in_a_new_account_no_queue_takes_more_than_aws_lets_it_take_at_the_least(spec: FunctionSpec) -> None:
    stage = Stage.from_file("new", StageFile(functions_at_once=NEW_ACCOUNT))
    assert stage.taken_at_once(spec.name, spec.concurrency) == LEAST


def test_a_usual_account_lets_every_queue_have_what_it_asks_for() -> None:
    stage = Stage.from_file("prod", StageFile())
    assert all(stage.taken_at_once(spec.name, spec.concurrency) == spec.concurrency for spec in FUNCTIONS)
