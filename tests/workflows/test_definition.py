"""statemachines/meeting_prep.asl.json as a document: valid, complete, and of one vocabulary with the functions."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.domain.kernel.context_kinds import ContextKind
from tests.workflows.conftest import DEFINITION, complaints_of_asl_validator

IN_ORDER = [
    "LoadMeeting",
    "GatherContext",
    "SendPrepNotification",
    "WaitForChatCompletion",
    "GenerateMaterials",
    "StoreMaterials",
    "SendMaterials",
    "ScheduleReminder",
]
CONTEXTS = [kind.value.title().replace("_", "") for kind in ContextKind]
HELPERS = ["WhereToBegin", "HowTheChatEnded", "Prepared", "Withdrawn", "ReportFailure", "Failed"]
OPTIONAL = ["IsItShared", "ShareWithAttendees"]
MAX_CHAT_SECONDS = 86_400


@pytest.fixture(scope="module")
def definition() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(DEFINITION.read_text())
    return content


def tasks(states: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in states.items():
        if state["Type"] == "Task":
            yield name, state
        for branch in state.get("Branches", ()):
            yield from tasks(branch["States"])


def test_asl_validator_finds_nothing_wrong() -> None:
    assert complaints_of_asl_validator(DEFINITION) == ""


def test_its_top_level_states_are_those_of_the_contract(definition: dict[str, Any]) -> None:
    names = list(definition["States"])
    assert [name for name in names if name in IN_ORDER] == IN_ORDER
    assert set(names) == {*IN_ORDER, *HELPERS, *OPTIONAL}


def test_its_context_branches_are_those_of_the_contract(definition: dict[str, Any]) -> None:
    assert [branch["StartAt"] for branch in definition["States"]["GatherContext"]["Branches"]] == CONTEXTS


def test_every_task_has_a_literal_timeout_retries_with_jitter_and_a_catch(definition: dict[str, Any]) -> None:
    for name, task in tasks(definition["States"]):
        assert isinstance(task["TimeoutSeconds"], int), name
        last = task["Retry"][-1]
        assert last["ErrorEquals"] == ["States.ALL"], name
        assert last["BackoffRate"] > 1, name
        assert last["MaxDelaySeconds"] > 0, name
        assert last["JitterStrategy"] == "FULL", name
        assert [catcher["ErrorEquals"] for catcher in task["Catch"]] == [["States.DataLimitExceeded"], ["States.ALL"]]


def test_the_chat_waits_a_day_and_no_task_outlives_the_execution(definition: dict[str, Any]) -> None:
    seconds = {name: task["TimeoutSeconds"] for name, task in tasks(definition["States"])}
    assert seconds.pop("WaitForChatCompletion") == MAX_CHAT_SECONDS
    assert MAX_CHAT_SECONDS + sum(seconds.values()) < definition["TimeoutSeconds"]


def test_every_placeholder_is_quoted_and_named_like_its_state(definition: dict[str, Any]) -> None:
    for name, task in tasks(definition["States"]):
        assert task["Arguments"]["FunctionName"] == f"${{{name}Arn}}"


def test_every_placeholder_has_a_function() -> None:
    functions = pytest.importorskip("stacks.functions")
    wanted = set(re.findall(r"\$\{(\w+)Arn\}", DEFINITION.read_text()))
    assert wanted <= {spec.state for spec in functions.FUNCTIONS}


def test_it_holds_no_account_and_no_region() -> None:
    assert not re.search(r"\d{12}|us-east-1", DEFINITION.read_text())
