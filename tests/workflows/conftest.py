"""The real state machine on the embedded engine, its functions replaced by scripted ones."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from cli.installation import install_node_tools, node
from cli.local.engine import Engine
from cli.local.signed_calls import ask_engine
from lambdas.aws.step_functions import Workflows
from lambdas.domain.preparation.executions import WorkflowStatus
from tests.e2e.conftest import free_port
from tests.fakes.patience import until

ROOT = Path(__file__).parents[2]
DEFINITION = ROOT / "statemachines" / "meeting_prep.asl.json"
ROLE = "arn:aws:iam::000000000000:role/test"
HASTY_SECONDS = 4
"""What replaces the timeouts of contexts and chat where a test waits for them to pass."""
PATIENCE_SECONDS = 180
AT_ONCE = 4


@dataclass(frozen=True)
class Scenario:
    """``script``: what states do, by name. ``answers``: what the chat's tokens get, one after the other.

    An answer is an outcome; ``!`` fails the task. ``then`` does more with the waiting execution.
    """

    script: dict[str, str] = field(default_factory=dict)
    answers: tuple[str, ...] = ("finished",)
    loaded: dict[str, str] = field(default_factory=dict)
    hasty: bool = False
    then: Callable[["Stage", str, str], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Played:
    """What an execution did. ``facts`` are what ``then`` found out."""

    arn: str
    calls_folder: Path
    description: dict[str, Any]
    events: list[dict[str, Any]]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str:
        return str(self.description["status"])

    @property
    def entered(self) -> list[str]:
        return [
            event["stateEnteredEventDetails"]["name"] for event in self.events if "stateEnteredEventDetails" in event
        ]

    def calls(self, state: str) -> list[dict[str, Any]]:
        return calls_in(self.calls_folder / state)

    def output_of(self, state: str) -> Any:
        exits = (event["stateExitedEventDetails"] for event in self.events if "stateExitedEventDetails" in event)
        return next(json.loads(details["output"]) for details in exits if details["name"] == state)


def calls_in(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in sorted(folder.glob("[0-9]*.json"))]


@dataclass(frozen=True)
class Stage:
    """Plays scenarios. ``machines``: the arn of the machine as it is, and of the one with short timeouts.

    ``waits_in`` is the state whose calls hand out tokens.
    """

    client: Any
    machines: dict[bool, str]
    calls: Path
    waits_in: str

    def workflows(self, *, hasty: bool = False) -> Workflows:
        return Workflows(self.client, self.machines[hasty])

    def play(self, name: str, scenario: Scenario) -> Played:
        name = re.sub(r"\W+", "-", name)[:70]
        workflows = self.workflows(hasty=scenario.hasty)
        arn = workflows.start(name, self.input(name, scenario))
        for place, answer in enumerate(scenario.answers):
            token = self.token(name, place)
            took = workflows.fail(token, "Broken") if answer == "!" else workflows.resume(token, {"outcome": answer})
            assert took
        facts: dict[str, Any] = {}
        if scenario.then:
            facts = scenario.then(self, name, arn)
        return self.ended(name, arn, facts)

    def input(self, name: str, scenario: Scenario) -> dict[str, Any]:
        return {
            "meeting_id": "m1",
            "user_id": "u1",
            "run": 1,
            "timing_version": 1,
            "request_id": name,
            "script": scenario.script,
            "loaded": scenario.loaded,
        }

    def token(self, name: str, place: int = 0) -> str:
        """The token of the waiting state's call number ``place``, once it has been made."""
        folder = self.calls / name / self.waits_in
        return str(
            until(lambda: next(iter(calls_in(folder)[place : place + 1]), None), seconds=PATIENCE_SECONDS)["token"]
        )

    def ended(self, name: str, arn: str, facts: dict[str, Any]) -> Played:
        until(lambda: self.workflows().status(arn) is not WorkflowStatus.RUNNING, seconds=PATIENCE_SECONDS)
        pages = self.client.get_paginator("get_execution_history").paginate(executionArn=arn)
        events = [event for page in pages for event in page["events"]]
        return Played(arn, self.calls / name, self.client.describe_execution(executionArn=arn), events, facts)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("engine")
    engine = Engine(folder, free_port())
    engine.start()
    try:
        ask_engine(engine, "/_ministack/config", {"stepfunctions._SFN_WAIT_SCALE": 0})
        yield engine
    finally:
        engine.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def stage(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    calls = tmp_path_factory.mktemp("calls")
    return stage_of(engine, DEFINITION, "scripted", _hastened, calls, "WaitForChatCompletion")


def stage_of(
    engine: Engine,
    definition: Path,
    script: str,
    hasten: Callable[[dict[str, Any]], dict[str, Any]],
    calls: Path,
    waits_in: str,
) -> Stage:
    """The machine, every function of which is the one in ``script``, beside a machine with short timeouts."""
    text = definition.read_text()
    for state in sorted(set(re.findall(r"\$\{(\w+)Arn\}", text))):
        name = f"{definition.name.partition('.')[0]}-{state}"
        text = text.replace(f"${{{state}Arn}}", _function(_client(engine, "lambda"), name, state, script, calls))
    states = _client(engine, "stepfunctions")
    name = definition.name.partition(".")[0]
    machines = {
        False: _machine(states, name, json.loads(text)),
        True: _machine(states, f"hasty-{name}", hasten(json.loads(text))),
    }
    return Stage(states, machines, calls, waits_in)


def play_all(stage: Stage, scenarios: dict[str, Scenario]) -> dict[str, Played]:
    """Plays scenarios a few at a time; the first one alone before, which warms the functions."""
    stage.play("warm up", next(iter(scenarios.values())))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {name: pool.submit(stage.play, name, scenario) for name, scenario in scenarios.items()}
        return {name: future.result() for name, future in running.items()}


def _client(engine: Engine, service: str) -> Any:
    return boto3.client(  # type: ignore[call-overload]  # its types want the service's name spelt out
        service,
        endpoint_url=engine.endpoint,
        region_name="us-east-1",
        aws_access_key_id=engine.key.access_key_id,
        aws_secret_access_key=engine.key.secret_access_key,
        config=Config(read_timeout=30, retries={"max_attempts": 0}, max_pool_connections=2 * AT_ONCE),
    )


def _function(client: Any, name: str, state: str, script: str, calls: Path) -> str:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.write(Path(__file__).with_name(f"{script}.py"), f"{script}.py")
    answer = client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=ROLE,
        Handler=f"{script}.handler",
        Code={"ZipFile": code.getvalue()},
        Timeout=30,
        Environment={"Variables": {"STATE": state, "CALLS": str(calls)}},
    )
    return str(answer["FunctionArn"])


def _machine(client: Any, name: str, definition: dict[str, Any]) -> str:
    answer = client.create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE)
    return str(answer["stateMachineArn"])


def _hastened(definition: dict[str, Any]) -> dict[str, Any]:
    """The same machine with short timeouts where a test waits for one: nothing else of it is changed."""
    states = definition["States"]
    states["WaitForChatCompletion"]["TimeoutSeconds"] = HASTY_SECONDS
    for branch in states["GatherContext"]["Branches"]:
        branch["States"][branch["StartAt"]]["TimeoutSeconds"] = HASTY_SECONDS
    return definition


def on_the_engine(test: Callable[..., None]) -> Callable[..., None]:
    marked: Callable[..., None] = pytest.mark.engine(pytest.mark.xdist_group("workflows")(test))
    return marked


def complaints_of_asl_validator(definition: Path) -> str:
    """Returns what it prints about a definition it refuses, nothing about one it accepts."""
    script = install_node_tools() / "asl-validator" / "dist" / "bin" / "asl-validator.js"
    command = [str(node()), str(script), "--json-path", str(definition)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr if done.returncode else ""
