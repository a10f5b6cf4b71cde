"""Records what a model answers to the cases: at an OpenAI-compatible address, in as much time as it takes."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from bench.figures import machine, today
from evals.cases import cases_of
from evals.recorded import RecordedAnswer, RecordedAnswers, RecordingModel
from evals.registry import evaluated
from lambdas.config_files import load_model_catalog
from lambdas.domain.llm.circuit import Circuit
from lambdas.domain.llm.prices import FREE
from lambdas.domain.llm.purposes import Purpose
from lambdas.llm.base import Target
from lambdas.llm.metered import MeteredCaller
from lambdas.llm.openai_compatible import OpenAiCompatibleEndpoint
from lambdas.llm.prompt_files import load_prompt
from lambdas.llm.typed import TypedLlm
from lambdas.outbound.json_http import JsonHttp
from lambdas.store.spend import Spend
from tests.fakes.table import FakeTable

PATIENCE = 120.0
"""Seconds that a question may take while it is recorded."""


def record(purpose: Purpose, model: str, url: str, say: Callable[[str], None]) -> RecordedAnswers:
    """Raises Refused where the purpose has no prompt."""
    of = evaluated(purpose)
    answers: dict[str, tuple[RecordedAnswer, ...]] = {}
    for case in cases_of(purpose):
        recording = RecordingModel(*_patient(model, url), PATIENCE)
        of.show(case, recording)
        answers[case.name] = tuple(recording.answers)
        say(f"{case.name}: {', '.join(_told(answer) for answer in recording.answers) or 'asked nothing'}")
    return RecordedAnswers(
        model=model,
        prompt=of.prompt.name,
        prompt_version=load_prompt(of.prompt).version,
        recorded_on=date.fromisoformat(today()),
        machine=machine(),
        answers=answers,
    )


def _patient(model: str, url: str) -> tuple[TypedLlm, MeteredCaller]:
    """With a circuit and a ledger of its own, so that one case stands in no other's way."""
    catalog = load_model_catalog()
    rows = {name: row.model_copy(update={"seconds": PATIENCE}) for name, row in catalog.purposes.items()}
    patient = catalog.model_copy(update={"purposes": rows})
    endpoint = OpenAiCompatibleEndpoint(JsonHttp(url, PATIENCE), str)
    target = Target(model, model, "json_schema", FREE)
    spend = Spend(FakeTable.named("spend"))
    caller = MeteredCaller(endpoint, target, None, spend, patient, Circuit(), _now)
    return TypedLlm(caller, patient, _now), caller


def _now() -> datetime:
    return datetime.now(UTC)


def _told(answer: RecordedAnswer) -> str:
    return f"{answer.reason or 'answered'} after {answer.seconds:.1f} s"
