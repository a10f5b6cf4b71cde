"""How a purpose stands with a model: its cases, those that pass, and whether it may be on by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bench.figures import percentile
from evals.cases import EvalCase, cases_of
from evals.judged import failures
from evals.recorded import NoModel, RecordedAnswers, ReplayedModel, read_recorded
from evals.registry import MODULES, evaluated
from lambdas.config_files import load_model_catalog
from lambdas.domain.llm.purposes import Purpose
from lambdas.llm.prompt_files import load_prompt

RULES = "rules"
BAR = "no case worse than the rules, no unfounded line, p95 within the limit, and a judge prefers it"
NOT_JUDGED = "not measured: nobody has judged it beside the rules"
NOT_RECORDED = "not measured: no answers are recorded"
STALE = "not measured: the prompt has changed since the answers were recorded"
NO_CASES = "not measured: there are no cases"


@dataclass(frozen=True, slots=True)
class Standing:
    """``holds``: None where that cannot be told, and ``said`` says why. ``failed`` are the assertions, by case."""

    purpose: Purpose
    model: str
    cases: int
    failed: Mapping[str, tuple[str, ...]] | None
    measured_on: date | None
    holds: bool | None
    said: str
    p95: float | None = None

    @property
    def passed(self) -> int | None:
        return None if self.failed is None else self.cases - sum(map(bool, self.failed.values()))

    def as_json(self) -> dict[str, Any]:
        return {
            "cases": self.cases,
            "passed": self.passed,
            "model": self.model,
            "measured_at": self.measured_on.isoformat() if self.measured_on else None,
            "bar": BAR,
            "holds": self.holds,
            "said": self.said,
            "seconds_p95": self.p95,
            "failed": {name: list(said) for name, said in (self.failed or {}).items() if said},
        }


def standing(purpose: Purpose, model: str) -> Standing:
    """From recorded answers alone: nothing is asked."""
    cases = cases_of(purpose) if purpose in MODULES else ()
    if not cases:
        return Standing(purpose, model, 0, None, None, None, NO_CASES)
    by_rules = {case.name: failures(case, evaluated(purpose).show(case, NoModel())) for case in cases}
    if model == RULES:
        return Standing(purpose, model, len(cases), by_rules, None, None, "what a model has to be no worse than")
    recorded = read_recorded(model, purpose)
    if recorded is None or recorded.answers.keys() != {case.name for case in cases}:
        return Standing(purpose, model, len(cases), None, None, None, NOT_RECORDED)
    if recorded.prompt_version != load_prompt(evaluated(purpose).prompt).version:
        return Standing(purpose, model, len(cases), None, recorded.recorded_on, None, STALE)
    return _replayed(purpose, cases, recorded, by_rules)


def _replayed(
    purpose: Purpose,
    cases: tuple[EvalCase, ...],
    recorded: RecordedAnswers,
    by_rules: Mapping[str, tuple[str, ...]],
) -> Standing:
    of, failed = evaluated(purpose), {}
    for case in cases:
        failed[case.name] = failures(case, of.show(case, ReplayedModel(recorded.model, recorded.answers[case.name])))
    worse = [name for name, said in failed.items() if set(said) - set(by_rules[name])]
    p95 = percentile(recorded.seconds(by_case=of.conversation is not None), 0.95)
    limit = of.conversation.total_seconds() if of.conversation else load_model_catalog().purposes[purpose].seconds
    holds, said = None, NOT_JUDGED
    if worse:
        holds, said = False, f"worse than the rules in {', '.join(worse)}"
    elif p95 >= limit:
        holds, said = False, f"p95 is {p95:.1f} s, the limit {limit:g} s"
    return Standing(purpose, recorded.model, len(cases), failed, recorded.recorded_on, holds, said, p95)
