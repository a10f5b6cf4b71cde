"""Holds one conversation with a model as a Strands agent: it reads with the tools it is given, then it answers.

Nothing is printed, traced, retried or kept by Strands itself: what is remembered is handed in as ``earlier``.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strands import Agent
from strands.agent.conversation_manager import NullConversationManager
from strands.tools.executors import SequentialToolExecutor
from strands.tools.tools import PythonAgentTool
from strands.types.tools import ToolSpec

from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.llm.base import Message, Tool
from lambdas.llm.strands_model import WENT_ON, CallerModel

log = logging.getLogger(__name__)
logging.getLogger("strands").setLevel(logging.CRITICAL)
"""It logs what models say and want; prompts and answers are in no log."""
MAX_TURNS = 2
UNREADABLE = "This tool takes nothing of the kind."


@dataclass(frozen=True, slots=True)
class ReadTool:
    """A tool that reads and does nothing else. ``read`` takes its input, whatever a model made of it."""

    tool: Tool
    read: Callable[[Mapping[str, Any]], str]


def answer_of(
    model: CallerModel, system: str, earlier: Sequence[Message], question: str, tools: Sequence[ReadTool]
) -> str | NoAnswer:
    """Returns the last text: the JSON of the answer, where the model gave one. Never raises for what a model does."""
    agent = Agent(
        model=model,
        system_prompt=system,
        messages=[{"role": turn["role"], "content": list(turn["content"])} for turn in earlier],
        tools=list(_python_tools(tools)),
        callback_handler=None,
        conversation_manager=NullConversationManager(),
        retry_strategy=None,
        tool_executor=SequentialToolExecutor(),
        load_tools_from_directory=False,
        context_manager=False,
        background_tasks=False,
    )
    try:
        result = agent(question, limits={"turns": MAX_TURNS})
    except Exception as error:  # a model may say anything, and Strands raise anything for it
        if model.failed is None:
            log.warning("the agent broke off: %s", type(error).__name__)
        return _failed(model)
    if model.failed or result.stop_reason != "end_turn":
        return _failed(model)
    return "".join(block.get("text", "") for block in result.message["content"])


def _failed(model: CallerModel) -> NoAnswer:
    if model.failed:
        return NoAnswer(model.failed.reason, model.failed.detail)
    return NoAnswer(NoAnswerReason.MALFORMED, WENT_ON)


def _python_tools(tools: Sequence[ReadTool]) -> Iterator[PythonAgentTool]:
    for one in tools:
        spec: ToolSpec = {
            "name": one.tool.name,
            "description": one.tool.description,
            "inputSchema": {"json": dict(one.tool.schema)},
        }
        yield PythonAgentTool(one.tool.name, spec, _reader(one))


def _reader(one: ReadTool) -> Callable[..., Any]:
    def read(tool_use: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        given = tool_use.get("input")
        text = one.read(given) if isinstance(given, dict) else UNREADABLE
        return {"toolUseId": tool_use["toolUseId"], "status": "success", "content": [{"text": text}]}

    return read
