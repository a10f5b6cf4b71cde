"""Each path through statemachines/approval.asl.json, as a document and executed on the embedded engine (ACT-3)."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cli.local.engine import Engine
from lambdas.aws.step_functions import Workflows
from lambdas.domain.preparation.executions import WorkflowStatus
from tests.workflows.conftest import AT_ONCE, ROLE, ROOT, complaints_of_asl_validator, until
from tests.workflows.conftest import _client as client_of
from tests.workflows.conftest import _machine as make_machine

DEFINITION = ROOT / "statemachines" / "approval.asl.json"
TASKS = ("ProposeAction", "AwaitDecision", "ExecuteAction")
HASTY_SECONDS = 3
MAX_WAIT_SECONDS = 86_400


@dataclass(frozen=True)
class Case:
    """``decisions``: what the token of each call of AwaitDecision gets; ``hasty``: the wait is cut short."""

    script: dict[str, str] = field(default_factory=dict)
    decisions: tuple[str, ...] = ("approved",)
    hasty: bool = False


@dataclass(frozen=True)
class Ended:
    status: str
    entered: list[str]
    calls: dict[str, list[dict[str, Any]]]


CASES = {
    "approved": Case(),
    "rejected": Case(decisions=("rejected",)),
    "expired": Case(decisions=("expired",)),
    "runs": Case({"ProposeAction": "run"}, decisions=()),
    "refused": Case({"ProposeAction": "refused"}, decisions=()),
    "cannot-be-proposed": Case({"ProposeAction": "fail"}, decisions=()),
    "proposed-at-the-second-attempt": Case({"ProposeAction": "fail 1"}),
    "nobody-hears": Case(decisions=(), hasty=True),
    "unknown": Case({"ExecuteAction": "unknown"}),
    "failed": Case({"ExecuteAction": "failed"}),
    "not-carried-out": Case({"ExecuteAction": "refused"}),
    "somebody-else-does-it": Case({"ExecuteAction": "unsettled"}),
    "execution-keeps-crashing": Case({"ExecuteAction": "fail"}),
    "execution-crashes-once": Case({"ExecuteAction": "fail 1"}),
    "the-token-is-kept-at-the-second-attempt": Case({"AwaitDecision": "fail 1"}, decisions=("!", "approved")),
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


@dataclass(frozen=True)
class ApprovalStage:
    client: Any
    machines: dict[bool, str]
    calls: Path

    def play(self, name: str, case: Case) -> Ended:
        workflows = Workflows(self.client, self.machines[case.hasty])
        arn = workflows.start(name, {"key": name, "script": case.script})
        for place, decision in enumerate(case.decisions):
            token = self._token(name, place)
            if decision == "!":
                workflows.fail(token, "Broken")
            else:
                assert workflows.resume(token, {"outcome": decision})
        until(lambda: workflows.status(arn) is not WorkflowStatus.RUNNING)
        history = self.client.get_execution_history(executionArn=arn, maxResults=1000)["events"]
        entered = [e["stateEnteredEventDetails"]["name"] for e in history if "stateEnteredEventDetails" in e]
        return Ended(workflows.status(arn).value, entered, {state: self._calls(name, state) for state in TASKS})

    def _calls(self, name: str, state: str) -> list[dict[str, Any]]:
        files = sorted((self.calls / name).glob(f"{state}-*.json"))
        return [json.loads(file.read_text()) for file in files]

    def _token(self, name: str, place: int) -> str:
        found = until(lambda: next(iter(self._calls(name, "AwaitDecision")[place : place + 1]), None))
        return str(found["token"])


@pytest.fixture(scope="module")
def approvals(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> ApprovalStage:
    calls = tmp_path_factory.mktemp("approvals")
    text = DEFINITION.read_text()
    for state in sorted(set(re.findall(r"\$\{(\w+)Arn\}", text))):
        text = text.replace(f"${{{state}Arn}}", _function(client_of(engine, "lambda"), state, calls))
    hasty = json.loads(text)
    hasty["States"]["AwaitDecision"]["TimeoutSeconds"] = HASTY_SECONDS
    states = client_of(engine, "stepfunctions")
    machines = {
        False: make_machine(states, "approval", json.loads(text)),
        True: make_machine(states, "hasty-approval", hasty),
    }
    return ApprovalStage(states, machines, calls)


@pytest.fixture(scope="module")
def ended(approvals: ApprovalStage) -> dict[str, Ended]:
    approvals.play("warm-up", Case())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        playing = {name: pool.submit(approvals.play, name, case) for name, case in CASES.items()}
        return {name: future.result() for name, future in playing.items()}


def on_the_engine(test: Callable[..., None]) -> Callable[..., None]:
    marked: Callable[..., None] = pytest.mark.engine(pytest.mark.xdist_group("workflows")(test))
    return marked


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
def test_each_path_ends_where_it_should(ended: dict[str, Ended], name: str, path: list[str]) -> None:
    assert ended[name].status == "SUCCEEDED"
    assert ended[name].entered == path


@on_the_engine
def test_what_cannot_be_proposed_fails_loudly(ended: dict[str, Ended]) -> None:
    assert ended["cannot-be-proposed"].status == "FAILED"
    assert ended["cannot-be-proposed"].calls["ExecuteAction"] == []


@on_the_engine
def test_only_what_was_approved_or_allowed_is_carried_out(ended: dict[str, Ended]) -> None:
    for name in ("rejected", "expired", "refused", "nobody-hears"):
        assert ended[name].calls["ExecuteAction"] == []
    assert ended["approved"].calls["ExecuteAction"] == [{"action_id": "approved"}]


def _function(client: Any, state: str, calls: Path) -> str:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.write(Path(__file__).with_name("scripted_approval.py"), "scripted_approval.py")
    answer = client.create_function(
        FunctionName=state,
        Runtime="python3.13",
        Role=ROLE,
        Handler="scripted_approval.handler",
        Code={"ZipFile": code.getvalue()},
        Timeout=30,
        Environment={"Variables": {"STATE": state, "CALLS": str(calls)}},
    )
    return str(answer["FunctionArn"])
