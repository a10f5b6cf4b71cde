"""The outcome of asking a model: a value of the type that was asked for, or the reason why there is none.

No answer is a value, no error: whoever asks has to say what holds instead.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.reasons import NoAnswerReason

AnswerT = TypeVar("AnswerT", bound=Model)


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
