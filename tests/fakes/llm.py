"""A model that answers what a test tells it to: within what its asker allows, as the real chain does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer
from lambdas.domain.llm.consent import ModelAsker, ModelConsent
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.reasons import NoAnswerReason

Told = Model | NoAnswer | dict[str, Any] | Callable[[ModelPrompt], Model | NoAnswer | dict[str, Any]]
"""What it answers: a value, its JSON, a reason, or what makes one of those of the question."""
NAME = "fake-model"


@dataclass
class FakeLlm:
    """Gives ``answers`` one after the other, the last one for ever; ``asked`` are the prompts as it saw them."""

    answers: list[Told]
    asked: list[ModelPrompt] = field(default_factory=list)
    deadlines: list[datetime] = field(default_factory=list)

    def ask(self, prompt: ModelPrompt, returns: type[Any], *, asker: ModelAsker, deadline: datetime) -> Any:
        seen = prompt.readable_by(asker)
        if not asker.is_willing or not seen.data:
            return NoAnswer(NoAnswerReason.OFF)
        self.asked.append(seen)
        self.deadlines.append(deadline)
        told = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        given = told(seen) if callable(told) else told
        if isinstance(given, NoAnswer):
            return given
        value = returns.model_validate(given.model_dump() if isinstance(given, Model) else given)
        return ModelAnswer(value, NAME, prompt.instructions.version)


def asker(level: Any = "all", **given: Any) -> ModelAsker:
    """Somebody who lets a model read everything, where a test does not say otherwise."""
    consent = ModelConsent(level=level)
    return ModelAsker(**{"user_id": "ana", "team_id": "own-ana", "consent": consent, "task": "t1", **given})
