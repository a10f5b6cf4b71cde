"""Answers that a model gave to the cases, kept in a file beside them: CI replays them, and asks no model.

They count for one prompt: with another hash they are of a question that nobody asks any more.
"""

import json
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evals.cases import FOLDER
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer
from lambdas.domain.llm.consent import ModelAsker
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.llm.base import Call, Caller, Llm, ModelReply, NoReply
from lambdas.llm.guarded import NoLlm

RECORDED = FOLDER / "recorded"
REPLY = TypeAdapter(ModelReply)
SAID = {"stop", "text", "tool_uses"}
"""Of a reply what belongs to the model; the rest is its endpoint's and the ledger's."""


class RecordedAnswer(BaseModel):
    """``value`` is None where there was no answer, for ``reason``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: dict[str, Any] | None
    reason: NoAnswerReason | None = None
    seconds: float


class RecordedAnswers(BaseModel):
    """``answers`` by case, in the order asked for; ``machine``: times mean nothing without it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    prompt: str
    prompt_version: str
    recorded_on: date
    machine: str
    answers: dict[str, tuple[RecordedAnswer, ...]] = Field(default_factory=dict)

    def seconds(self, *, by_case: bool) -> list[float]:
        """Of each answer, or of all that one case asked for."""
        if by_case:
            return [sum(answer.seconds for answer in found) for found in self.answers.values()]
        return [answer.seconds for found in self.answers.values() for answer in found]


def path_of(model: str, purpose: Purpose) -> Path:
    return RECORDED / model / f"{purpose.value}.json"


def read_recorded(model: str, purpose: Purpose) -> RecordedAnswers | None:
    path = path_of(model, purpose)
    return RecordedAnswers.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None


def write_recorded(answers: RecordedAnswers, purpose: Purpose) -> Path:
    path = path_of(answers.model, purpose)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = json.dumps(answers.model_dump(mode="json"), indent=1, ensure_ascii=False, sort_keys=True)
    path.write_text(f"{told}\n", encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class NoModel(NoLlm):
    """The rules alone."""

    model_name: str = ""

    def call(self, _: Call, __: float) -> ModelReply:
        raise NoReply(NoAnswerReason.OFF)


@dataclass
class ReplayedModel:
    """Gives what was answered for one case then, in that order; nothing was answered to what is asked beyond that."""

    model_name: str
    answers: tuple[RecordedAnswer, ...]
    asked: int = 0

    def ask(self, prompt: ModelPrompt, returns: type[Any], *, asker: ModelAsker, deadline: datetime) -> Any:  # noqa: ARG002 - the protocol's
        told = self._next()
        if told.value is None:
            return NoAnswer(told.reason or NoAnswerReason.UNAVAILABLE)
        try:
            value = returns.model_validate(told.value)
        except ValidationError:
            return NoAnswer(NoAnswerReason.MALFORMED)
        return ModelAnswer(value, self.model_name, prompt.instructions.version, seconds=told.seconds)

    def call(self, _: Call, __: float) -> ModelReply:
        told = self._next()
        if told.value is None:
            raise NoReply(told.reason or NoAnswerReason.UNAVAILABLE)
        return replace(REPLY.validate_python(told.value), model=self.model_name)

    def _next(self) -> RecordedAnswer:
        self.asked += 1
        if self.asked > len(self.answers):
            return RecordedAnswer(value=None, reason=NoAnswerReason.OFF, seconds=0)
        return self.answers[self.asked - 1]


@dataclass
class RecordingModel:
    """Asks a model, and notes what it answered. It is waited for so many seconds: what it would have said is recorded
    too, and that it came too late is told by its seconds.
    """

    llm: Llm
    caller: Caller
    patience: float
    answers: list[RecordedAnswer] = field(default_factory=list)

    def ask(self, prompt: ModelPrompt, returns: type[Any], *, asker: ModelAsker, deadline: datetime) -> Any:  # noqa: ARG002 - the protocol's
        began = time.monotonic()
        late = datetime.now(UTC) + timedelta(seconds=self.patience)
        outcome = self.llm.ask(prompt.readable_by(asker), returns, asker=asker, deadline=late)
        seconds = _since(began)
        if isinstance(outcome, NoAnswer):
            self.answers.append(RecordedAnswer(value=None, reason=outcome.reason, seconds=seconds))
        else:
            self.answers.append(RecordedAnswer(value=outcome.value.model_dump(mode="json"), seconds=seconds))
        return outcome

    @property
    def model_name(self) -> str:
        return self.caller.model_name

    def call(self, call: Call, _: float) -> ModelReply:
        began = time.monotonic()
        try:
            reply = self.caller.call(call, self.patience)
        except NoReply as error:
            self.answers.append(RecordedAnswer(value=None, reason=error.reason, seconds=_since(began)))
            raise
        told = REPLY.dump_python(reply, mode="json", include=SAID)
        self.answers.append(RecordedAnswer(value=told, seconds=_since(began)))
        return reply


def _since(began: float) -> float:
    return round(time.monotonic() - began, 2)


def models_recorded() -> list[str]:
    return sorted(folder.name for folder in RECORDED.iterdir()) if RECORDED.exists() else []
