"""The outcome of asking a model: a value of the type that was asked for, or the reason why there is none.

No answer is a value, no error: whoever asks has to say what holds instead.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from lambdas.domain.kernel.model import Model

AnswerT = TypeVar("AnswerT", bound=Model)


class NoAnswerReason(StrEnum):
    OFF = "off"
    """Nobody switched a model on, allowed it to read this, or gave AMO the right to ask it."""
    OVER_BUDGET = "over_budget"
    THROTTLED = "throttled"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    MALFORMED = "malformed"
    UNGROUNDED = "ungrounded"
    """It said more than a third that nothing on record bears out."""
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """``detail`` is one line for an operator, without data: what is wrong and what to do; empty where that is plain."""

    reason: NoAnswerReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens. ``cached`` of the input were read from the endpoint's own cache."""

    input: int = 0
    output: int = 0
    cached: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.input + other.input, self.output + other.output, self.cached + other.cached)


NO_USAGE = Usage()


@dataclass(frozen=True, slots=True)
class ModelAnswer(Generic[AnswerT]):
    """``value`` is tainted: it may hold anything that stood in the data. ``cost`` is in millionths of a US dollar."""

    value: AnswerT = field(repr=False)
    model: str
    prompt_version: str
    usage: Usage = NO_USAGE
    cost: int = 0
    seconds: float = 0.0
    is_from_cache: bool = False


Outcome = ModelAnswer[AnswerT] | NoAnswer
SAID = {
    NoAnswerReason.OFF: "no model is switched on",
    NoAnswerReason.OVER_BUDGET: "the model's budget is used up",
    NoAnswerReason.THROTTLED: "the model was too busy",
    NoAnswerReason.TIMEOUT: "the model took too long",
    NoAnswerReason.REFUSED: "the model refused",
    NoAnswerReason.MALFORMED: "the model's answer could not be read",
    NoAnswerReason.UNGROUNDED: "the model said what nothing on record bears out",
    NoAnswerReason.UNAVAILABLE: "the model could not be reached",
}
"""Each reason as people are told it."""
