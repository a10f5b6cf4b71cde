"""Asks for a value of a type: one call, and one more where the answer could not be read or the model was busy."""

import json
import random
import secrets
import time
from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer, Usage
from lambdas.domain.llm.answer_schema import answer_schema
from lambdas.domain.llm.catalog import ModelCatalog, PurposeRow
from lambdas.domain.llm.consent import ModelAsker
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.llm.spotlight import spotlit
from lambdas.llm.base import Call, Caller, Message, ModelReply, NoReply, Stop, Tool

AnswerT = TypeVar("AnswerT", bound=Model)
ANSWER = "answer"
SHORTEST_SECONDS = 0.3
"""With less time left nothing is asked: it would be paid for and not read."""
WAIT_SECONDS = (0.3, 1.0)
MAX_CALLS = 2
MAX_BRACES = 20
"""Places in a text at which an object may begin."""
MAX_WORDS_OF_MISTAKE = 10


@dataclass(frozen=True, slots=True)
class TypedLlm:
    caller: Caller
    catalog: ModelCatalog
    now: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep

    def ask(
        self, prompt: ModelPrompt, returns: type[AnswerT], *, asker: ModelAsker, deadline: datetime
    ) -> ModelAnswer[AnswerT] | NoAnswer:
        row = self.catalog.purposes[prompt.purpose]
        messages: tuple[Message, ...] = (_turn("user", spotlit(prompt, secrets.token_hex(6))),)
        began, usage, cost = self.now(), Usage(), 0
        failed: NoAnswer = NoAnswer(NoAnswerReason.TIMEOUT, "there was no time left to ask")
        for attempt in range(MAX_CALLS):
            seconds = self._seconds_left(row, began, deadline)
            if seconds < SHORTEST_SECONDS:
                break
            try:
                reply = self.caller.call(_call(prompt, returns, asker, messages, row.max_tokens), seconds)
            except NoReply as error:
                failed = NoAnswer(error.reason, error.detail)
                wait = random.uniform(*WAIT_SECONDS)  # noqa: S311 - jitter, no secret
                is_last = attempt + 1 == MAX_CALLS or self._seconds_left(row, began, deadline) < wait
                if not error.may_retry or is_last:
                    break
                self.sleep(wait)
                continue
            usage, cost = usage + reply.usage, cost + reply.cost
            if reply.stop is Stop.REFUSED:
                return NoAnswer(NoAnswerReason.REFUSED)
            value, mistake = _parsed(reply, returns)
            if value is not None:
                took = (self.now() - began).total_seconds()
                return ModelAnswer(value, reply.model, prompt.instructions.version, usage, cost, took)
            failed = NoAnswer(NoAnswerReason.MALFORMED, mistake)
            messages = (*messages[:1], *_repair(mistake))
        return failed

    def _seconds_left(self, row: PurposeRow, began: datetime, deadline: datetime) -> float:
        now = self.now()
        return min(row.seconds - (now - began).total_seconds(), (deadline - now).total_seconds())


def _call(
    prompt: ModelPrompt, returns: type[Model], asker: ModelAsker, messages: tuple[Message, ...], max_tokens: int
) -> Call:
    said = f"\n\nWrite in {prompt.language}." if prompt.language else ""
    return Call(
        purpose=prompt.purpose,
        asker=asker,
        system=prompt.instructions.text + said,
        messages=messages,
        max_tokens=max_tokens,
        answer=Tool(ANSWER, "The whole answer.", answer_schema(returns)),
    )


def _parsed(reply: ModelReply, returns: type[AnswerT]) -> tuple[AnswerT | None, str]:
    """Returns the value, or what is wrong with the answer in a few words that hold nothing of it."""
    if reply.stop in (Stop.CUT_OFF, Stop.MALFORMED):
        return None, "the answer was cut off" if reply.stop is Stop.CUT_OFF else "the answer was no JSON"
    given = next((use.input for use in reply.tool_uses if use.name == ANSWER), None)
    if given is None:
        given = _one_object(reply.text)
    if given is None:
        return None, "the answer was no JSON object"
    try:
        # As JSON: half a character, which no table stores, is refused here.
        return returns.model_validate_json(json.dumps(given)), ""
    except RecursionError:
        return None, "the answer was too deep"
    except ValidationError as error:
        return None, _mistake(error, set(_fields(answer_schema(returns))))


def _mistake(error: ValidationError, fields: Set[str]) -> str:
    """Names fields of ours alone: the name of one too many is the model's own words."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"] if isinstance(part, int) or part in fields)
    return " ".join(f"{place}: {first['type'].replace('_', ' ')}".split()[:MAX_WORDS_OF_MISTAKE])


def _fields(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _fields(part)


def _one_object(text: str) -> dict[str, Any] | None:
    """The first JSON object in a text, as models write it between words or fences."""
    start = -1
    for _ in range(MAX_BRACES):
        start = text.find("{", start + 1)
        if start < 0:
            return None
        with suppress(ValueError, RecursionError):
            found, _ = json.JSONDecoder().raw_decode(text, start)
            return found if isinstance(found, dict) else None
    return None


def _repair(mistake: str) -> tuple[Message, ...]:
    """Says what was wrong, without the answer itself: that may be anything."""
    return (
        _turn("assistant", "{}"),
        _turn("user", f"That was not what was asked for ({mistake}). Give the whole answer again in its shape."),
    )


def _turn(role: str, text: str) -> Message:
    return {"role": role, "content": [{"text": text}]}
