"""The workflows on a second engine: moto's interpreter of the States Language, with JSONata's own evaluator.

Both are others' than the embedded engine's: what that one swallows shows here. The interpreter ends what an expression
leaves undefined, and what is larger than a state may be. Retries do not wait.
"""

import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import boto3
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.jsonata import jsonata

from cli.installation import install_node_tools, node

EVALUATOR = Path(__file__).with_name("jsonata_evaluator.mjs")
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:"
ROLE = "arn:aws:iam::123456789012:role/of-the-workflow"
MAX_SECONDS = 60
Script = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Thrown:
    """What a function raises, by the name of its class."""

    name: str


@dataclass(frozen=True)
class Withheld:
    """A function that ends well, and whose token somebody then fails."""


@dataclass(frozen=True)
class Run:
    """``calls`` are the payloads each function got."""

    status: str
    entered: list[str]
    calls: dict[str, list[dict[str, Any]]]


class Evaluator:
    """Node, kept running: a start for each of a run's expressions would take minutes."""

    def __init__(self) -> None:
        script = install_node_tools() / "jsonata"
        command = [str(node()), str(EVALUATOR), str(script)]
        self._lock = threading.Lock()
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def __call__(self, expression: str) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        with self._lock:
            self._process.stdin.write(json.dumps(expression) + "\n")
            answer = json.loads(self._process.stdout.readline())
        if "problem" in answer:
            raise jsonata.JSONataException("UNKNOWN", answer["problem"])
        return answer["value"]

    def end(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(MAX_SECONDS)
        self._process.stdout.close()


class SecondEngine:
    """Runs one definition after the other, each with functions of its own."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._numbers = count()
        self._machines: dict[str, str] = {}

    def run(self, definition: Mapping[str, Any], given: Any, functions: "ScriptedFunctions") -> Run:
        machine = self._machine(re.sub(r"\$\{(\w+)Arn\}", rf"{FUNCTION}\1", json.dumps(definition)))
        functions.client = self._client
        with patch.object(lambda_eval_utils, "_invoke_lambda_function", functions.invoke):
            name = f"run-{next(self._numbers)}"
            started = self._client.start_execution(stateMachineArn=machine, name=name, input=json.dumps(given))
            arn = started["executionArn"]
            ended = self._ended(arn)
        history = self._client.get_execution_history(executionArn=arn)["events"]
        entered = (event.get("stateEnteredEventDetails") for event in history)
        names = [details["name"] for details in entered if details]
        return Run(ended["status"], names, functions.calls)

    def _machine(self, text: str) -> str:
        if text not in self._machines:
            name = f"machine-{len(self._machines)}"
            made = self._client.create_state_machine(name=name, definition=text, roleArn=ROLE)
            self._machines[text] = made["stateMachineArn"]
        return self._machines[text]

    def _ended(self, arn: str) -> dict[str, Any]:
        until = time.monotonic() + MAX_SECONDS
        while time.monotonic() < until:
            described: dict[str, Any] = self._client.describe_execution(executionArn=arn)
            if described["status"] != "RUNNING":
                return described
            time.sleep(0.01)
        raise AssertionError(f"still running after {MAX_SECONDS} seconds")


@dataclass
class ScriptedFunctions:
    """Every function of a workflow: answers by ``script``, its last word again and again, else what is ``ordinary``.

    A payload with a token is answered through it at once.
    """

    ordinary: Mapping[str, Any]
    script: Script
    calls: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    client: Any = None

    def invoke(self, parameters: dict[str, Any], **_where: Any) -> dict[str, Any]:
        state = str(parameters["FunctionName"]).removeprefix(FUNCTION)
        payload = json.loads(parameters["Payload"])
        earlier = self.calls.setdefault(state, [])
        earlier.append(payload)
        words = self.script.get(state) or (self.ordinary[state],)
        word = words[min(len(earlier), len(words)) - 1]
        if isinstance(word, Thrown):
            return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": {"errorType": word.name}}
        if "token" in payload:
            self._answer(payload["token"], word)
            return {"StatusCode": 200, "Payload": None}
        return {"StatusCode": 200, "Payload": {**payload, **word} if state == "LoadMeeting" else word}

    def _answer(self, token: str, word: Any) -> None:
        if isinstance(word, Withheld):
            self.client.send_task_failure(taskToken=token, error="Broken", cause="")
        else:
            self.client.send_task_success(taskToken=token, output=json.dumps(word))


@contextmanager
def second_engine() -> Iterator[SecondEngine]:
    evaluator = Evaluator()
    config: Any = {"stepfunctions": {"execute_state_machine": True}}
    try:
        with (
            mock_aws(config=config),  # its type wants every service's settings
            patch.object(jsonata, "_eval_jsonata", evaluator),
            patch.object(retrier_decl, "time", SimpleNamespace(sleep=lambda _seconds: None)),
        ):
            yield SecondEngine(boto3.client("stepfunctions", region_name="us-east-1"))
    finally:
        evaluator.end()
