"""One vocabulary: the state, the placeholder, the function. What a workflow runs, and nothing else, it may invoke."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacks.functions import FUNCTIONS
from stacks.workflows import APPROVAL, MEETING_PREP, PLACEHOLDER, REFRESH
from tests.stacks.conftest import Resource, Synthesis

ALL = pytest.mark.parametrize("definition", [MEETING_PREP, APPROVAL, REFRESH], ids=lambda path: path.name)


def tasks(states: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every state that invokes a function, in branches too, with its placeholder."""
    for name, state in states.items():
        found = PLACEHOLDER.findall(json.dumps(state.get("Arguments", {})))
        yield from ((name, placeholder) for placeholder in found)
        for branch in state.get("Branches", []):
            yield from tasks(branch["States"])


@ALL
def test_each_state_invokes_the_function_of_its_own_name(definition: Path) -> None:
    invoked = list(tasks(json.loads(definition.read_text())["States"]))
    assert invoked
    assert all(state == placeholder for state, placeholder in invoked)
    assert {state for state, _ in invoked} <= {spec.state for spec in FUNCTIONS}


@ALL
def test_every_placeholder_is_given_an_arn(definition: Path, on_aws: Synthesis) -> None:
    placed = {f"{state}Arn" for state in PLACEHOLDER.findall(definition.read_text())}
    assert set(machine(on_aws, definition)["DefinitionSubstitutions"]) == placed


@ALL
def test_a_workflow_may_invoke_exactly_the_functions_of_its_states(definition: Path, on_aws: Synthesis) -> None:
    described = machine(on_aws, definition)
    role = on_aws.template("app")["Resources"][described["RoleArn"]["Fn::GetAtt"][0]]
    (statement,) = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "lambda:InvokeFunction"
    trusted = role["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
    assert trusted["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert sorted(map(str, statement["Resource"])) == sorted(map(str, described["DefinitionSubstitutions"].values()))


@ALL
def test_a_workflow_is_traced_and_its_log_holds_nobodys_data(definition: Path, on_aws: Synthesis) -> None:
    described = machine(on_aws, definition)
    assert described["StateMachineType"] == "STANDARD"
    assert described["TracingConfiguration"] == {"Enabled": True}
    assert described["LoggingConfiguration"]["Level"] == "ERROR"
    assert described["LoggingConfiguration"]["IncludeExecutionData"] is False


def machine(on_aws: Synthesis, definition: Path) -> Resource:
    name = f"amo-{definition.name.removesuffix('.asl.json').replace('_', '-')}"
    (found,) = [m for m in on_aws.properties("AWS::StepFunctions::StateMachine") if m["StateMachineName"] == name]
    return found
