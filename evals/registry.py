"""The purposes that can be evaluated: each is a module here with its prompt, and shows what people would see."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.cases import EvalCase
from evals.judged import Shown
from lambdas.domain.llm.purposes import Purpose
from lambdas.llm.base import Llm


@dataclass(frozen=True, slots=True)
class Evaluated:
    """``show`` takes a case through the feature, with what it asks answered by ``llm``; ``prompt`` is the feature's."""

    prompt: Path
    show: Callable[[EvalCase, Llm], Shown]


MODULES: Mapping[Purpose, str] = {
    Purpose.AGENDA: "evals.of_agenda",
    Purpose.EXTRACT: "evals.of_extract",
    Purpose.CLASSIFY: "evals.of_classify",
    Purpose.FOLLOW_UP: "evals.of_follow_up",
    Purpose.SUMMARISE: "evals.of_summarise",
}
"""Each has an EVALUATED. A purpose without one is measured by nobody, and so is on by itself for no model."""


def evaluated(purpose: Purpose) -> Evaluated:
    found: Evaluated = importlib.import_module(MODULES[purpose]).EVALUATED
    return found
