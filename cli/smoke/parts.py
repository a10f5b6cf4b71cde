"""The parts a hop goes through, and what of one can be seen to be broken: switched off, throttled, not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cli.smoke.hops import HopFailed

GONE = "is not there; deploy the stage again"


@dataclass(frozen=True)
class RulePart:
    """A rule of the stage's own bus."""

    name: str


@dataclass(frozen=True)
class FunctionPart:
    """``is_fed``: a queue feeds it."""

    name: str
    is_fed: bool = False


Part = RulePart | FunctionPart
AGENTS = ("budget", "big_rocks", "incidents", "staffing", "decisions", "history")
PARTS: Mapping[str, Sequence[Part]] = {
    "begin": (RulePart("prep_requests"), FunctionPart("start_prep", is_fed=True), FunctionPart("load_meeting")),
    "questions": (
        *map(FunctionPart, AGENTS),
        FunctionPart("send_prep_notification"),
        FunctionPart("wait_for_chat_completion"),
    ),
    "message": (FunctionPart("deliver_message", is_fed=True),),
    "document": (FunctionPart("generate_materials"), FunctionPart("store_materials")),
    "timeline": (FunctionPart("send_materials"), FunctionPart("schedule_reminder")),
    "removal": (RulePart("erasures"), FunctionPart("erase_meeting", is_fed=True)),
}
"""By hop, in the order in which it goes through them."""


def rule_problem(rule: Mapping[str, Any]) -> str:
    """As DescribeRule answers."""
    return "is disabled; nothing passes it" if rule.get("State") == "DISABLED" else ""


def mapping_problem(mappings: Sequence[Mapping[str, Any]]) -> str:
    """As ListEventSourceMappings answers for one function."""
    if not mappings:
        return "is fed by no queue"
    states = {mapping["State"] for mapping in mappings}
    return "" if states & {"Enabled", "Enabling", "Updating", "Creating"} else "takes nothing from its queue: disabled"


def function_problem(configuration: Mapping[str, Any], reserved: int | None) -> str:
    """As GetFunctionConfiguration and GetFunctionConcurrency answer."""
    if reserved == 0:
        return "is throttled: its reserved concurrency is 0"
    state = configuration.get("State", "Active")
    return f"is {state.lower()}: {configuration.get('StateReason', 'no reason given')}" if state == "Failed" else ""


@dataclass(frozen=True)
class StageParts:
    """``events`` and ``functions`` are clients of the stage's account."""

    events: Any
    functions: Any
    prefix: str

    def broken(self, hop: str) -> HopFailed | None:
        """The first part of the hop that is broken; None where none is seen to be. Raises nothing.

        Whoever may not look at a part is told of the hop alone.
        """
        for part in PARTS.get(hop, ()):
            if problem := self._problem(part):
                kind = "rule" if isinstance(part, RulePart) else "function"
                return HopFailed(problem, f"{kind} {self.prefix}-{part.name}")
        return None

    def _problem(self, part: Part) -> str:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return self._of_rule(part) if isinstance(part, RulePart) else self._of_function(part)
        except ClientError as error:
            return GONE if error.response["Error"].get("Code") == "ResourceNotFoundException" else ""
        except BotoCoreError:
            return ""

    def _of_rule(self, part: RulePart) -> str:
        return rule_problem(self.events.describe_rule(Name=f"{self.prefix}-{part.name}", EventBusName=self.prefix))

    def _of_function(self, part: FunctionPart) -> str:
        name = f"{self.prefix}-{part.name}"
        reserved = self.functions.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
        if problem := function_problem(self.functions.get_function_configuration(FunctionName=name), reserved):
            return problem
        if not part.is_fed:
            return ""
        return mapping_problem(self.functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"])
