"""A model of Strands over our own caller: its ceilings, its ledger, its circuit and both its endpoints hold here too.

Strands is imported with this module, so whoever has no conversation to hold does without it.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator, Sequence
from typing import Any

from strands.models.model import Model as StrandsModel

from lambdas.domain.llm.answer import Usage
from lambdas.domain.llm.consent import ModelAsker
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.llm.base import Call, Caller, Message, ModelReply, NoReply, Stop, Tool, ToolUse
from lambdas.llm.typed import SHORTEST_SECONDS

MAX_TOOL_USES = 4
"""Of one reply; what it wants beyond those it may ask for in its next."""
WENT_ON = "the model went on looking things up and did not answer"
Event = dict[str, Any]


class CallerModel(StrandsModel):
    """Makes at most ``max_calls``; the last of them must give the ``answer``, whose JSON is then the agent's last text.

    ``seconds_left``: of the whole conversation, asked before each call. ``failed`` is the first call that came to
    nothing.
    """

    def __init__(
        self,
        caller: Caller,
        *,
        purpose: Purpose,
        asker: ModelAsker,
        answer: Tool,
        max_tokens: int,
        max_calls: int,
        seconds_left: Callable[[], float],
    ) -> None:
        self._caller: Caller = caller
        self._purpose, self._asker, self._answer = purpose, asker, answer
        self._max_tokens, self._max_calls, self._seconds_left = max_tokens, max_calls, seconds_left
        self.calls, self.cost, self.usage = 0, 0, Usage()
        self.answered_by = caller.model_name
        self.failed: NoReply | None = None

    def update_config(self, **_: Any) -> None:
        """Nothing of it is set from outside."""

    def get_config(self) -> dict[str, Any]:
        return {"context_window_limit": None}

    def structured_output(self, *_: Any, **__: Any) -> AsyncGenerator[dict[str, Any], None]:
        raise TypeError("the answer's shape is asked for with the last call, never apart from it")

    async def stream(
        self,
        messages: Any,
        tool_specs: Any = None,
        system_prompt: str | None = None,
        *_: Any,
        **__: Any,
    ) -> AsyncIterable[Any]:
        """Raises NoReply, which is then in ``failed`` as well: Strands may raise it as something of its own."""
        try:
            reply = self._reply(tuple(map(_turn, messages)), tool_specs or (), system_prompt or "")
            uses = self._uses(reply)
        except NoReply as error:
            self.failed = self.failed or error
            raise
        for event in _events(self._said(reply), uses, reply.usage):
            yield event

    def _reply(self, messages: tuple[Message, ...], specs: Sequence[Any], system: str) -> ModelReply:
        if self.calls >= self._max_calls:
            raise NoReply(NoAnswerReason.MALFORMED, WENT_ON)
        seconds = self._seconds_left()
        if seconds < SHORTEST_SECONDS:
            raise NoReply(NoAnswerReason.TIMEOUT, "there was no time left to ask")
        self.calls += 1
        tools = tuple(Tool(spec["name"], spec["description"], spec["inputSchema"]["json"]) for spec in specs)
        call = Call(
            purpose=self._purpose,
            asker=self._asker,
            system=system,
            messages=messages,
            max_tokens=self._max_tokens,
            tools=tools if self._is_last else (*tools, self._answer),
            answer=self._answer if self._is_last else None,
        )
        reply = self._caller.call(call, seconds)
        self.cost, self.usage, self.answered_by = self.cost + reply.cost, self.usage + reply.usage, reply.model
        return reply

    @property
    def _is_last(self) -> bool:
        return self.calls == self._max_calls

    def _uses(self, reply: ModelReply) -> tuple[ToolUse, ...]:
        """Returns the tools to use before it is asked again; none once it has answered."""
        if reply.stop is Stop.REFUSED:
            raise NoReply(NoAnswerReason.REFUSED)
        if reply.stop in (Stop.CUT_OFF, Stop.MALFORMED):
            raise NoReply(NoAnswerReason.MALFORMED, "the answer was cut off or no JSON")
        if self._given(reply) is not None:
            return ()
        if reply.tool_uses and self._is_last:
            raise NoReply(NoAnswerReason.MALFORMED, WENT_ON)
        return reply.tool_uses[:MAX_TOOL_USES]

    def _given(self, reply: ModelReply) -> ToolUse | None:
        return next((use for use in reply.tool_uses if use.name == self._answer.name), None)

    def _said(self, reply: ModelReply) -> str:
        given = self._given(reply)
        return json.dumps(given.input) if given else reply.text


def _turn(message: Any) -> Message:
    """A turn without what Strands keeps beside it."""
    return {"role": message["role"], "content": list(message["content"])}


def _events(text: str, uses: Sequence[ToolUse], usage: Usage) -> Iterator[Event]:
    """The reply as the stream that Strands takes a message from."""
    yield {"messageStart": {"role": "assistant"}}
    if text or not uses:
        yield {"contentBlockStart": {"start": {}}}
        yield {"contentBlockDelta": {"delta": {"text": text}}}
        yield {"contentBlockStop": {}}
    for number, use in enumerate(uses, start=1):
        named = {"toolUseId": use.use_id or f"use-{number}", "name": use.name}
        yield {"contentBlockStart": {"start": {"toolUse": named}}}
        yield {"contentBlockDelta": {"delta": {"toolUse": {"input": json.dumps(use.input)}}}}
        yield {"contentBlockStop": {}}
    yield {"messageStop": {"stopReason": "tool_use" if uses else "end_turn"}}
    counted = {"inputTokens": usage.input, "outputTokens": usage.output, "totalTokens": usage.input + usage.output}
    yield {"metadata": {"usage": counted, "metrics": {"latencyMs": 0}}}
