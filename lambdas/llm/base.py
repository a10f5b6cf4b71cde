"""The protocols of the model: features ask an :class:`Llm`, an :class:`Endpoint` speaks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import NO_USAGE, ModelAnswer, NoAnswer, Usage
from lambdas.domain.llm.catalog import Structured
from lambdas.domain.llm.connection import Guardrail
from lambdas.domain.llm.consent import ModelAsker
from lambdas.domain.llm.prices import Price
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.errors import AmoError

AnswerT = TypeVar("AnswerT", bound=Model)
Message = Mapping[str, Any]
"""A turn in the shape of Bedrock's Converse: ``{"role": "user", "content": [{"text": ...}]}``."""


class Llm(Protocol):
    """Asks a model for a value of a type. Never raises for what a model or its endpoint does: that is no answer."""

    def ask(
        self, prompt: ModelPrompt, returns: type[AnswerT], *, asker: ModelAsker, deadline: datetime
    ) -> ModelAnswer[AnswerT] | NoAnswer: ...


@dataclass(frozen=True, slots=True)
class Tool:
    """``schema`` is the JSON schema of its input."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """The model that is asked, as its endpoint names it."""

    model_id: str
    shown_name: str
    structured: Structured
    price: Price
    guardrail: Guardrail | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a model. ``answer`` is the shape its answer must have, None where it may say or call anything."""

    purpose: Purpose
    asker: ModelAsker
    system: str = field(repr=False)
    messages: tuple[Message, ...] = field(repr=False)
    max_tokens: int
    tools: tuple[Tool, ...] = ()
    answer: Tool | None = None


class Stop(StrEnum):
    """Why a model stopped, as far as that matters to whoever asked."""

    TOOL = "tool"
    END = "end"
    CUT_OFF = "cut_off"
    MALFORMED = "malformed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ToolUse:
    use_id: str
    name: str
    input: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class ModelReply:
    """``cost`` is in millionths of a dollar, filled in by whoever meters; ``model`` is the one that answered."""

    stop: Stop
    text: str = field(default="", repr=False)
    tool_uses: tuple[ToolUse, ...] = ()
    usage: Usage = NO_USAGE
    cost: int = 0
    model: str = ""


class NoReply(AmoError):
    """No reply came. ``may_retry``: at once is worth a try; ``alone_for``: seconds in which asking is of no use."""

    def __init__(
        self, reason: NoAnswerReason, detail: str = "", *, may_retry: bool = False, alone_for: float = 0
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.may_retry = may_retry
        self.alone_for = alone_for


class Endpoint(Protocol):
    """Speaks to models. ``seconds`` is all it may take. Raises NoReply."""

    def call(self, target: Target, call: Call, seconds: float) -> ModelReply: ...


class Caller(Protocol):
    """Makes calls within the ceilings, to the model that is due. Raises NoReply, also before anything is sent."""

    @property
    def model_name(self) -> str: ...

    def call(self, call: Call, seconds: float) -> ModelReply: ...
