"""The outermost of the model: nothing is asked that its person or the stage did not allow, and what failed is noted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer
from lambdas.domain.llm.consent import ModelAsker
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.errors import Retryable
from lambdas.llm import figures
from lambdas.llm.base import Llm
from lambdas.store.model_state import ModelState

AnswerT = TypeVar("AnswerT", bound=Model)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NoLlm:
    """Stands for a model where there is none: switched off, not connected, or not to be asked; ``why`` says it."""

    why: str = ""

    def ask(self, prompt: ModelPrompt, *_: object, **__: object) -> NoAnswer:
        return NoAnswer(NoAnswerReason.OFF, self.why if prompt.data else "")


@dataclass(frozen=True, slots=True)
class GuardedLlm:
    inner: Llm
    purposes: frozenset[Purpose]
    state: ModelState
    now: Callable[[], datetime]

    def ask(
        self, prompt: ModelPrompt, returns: type[AnswerT], *, asker: ModelAsker, deadline: datetime
    ) -> ModelAnswer[AnswerT] | NoAnswer:
        if prompt.purpose not in self.purposes or not asker.is_willing:
            return NoAnswer(NoAnswerReason.OFF)
        allowed = prompt.readable_by(asker)
        if not allowed.data:
            return NoAnswer(NoAnswerReason.OFF)
        outcome = self.inner.ask(allowed, returns, asker=asker, deadline=deadline)
        if isinstance(outcome, NoAnswer):
            self._note(prompt.purpose, outcome)
        else:
            figures.answer()
        return outcome

    def _note(self, purpose: Purpose, outcome: NoAnswer) -> None:
        log.warning("no answer to %s: %s (%s)", purpose, outcome.reason, outcome.detail)
        figures.no_answer(outcome.reason)
        try:
            self.state.note(purpose, outcome, self.now())
        except Retryable:
            log.warning("that there was no answer could not be noted")
