"""The purposes that can be evaluated: each is a module here with its prompt, and shows what people would see."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from evals.cases import EvalCase
from evals.judged import Shown
from lambdas.domain.llm.purposes import Purpose
from lambdas.llm.base import Caller, Llm


class AnsweringModel(Llm, Caller, Protocol):
    """A model that is asked for a value, or talked to call by call."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """``show`` takes a case through the feature, with what it asks answered by the model; ``prompt`` is the feature's.

    ``conversation``: the calls of a case make one answer, which has that time in all.
    """

    prompt: Path
    show: Callable[[EvalCase, AnsweringModel], Shown]
    conversation: timedelta | None = None


MODULES: Mapping[Purpose, str] = {
    Purpose.AGENDA: "evals.of_agenda",
    Purpose.EXTRACT: "evals.of_extract",
    Purpose.CLASSIFY: "evals.of_classify",
    Purpose.FOLLOW_UP: "evals.of_follow_up",
    Purpose.SUMMARISE: "evals.of_summarise",
    Purpose.QUESTIONS: "evals.of_questions",
    Purpose.ASK: "evals.of_ask",
}
"""Each has an EVALUATED. A purpose without one is measured by nobody, and so is on by itself for no model."""


def evaluated(purpose: Purpose) -> Evaluated:
    found: Evaluated = importlib.import_module(MODULES[purpose]).EVALUATED
    return found
