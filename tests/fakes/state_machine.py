"""A state machine in memory: reads the real definition and behaves as Step Functions does.

Tasks, retries, catches, choices, parallel branches, maps and task tokens, as far as the preparation and the refresh use
them; expressions are evaluated, not imitated. An execution moves one attempt at a time, when it is told to.
"""

import json
import re
from collections.abc import Callable, Generator, Mapping
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from lambdas.domain.preparation.executions import WorkflowStatus
from tests.fakes.workflows import FakeWorkflows

DEFINITIONS = Path(__file__).parents[2] / "statemachines"
Values = dict[str, Any]
Steps = Generator[None, None, Any]
Invoke = Callable[[str, Values], Any]
"""Runs a function by name. Raises :class:`TaskFailed`, or :class:`NeverAnswered` where nobody notices its death."""


class TaskFailed(Exception):
    """``error`` is the name Step Functions gives it: the exception's class, or what killed the function."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class NeverAnswered(Exception):
    """A function that was to answer a token died, and the engine does not notice: the state waits on."""


@cache
def definition(name: str) -> Values:
    content: Values = json.loads((DEFINITIONS / f"{name}.asl.json").read_text())
    return content


class FakeStateMachine(FakeWorkflows):
    """``step`` moves one execution to the next attempt of a task; a waiting one stays where it is.

    ``backoff``: by execution, the longest its next attempt would wait, in seconds, where the last one failed.
    """

    def __init__(self, invoke: Invoke, name: str = "meeting_prep") -> None:
        super().__init__()
        self._invoke = invoke
        self._definition = definition(name)
        self._steps: dict[str, Steps] = {}
        self._waits: dict[str, Values] = {}
        self._moving: set[str] = set()
        self._tokens = 0
        self.backoff: dict[str, float] = {}

    def start(self, name: str, execution_input: Mapping[str, Any]) -> str:
        arn = super().start(name, execution_input)
        if name not in self._steps:
            self._steps[name] = self._execution(name, dict(self.inputs[name]))
        return arn

    def stop(self, arn: str, reason: str) -> bool:
        is_known = super().stop(arn, reason)
        self._forget_tokens(arn.rpartition(":")[2])
        return is_known

    @property
    def running(self) -> list[str]:
        """Names, in the order in which they were started."""
        return [name for name in self.started if self.is_running(self.arn_of(name))]

    def movable(self) -> list[str]:
        """The executions a step would move."""
        return [name for name in self.running if name not in self._moving and not self._is_waiting(name)]

    def step(self, name: str) -> None:
        """One attempt of one task, or the way to its next one. A function that is at work goes on until it is done."""
        if name in self._moving or not self.is_running(self.arn_of(name)):
            return
        self._moving.add(name)
        try:
            next(self._steps[name], None)
        finally:
            self._moving.discard(name)

    def lose_everything(self) -> None:
        """The engine was killed: no execution and no token survives."""
        for name in self.running:
            self.end(name, WorkflowStatus.FAILED)
        self.waiting.clear()
        self._waits.clear()

    def _answered(self, token: str, answer: Any) -> bool:
        if not super()._answered(token, answer):
            return False
        self._waits[token]["answer"] = answer
        return True

    def _is_waiting(self, name: str) -> bool:
        return any(wait["name"] == name and "answer" not in wait for wait in self._waits.values())

    def _forget_tokens(self, name: str) -> None:
        for token in [token for token, wait in self._waits.items() if wait["name"] == name]:
            self.waiting.discard(token)
            del self._waits[token]

    # one execution

    def _execution(self, name: str, given: Values) -> Steps:
        try:
            outcome = yield from self._walk(name, self._definition, given, {}, given)
        except TaskFailed:
            outcome = WorkflowStatus.FAILED
        if self.is_running(self.arn_of(name)):
            self.end(name, outcome)

    def _walk(self, name: str, machine: Values, given: Any, variables: Values, execution_input: Values) -> Steps:
        state_name: str | None = machine["StartAt"]
        while state_name:
            state = machine["States"][state_name]
            if not self.is_running(self.arn_of(name)):
                return WorkflowStatus.ABORTED
            scope = {"input": given, "context": {"Execution": {"Input": execution_input}}}
            match state["Type"]:
                case "Task":
                    given, state_name = yield from self._task(name, state, scope, variables)
                case "Parallel":
                    for branch in state["Branches"]:
                        yield from self._walk(name, branch, given, variables, execution_input)
                    state_name = state.get("Next")
                case "Map":
                    for item in state["Items"]:
                        yield from self._walk(name, state["ItemProcessor"], item, variables, execution_input)
                    state_name = state.get("Next")
                case "Choice":
                    chosen = (c["Next"] for c in state["Choices"] if _evaluated(c["Condition"], scope, variables))
                    state_name = next(chosen, state["Default"])
                case "Fail":
                    return WorkflowStatus.FAILED
                case _:
                    state_name = state.get("Next")
        return WorkflowStatus.SUCCEEDED

    def _task(self, name: str, state: Values, scope: Values, variables: Values) -> Steps:
        tried: dict[int, int] = {}
        while True:
            yield
            if not self.is_running(self.arn_of(name)):
                return None, None
            try:
                scope["result"] = yield from self._attempt(name, state, scope, variables)
            except TaskFailed as failure:
                if seconds := _retry(state, failure.error, tried):
                    self.backoff[name] = seconds
                    continue
                scope["errorOutput"] = {"Error": failure.error}
                caught = next((catch for catch in state.get("Catch", ()) if _covers(catch, failure.error)), None)
                if caught is None:
                    raise
                return _evaluated(caught["Output"], scope, variables), caught["Next"]
            variables |= {key: _evaluated(text, scope, variables) for key, text in state.get("Assign", {}).items()}
            return _evaluated(state["Output"], scope, variables), state.get("Next")

    def _attempt(self, name: str, state: Values, scope: Values, variables: Values) -> Steps:
        if not state["Resource"].endswith(".waitForTaskToken"):
            return {"Payload": self._called(_evaluated(state["Arguments"], scope, variables))}
        token = self._new_token(name)
        scope["context"]["Task"] = {"Token": token}
        try:
            self._called(_evaluated(state["Arguments"], scope, variables))
        except TaskFailed:
            self.waiting.discard(token)
            self._waits.pop(token, None)
            raise
        except NeverAnswered:
            pass
        while "answer" not in self._waits.get(token, {}):
            yield
            if not self.is_running(self.arn_of(name)):
                return {}
        answer = self._waits.pop(token)["answer"]
        if isinstance(answer, str):
            raise TaskFailed(answer)
        return answer

    def _new_token(self, name: str) -> str:
        self._tokens += 1
        token = f"token-{self._tokens}"
        self.waiting.add(token)
        self._waits[token] = {"name": name}
        return token

    def _called(self, arguments: Values) -> Any:
        placeholder = arguments["FunctionName"].removeprefix("${").removesuffix("Arn}")
        function = re.sub(r"(?<!^)(?=[A-Z])", "_", placeholder).lower()
        return self._invoke(function, json.loads(json.dumps(arguments["Payload"])))


def _retry(state: Values, error: str, tried: dict[int, int]) -> float:
    """How long the next attempt waits at most; 0 when there is none."""
    for place, rule in enumerate(state.get("Retry", ())):
        if _covers(rule, error):
            tried[place] = tried.get(place, 0) + 1
            if tried[place] > int(rule["MaxAttempts"]):
                return 0
            growing = rule["IntervalSeconds"] * rule["BackoffRate"] ** (tried[place] - 1)
            return float(min(growing, rule["MaxDelaySeconds"]))
    return 0


def _covers(rule: Values, error: str) -> bool:
    return error in rule["ErrorEquals"] or ("States.ALL" in rule["ErrorEquals"] and error != "States.DataLimitExceeded")


def _evaluated(template: Any, scope: Values, variables: Values) -> Any:
    if isinstance(template, dict):
        return {key: _evaluated(value, scope, variables) for key, value in template.items()}
    if isinstance(template, str) and template.startswith("{%"):
        known = {"states": scope, **variables}
        names = {"at": lambda path: _at(known, path), "merge": _merge, "substring": _part, "true": True, "false": False}
        return eval(_compiled(template), names)
    return template


@cache
def _compiled(template: str) -> CodeType:
    """The part of JSONata the definition uses, as Python: paths, strings, ``&``, ``=``, objects, two functions."""
    parts = re.split(r"('[^']*')", template.removeprefix("{%").removesuffix("%}").strip())
    parts[::2] = [_translated(part) for part in parts[::2]]
    return compile("".join(parts), template, "eval")


def _translated(text: str) -> str:
    text = re.sub(r"\$(merge|substring)\(", r"\1(", text)
    text = re.sub(r"\$([A-Za-z_.]+)", r"at('\1')", text)
    return re.sub(r"(?<!!)=", "==", text).replace("&", "+")


def _at(known: Values, path: str) -> Any:
    value: Any = known
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _merge(objects: list[Values]) -> Values:
    return {key: value for one in objects for key, value in one.items()}


def _part(text: str, start: int, length: int) -> str:
    return text[start : start + length]
