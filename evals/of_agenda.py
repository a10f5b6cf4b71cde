"""Materials of a situation (tests/golden) with what a model edits in them."""

from functools import cache

from bench.model_chain import ModelPreparations, Prepared
from evals.cases import EvalCase
from evals.judged import JudgedLine, Shown
from evals.registry import AnsweringModel, Evaluated
from lambdas.domain.agenda.materials import Line, MaterialsPlan
from lambdas.materials.model_composer import PROMPT


@cache
def _prepared(situation: str) -> Prepared:
    return ModelPreparations("").prepare_by_rules(situation)


def show(case: EvalCase, model: AnsweringModel) -> Shown:
    """``given.situation`` is a name of tests/golden/situations."""
    prepared = _prepared(case.given["situation"])
    plan = MaterialsPlan.model_validate(prepared.generated(model))
    facts = {fact.ref: f"{fact.text} {fact.standing} {fact.asks}" for note in plan.written_from for fact in note.facts}
    said = " ".join(line.rules_text or line.text for line in plan.lines())
    return Shown(lines=tuple(_judged(line, facts, said) for line in plan.lines()))


def _judged(line: Line, facts: dict[str, str], said: str) -> JudgedLine:
    source = " ".join((line.rules_text or said, *(facts.get(ref, "") for ref in line.refs)))
    return JudgedLine(line.text, line.refs, source, bool(line.written_by))


EVALUATED = Evaluated(PROMPT, show)
