"""Asks once for one question: what was answered in the last 30 days is answered again, and paid for once."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from pydantic import ValidationError

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer
from lambdas.domain.llm.answer_schema import answer_schema
from lambdas.domain.llm.consent import ModelAsker
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.errors import Retryable
from lambdas.llm import figures
from lambdas.llm.base import Llm
from lambdas.store.model_answers import ModelAnswers, StoredAnswer

AnswerT = TypeVar("AnswerT", bound=Model)
LOOK_AGAIN_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class CachedLlm:
    """``model`` is part of the key: another model is asked anew."""

    inner: Llm
    answers: ModelAnswers
    model: str
    now: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep

    def ask(
        self, prompt: ModelPrompt, returns: type[AnswerT], *, asker: ModelAsker, deadline: datetime
    ) -> ModelAnswer[AnswerT] | NoAnswer:
        """While somebody else asks the same, waits for their answer (a queue delivers twice)."""
        key = self._key(prompt, returns)
        try:
            while not self.answers.claim(asker.user_id, asker.meeting_id, key, deadline, self.now()):
                stored = self.answers.find(asker.user_id, asker.meeting_id, key, self.now())
                if stored:
                    return _known(stored, returns) or self.inner.ask(prompt, returns, asker=asker, deadline=deadline)
                if self.now() >= deadline:
                    return NoAnswer(NoAnswerReason.TIMEOUT, "the same question was being asked for too long")
                self.sleep(LOOK_AGAIN_SECONDS)
        except Retryable:
            return NoAnswer(NoAnswerReason.UNAVAILABLE, "what was asked before could not be looked up")
        return self._asked(prompt, returns, asker, deadline, key)

    def _asked(
        self, prompt: ModelPrompt, returns: type[AnswerT], asker: ModelAsker, deadline: datetime, key: str
    ) -> ModelAnswer[AnswerT] | NoAnswer:
        outcome = self.inner.ask(prompt, returns, asker=asker, deadline=deadline)
        try:
            if isinstance(outcome, ModelAnswer):
                self.answers.keep(asker.user_id, asker.meeting_id, key, _stored(outcome), self.now())
            else:
                self.answers.give_up(asker.user_id, asker.meeting_id, key)
        except Retryable:
            return outcome
        return outcome

    def _key(self, prompt: ModelPrompt, returns: type[Model]) -> str:
        asked = {
            "model": self.model,
            "prompt": prompt.instructions.version,
            "language": prompt.language,
            "returns": answer_schema(returns),
            "data": [[piece.label, piece.text[: piece.limit]] for piece in prompt.data],
        }
        return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _stored(answered: ModelAnswer[AnswerT]) -> StoredAnswer:
    return StoredAnswer(
        value=answered.value.model_dump_json(),
        model=answered.model,
        prompt_version=answered.prompt_version,
    )


def _known(stored: StoredAnswer, returns: type[AnswerT]) -> ModelAnswer[AnswerT] | None:
    """None where the type has changed since in what its schema does not say."""
    try:
        value = returns.model_validate_json(stored.value)
    except ValidationError:
        return None
    figures.answered_before()
    return ModelAnswer(value, stored.model, stored.prompt_version, is_from_cache=True)
