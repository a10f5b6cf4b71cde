"""The scripted stand-in for a model: answers by rules, out of the data it is shown. It is no model.

What is asked for is told by the request alone: the schema of the tool that must be called, or of the text; where
there are tools and nothing that must be, it calls one and then tells what that said.
"""

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from cli.local.model_fake.faults import ModelFault
from cli.local.model_fake.hostile import ATTACKS, attack
from cli.local.model_fake.scripts import scripted
from cli.local.model_fake.shapes import Scripted
from cli.local.model_fake.shown_data import QUESTION, ShownLine, question_words, shown_lines

NAME = "a scripted stand-in, no model"
ANSWER = "answer"
HALF = '{"half": "of an ans'
MAX_TOLD = 3
BYTES_PER_TOKEN = 4
_ids = itertools.count(1)

Content = dict[str, Any]


def completion(request: Mapping[str, Any], fault: ModelFault = ModelFault.NONE) -> Content:
    """As an OpenAI-compatible endpoint answers ``/v1/chat/completions``."""
    message, finish = _message(request, fault)
    read, written = _tokens(request.get("messages", [])), _tokens(message)
    return {
        "id": f"scripted-{next(_ids)}",
        "object": "chat.completion",
        "model": NAME,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written},
    }


def _message(request: Mapping[str, Any], fault: ModelFault) -> tuple[Content, str]:
    tools = {tool["function"]["name"]: tool["function"].get("parameters", {}) for tool in request.get("tools") or ()}
    must = _must_call(request, tools)
    if schema := _schema_of_text(request):
        return {"role": "assistant", "content": _written(request, schema, fault)}, "stop"
    if must:
        return _calls([(must, _written(request, tools[must], fault))]), "tool_calls"
    has_looked = any(message.get("role") == "tool" for message in request.get("messages", []))
    if tools.keys() - {ANSWER} and not has_looked:
        return _calls(_looked_up(request, tools, fault)), "tool_calls"
    if ANSWER in tools:
        return _calls([(ANSWER, _written(request, tools[ANSWER], fault))]), "tool_calls"
    return {"role": "assistant", "content": _told(request, fault)}, "stop"


def _looked_up(request: Mapping[str, Any], tools: Mapping[str, Any], fault: ModelFault) -> list[tuple[str, str]]:
    """Every tool once, and one that reads by kind for each kind there is."""
    if fault is not ModelFault.NONE:
        return [(name, _written(request, schema, fault)) for name, schema in tools.items() if name != ANSWER]
    calls = []
    for name, schema in tools.items():
        kinds = {key: part["enum"] for key, part in schema.get("properties", {}).items() if "enum" in part}
        given = [{key: kind} for key, options in kinds.items() for kind in options] or [{}]
        calls += [(name, json.dumps(one)) for one in given if name != ANSWER]
    return calls


def _must_call(request: Mapping[str, Any], tools: Mapping[str, Any]) -> str:
    """Empty where it may do as it likes. A tool that is called ``answer`` is what it was asked for."""
    choice = request.get("tool_choice")
    named = choice.get("function", {}).get("name", "") if isinstance(choice, Mapping) else ""
    if named in tools:
        return str(named)
    return ANSWER if ANSWER in tools and len(tools) == 1 else ""


def _schema_of_text(request: Mapping[str, Any]) -> Mapping[str, Any]:
    wanted = request.get("response_format") or {}
    schema = wanted.get("json_schema", {}).get("schema", {}) if isinstance(wanted, Mapping) else {}
    return schema if isinstance(schema, Mapping) else {}


def _written(request: Mapping[str, Any], schema: Mapping[str, Any], fault: ModelFault) -> str:
    if fault is ModelFault.MALFORMED:
        return HALF
    messages = request.get("messages", [])
    lines = shown_lines(messages)
    if fault is ModelFault.HOSTILE:
        return json.dumps(attack(schema, lines), ensure_ascii=False)
    if any(message.get("role") == "tool" for message in messages):
        lines = _about_the_question(messages)
    value = scripted(schema, lines) or Scripted(lines).fill(schema)
    return json.dumps(value, ensure_ascii=False)


def _about_the_question(messages: Sequence[Mapping[str, Any]]) -> tuple[ShownLine, ...]:
    """The lines that tools told and that share words with the question, those with the most first."""
    words = question_words(messages)
    told = {line: sum(word in line.text.casefold() for word in words) for line in shown_lines(messages)}
    fitting = [line for line, shared in told.items() if shared and line.label != QUESTION]
    return tuple(sorted(fitting, key=lambda line: -told[line])[:MAX_TOLD])


def _calls(made: Sequence[tuple[str, str]]) -> Content:
    calls = [
        {"id": f"call-{next(_ids)}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for name, arguments in made
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def _told(request: Mapping[str, Any], fault: ModelFault) -> str:
    if fault is ModelFault.HOSTILE:
        return "\n".join(ATTACKS)
    lines = _about_the_question(request.get("messages", []))
    told = [f"{line.text} [{line.handle}]" if line.handle else line.text for line in lines]
    return "\n".join(told) or "Nothing on record answers this."


def _tokens(content: Any) -> int:
    return math.ceil(len(json.dumps(content, ensure_ascii=False).encode()) / BYTES_PER_TOKEN)
