"""An OpenAI-compatible endpoint: Ollama, llama.cpp, vLLM and others, at an address an operator connected."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lambdas.domain.llm.answer import Usage
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.errors import AmoError, Refused, Retryable
from lambdas.llm.base import Call, Message, ModelReply, NoReply, Stop, Target, Tool, ToolUse
from lambdas.llm.in_time import in_time
from lambdas.outbound.json_http import JsonHttp, RawAnswer

STOPS = {"tool_calls": Stop.TOOL, "stop": Stop.END, "length": Stop.CUT_OFF, "content_filter": Stop.REFUSED}
NO_MODEL = "what answers there is no OpenAI-compatible model: is the address right, does it end in /v1?"
BAD_KEY = "the key of the model's endpoint could not be read or sent: connect it again"
AWAY = "the model's endpoint could not be reached"
KEY_REFUSED = "the model's endpoint refused the key: connect it again"
UNKNOWN_MODEL = "the model's endpoint knows no such model: connect it again"
UNREADABLE = object()
MODEL_NAME = re.compile(r"[\w./:@+-]{1,100}")


@dataclass(frozen=True)
class OpenAiCompatibleEndpoint:
    """``key`` reads the endpoint's key with each call, empty where it wants none."""

    http: JsonHttp
    key: Callable[[], str]

    def call(self, target: Target, call: Call, seconds: float) -> ModelReply:
        body = json.dumps(_request(target, call)).encode()
        headers = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "AMO"}
        headers |= _headers(self._key())
        url = f"{self.http.base_url}/chat/completions"
        try:
            answer = in_time(lambda: self.http.fetch("POST", url, headers, body), seconds)
        except Retryable as error:
            raise NoReply(NoAnswerReason.UNAVAILABLE, AWAY, may_retry=True) from error
        except Refused as error:
            raise NoReply(NoAnswerReason.MALFORMED, "the model's endpoint answered with more than AMO reads") from error
        except (ValueError, ClientError) as error:
            raise NoReply(NoAnswerReason.OFF, BAD_KEY, alone_for=60) from error
        return _reply(_good(answer))

    def _key(self) -> str:
        try:
            return self.key()
        except (ValueError, ClientError) as error:
            raise NoReply(NoAnswerReason.OFF, BAD_KEY, alone_for=60) from error
        except AmoError as error:
            reason = NoAnswerReason.OFF if isinstance(error, Refused) else NoAnswerReason.UNAVAILABLE
            raise NoReply(reason, str(error)) from error


def listed_models(http: JsonHttp, key: str) -> list[str]:
    """The names of the models that the endpoint says it has, none where it does not say. Raises AmoError."""
    rows = http.call("GET", "/models", headers=_headers(key)).content.get("data")
    names = (row.get("id") for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return [name for name in names if isinstance(name, str) and MODEL_NAME.fullmatch(name)]


def _headers(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _request(target: Target, call: Call) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": target.model_id,
        "messages": [{"role": "system", "content": call.system}, *_turns(call.messages)],
        "max_tokens": call.max_tokens,
        "temperature": 0,
        "stream": False,
    }
    if call.answer and target.structured == "json_schema":
        shape = {"name": call.answer.name, "schema": call.answer.schema}
        return {**request, "response_format": {"type": "json_schema", "json_schema": shape}}
    tools = [*call.tools, *([call.answer] if call.answer else [])]
    if not tools:
        return request
    request["tools"] = [_function(tool) for tool in tools]
    if call.answer and target.structured == "tool":
        request["tool_choice"] = {"type": "function", "function": {"name": call.answer.name}}
    return request


def _function(tool: Tool) -> dict[str, Any]:
    function = {"name": tool.name, "description": tool.description, "parameters": tool.schema}
    return {"type": "function", "function": function}


def _turns(messages: tuple[Message, ...]) -> Iterator[dict[str, Any]]:
    """Converse's turns as OpenAI's: what a tool answered is a turn of its own there."""
    for message in messages:
        content = message["content"]
        text = "\n".join(block["text"] for block in content if "text" in block)
        uses = [block["toolUse"] for block in content if "toolUse" in block]
        if text or uses:
            calls = {"tool_calls": [_tool_call(use) for use in uses]} if uses else {}
            yield {"role": message["role"], "content": text or None, **calls}
        for result in (block["toolResult"] for block in content if "toolResult" in block):
            told = "\n".join(part.get("text") or json.dumps(part.get("json")) for part in result["content"])
            yield {"role": "tool", "tool_call_id": result["toolUseId"], "content": told}


def _tool_call(use: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": use["name"], "arguments": json.dumps(use["input"])}
    return {"id": use["toolUseId"], "type": "function", "function": function}


def _good(answer: RawAnswer) -> Mapping[str, Any]:
    if answer.status == 429:
        raise NoReply(NoAnswerReason.THROTTLED, "the model's endpoint was too busy", may_retry=True)
    if answer.status in (401, 403):
        raise NoReply(NoAnswerReason.OFF, KEY_REFUSED, alone_for=60)
    if answer.status == 404:
        said = _object(answer.body) or {}
        is_model = "error" in said or "model" in str(said.get("message", ""))
        raise NoReply(NoAnswerReason.OFF, UNKNOWN_MODEL if is_model else NO_MODEL, alone_for=60)
    if answer.status >= 500:
        raise NoReply(NoAnswerReason.UNAVAILABLE, f"the model's endpoint answered {answer.status}", may_retry=True)
    if answer.status >= 400:
        raise NoReply(NoAnswerReason.MALFORMED, f"the model's endpoint refused the request with {answer.status}")
    content = _object(answer.body)
    if content is None:
        raise NoReply(NoAnswerReason.UNAVAILABLE, NO_MODEL)
    return content


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _reply(content: Mapping[str, Any]) -> ModelReply:
    choices = content.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise NoReply(NoAnswerReason.UNAVAILABLE, NO_MODEL)
    uses = tuple(_tool_uses(message))
    stop = STOPS.get(str(choice.get("finish_reason")), Stop.END)
    if any(use.input is UNREADABLE for use in uses):
        uses, stop = (), Stop.MALFORMED
    text = message.get("content")
    return ModelReply(
        stop=Stop.TOOL if uses and stop is Stop.END else stop,
        text=text if isinstance(text, str) else "",
        tool_uses=uses,
        usage=_usage(content.get("usage")),
    )


def _tool_uses(message: Mapping[str, Any]) -> Iterator[ToolUse]:
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else ():
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict):
            yield ToolUse(str(call.get("id", "")), str(function.get("name", "")), _arguments(function.get("arguments")))


def _arguments(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given or "{}")
    except (ValueError, RecursionError):
        return UNREADABLE


def _usage(given: Any) -> Usage:
    """Counts as nothing what it does not say: an endpoint that costs something says it."""
    counted = given if isinstance(given, dict) else {}
    details = counted.get("prompt_tokens_details")
    cached = _count(details if isinstance(details, dict) else {}, "cached_tokens")
    prompt = _count(counted, "prompt_tokens")
    return Usage(input=max(0, prompt - cached), output=_count(counted, "completion_tokens"), cached=cached)


def _count(given: Mapping[str, Any], name: str) -> int:
    value = given.get(name)
    return value if isinstance(value, int) and value > 0 else 0
