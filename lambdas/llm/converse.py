"""Bedrock's Converse: one request, one reply, and what each of its errors means to us.

Bedrock sends neither rate headers nor Retry-After. botocore tries nothing again by itself (lambdas/wiring.py): each of
its tries would be paid for, unseen.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    ConnectTimeoutError,
    HTTPClientError,
    ReadTimeoutError,
)

from lambdas.domain.llm.answer import Usage
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.llm.base import Call, ModelReply, NoReply, Stop, Target, Tool, ToolUse
from lambdas.llm.in_time import in_time

STOPS = {
    "tool_use": Stop.TOOL,
    "end_turn": Stop.END,
    "stop_sequence": Stop.END,
    "max_tokens": Stop.CUT_OFF,
    "malformed_tool_use": Stop.MALFORMED,
    "malformed_model_output": Stop.MALFORMED,
    "model_context_window_exceeded": Stop.MALFORMED,
    "guardrail_intervened": Stop.REFUSED,
    "content_filtered": Stop.REFUSED,
}
"""Every stop reason of bedrock-runtime 2023-09-30."""
BUSY = {"ThrottlingException": NoAnswerReason.THROTTLED, "ModelTimeoutException": NoAnswerReason.TIMEOUT}
AWAY = {"ServiceUnavailableException", "ModelNotReadyException", "InternalServerException", "ModelErrorException"}
NOT_GRANTED = {"AccessDeniedException", "ResourceNotFoundException"}
NOT_GRANTED_SECONDS = 900
NO_BEDROCK = "what answers as Bedrock there is something else"
NO_MODEL_BEHIND = "[ministack mock"
"""How the embedded engine answers by itself, with 200, while no model stands behind its Bedrock."""


@dataclass(frozen=True)
class ConverseEndpoint:
    """``client`` is one of bedrock-runtime."""

    client: Any

    def call(self, target: Target, call: Call, seconds: float) -> ModelReply:
        try:
            answer = in_time(lambda: self.client.converse(**_request(target, call)), seconds)
        except ClientError as error:
            raise _meaning(error, self.client.meta.region_name) from error
        except (ReadTimeoutError, ConnectTimeoutError) as error:
            raise NoReply(NoAnswerReason.TIMEOUT, "Bedrock did not answer in time") from error
        except (ConnectionError, HTTPClientError) as error:
            raise NoReply(NoAnswerReason.UNAVAILABLE, "Bedrock could not be reached", may_retry=True) from error
        except BotoCoreError as error:  # no credentials, a request of a shape it does not know
            said = f"Bedrock could not be asked: {type(error).__name__}"
            raise NoReply(NoAnswerReason.UNAVAILABLE, said) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # botocore, of what is no answer of AWS's
            raise NoReply(NoAnswerReason.UNAVAILABLE, NO_BEDROCK) from error
        return _reply(answer)


def _request(target: Target, call: Call) -> dict[str, Any]:
    """``requestMetadata`` shows in invocation logs, where somebody switches them on: no id that names a person."""
    request: dict[str, Any] = {
        "modelId": target.model_id,
        "system": [{"text": call.system}],
        "messages": list(call.messages),
        "inferenceConfig": {"maxTokens": call.max_tokens, "temperature": 0},
        "requestMetadata": {
            "purpose": call.purpose.value,
            "asker": _hashed(call.asker.user_id),
        },
    }
    if target.guardrail:
        request["guardrailConfig"] = {
            "guardrailIdentifier": target.guardrail.id,
            "guardrailVersion": target.guardrail.version,
        }
    return request | _shape(target, call)


def _hashed(user_id: str) -> str:
    return sha256(user_id.encode()).hexdigest()[:16]


def _shape(target: Target, call: Call) -> dict[str, Any]:
    tools = [*call.tools, *([call.answer] if call.answer else [])]
    if call.answer and target.structured == "json_schema":
        structure = {"jsonSchema": {"name": call.answer.name, "schema": _text_of(call.answer.schema)}}
        return {"outputConfig": {"textFormat": {"type": "json_schema", "structure": structure}}}
    if not tools:
        return {}
    must = {"toolChoice": {"tool": {"name": call.answer.name}}} if call.answer and target.structured == "tool" else {}
    return {"toolConfig": {"tools": list(_specs(tools)), **must}}


def _text_of(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema)


def _specs(tools: Iterable[Tool]) -> Iterator[dict[str, Any]]:
    for tool in tools:
        spec = {"name": tool.name, "description": tool.description, "inputSchema": {"json": dict(tool.schema)}}
        yield {"toolSpec": spec}


def _reply(answer: Mapping[str, Any]) -> ModelReply:
    if "output" not in answer:
        raise NoReply(NoAnswerReason.UNAVAILABLE, NO_BEDROCK)
    content = answer["output"].get("message", {}).get("content", [])
    text = "\n".join(block["text"] for block in content if "text" in block)
    if text.startswith(NO_MODEL_BEHIND):
        raise NoReply(NoAnswerReason.UNAVAILABLE, "no model stands behind the embedded engine's Bedrock")
    uses = (block["toolUse"] for block in content if "toolUse" in block)
    usage = answer.get("usage", {})
    return ModelReply(
        stop=STOPS.get(answer.get("stopReason", ""), Stop.MALFORMED),
        text=text,
        tool_uses=tuple(ToolUse(use.get("toolUseId", ""), use.get("name", ""), use.get("input")) for use in uses),
        usage=Usage(
            input=usage.get("inputTokens", 0) + usage.get("cacheWriteInputTokens", 0),
            output=usage.get("outputTokens", 0),
            cached=usage.get("cacheReadInputTokens", 0),
        ),
    )


def _meaning(error: ClientError, region: str) -> NoReply:
    code = error.response["Error"]["Code"]
    if code in BUSY:
        return NoReply(BUSY[code], "Bedrock was too busy", may_retry=code == "ThrottlingException")
    if code in AWAY:
        return NoReply(NoAnswerReason.UNAVAILABLE, "Bedrock was too busy or away", may_retry=True)
    if code in NOT_GRANTED:
        said = f"access to the model is not granted in {region}: an organization's policy or a role denies it there"
        return NoReply(NoAnswerReason.OFF, said, alone_for=NOT_GRANTED_SECONDS)
    if code == "ServiceQuotaExceededException":
        return NoReply(NoAnswerReason.THROTTLED, f"the account's quota for the model is used up in {region}")
    if code == "ValidationException":  # a defect of ours, or a model that does not do what its row says
        return NoReply(
            NoAnswerReason.MALFORMED, f"Bedrock refused the request: is the model's row right, is it in {region}?"
        )
    return NoReply(NoAnswerReason.UNAVAILABLE, f"Bedrock refused with {code}")
