"""``./amo evals [PURPOSE] [--model M]``: how good a model is for each purpose, by its recorded answers."""

import argparse
from typing import Any

from cli.terminal import json_result, progress, result, table
from evals.measured import RULES, Standing, standing
from evals.recorded import models_recorded, write_recorded
from evals.recording import record
from evals.registry import MODULES
from lambdas.domain.llm.purposes import Purpose
from lambdas.errors import Refused

USUAL = "nova-lite"
VERDICTS = {True: "holds", False: "missed", None: ""}


def run(options: argparse.Namespace) -> int:
    purposes = [Purpose(options.purpose)] if options.purpose else list(Purpose)
    if options.url:
        _record(purposes, options.model, options.url)
    if options.json:
        model = options.model or USUAL
        json_result({purpose.value: _as_json(purpose, model) for purpose in purposes})
        return 0
    models = [options.model] if options.model else [RULES, *models_recorded(), USUAL]
    rows = [_row(standing(purpose, model)) for purpose in purposes for model in models]
    table(("PURPOSE", "MODEL", "PASSED", "P95", "BAR", ""), rows)
    return 0


def _record(purposes: list[Purpose], model: str, url: str) -> None:
    if not model:
        raise Refused("say what the model at that address is called in the records: --model NAME")
    for purpose in purposes:
        if purpose in MODULES:
            written = write_recorded(record(purpose, model, url, progress), purpose)
            result(f"Recorded: {written}")


def _as_json(purpose: Purpose, model: str) -> dict[str, Any]:
    beside = [standing(purpose, other) for other in (RULES, *models_recorded()) if other != model]
    return {**standing(purpose, model).as_json(), "beside": [one.as_json() for one in beside]}


def _row(one: Standing) -> list[str]:
    passed = "" if one.passed is None else f"{one.passed} of {one.cases}"
    seconds = "" if one.p95 is None else f"{one.p95:.1f} s"
    return [one.purpose.value, one.model, passed, seconds, VERDICTS[one.holds], one.said]
