"""The two steps as the workflow calls them: JSON in, small JSON out."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lambdas import wiring
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.materials import handlers
from lambdas.materials.wiring import materials_generator
from tests.fakes import findings
from tests.fakes.llm import NAME, FakeLlm
from tests.fakes.wired import wire
from tests.unit.materials.test_generate_and_store import NOW, Desk

STATE = {
    "meeting_id": "m1",
    "user_id": "u1",
    "run": 1,
    "session_id": "m1-r1",
    "meeting_type": "leadership_meeting",
    "context_kinds": ["budget", "history"],
}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(consent=ModelConsent(level="all"))
    wire(monkeypatch, desk, llm=FakeLlm([NoAnswer(NoAnswerReason.OFF)]))
    stores = ("meetings", "users", "contexts", "conversations", "preparations", "documents")
    others = {"material_texts": desk.texts, "question_figures": desk.figures, "action_items": desk.items}
    wire(monkeypatch, desk, *stores, now=NOW, **others)
    return desk


def test_the_workflows_state_goes_through_both_steps(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    state = {"outcome": "ready", "phase": "begin", **STATE}
    generated = handlers.generate_materials(state, None)
    assert generated["composer"] == "rules"
    stored = handlers.store_materials({**state, **generated}, None)
    assert set(stored) >= {"plan_key", "agenda_key", "questions_key", "notes_key"}
    assert desk.preparation.status is PrepStatus.READY
    assert len(json.dumps([generated, stored])) < 2_000, "documents stay out of the workflow's state"
    figure = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figure["MaterialGenerationTime"][0] < 10_000


def ticking(seconds: float) -> Iterator[Any]:
    """A clock on which each look takes so long."""
    moment = NOW
    while True:
        yield moment
        moment += timedelta(seconds=seconds)


def reworded(prompt: ModelPrompt) -> dict[str, Any]:
    lines = [line for piece in prompt.data for line in piece.text.splitlines()]
    handle = next(line.partition(":")[0] for line in lines if "Compute is 45,200" in line)
    return {"reword": [{"line": handle, "text": "Compute: 45,200 USD over plan"}]}


@pytest.mark.parametrize("is_refresh", [False, True])
def test_a_model_has_until_a_second_before_the_seventh_after_entry(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, is_refresh: bool
) -> None:
    """Whatever building the services has taken by then."""
    if is_refresh:  # of what read otherwise when it was first written
        earlier = findings.BUDGET.facts[0].model_copy(update={"text": "Compute is 30,000 USD over."})
        desk.contexts.put("m1", findings.BUDGET.model_copy(update={"facts": (earlier,)}))
        handlers.store_materials({**STATE, **handlers.generate_materials(STATE, None)}, None)
    desk.contexts.put("m1", findings.BUDGET)
    llm, clock = FakeLlm([reworded]), ticking(2)
    wire(monkeypatch, desk, llm=llm)
    monkeypatch.setattr(wiring, "now", lambda: next(clock))
    monkeypatch.setattr("lambdas.materials.handlers.materials_generator", _slowly(materials_generator))
    generated = handlers.refresh_materials(STATE, None) if is_refresh else handlers.generate_materials(STATE, None)
    assert llm.deadlines == [NOW + timedelta(seconds=6)]
    assert generated["composer"] == "model"


def _slowly(build: Any) -> Any:
    def built() -> Any:
        wiring.now()
        return build()

    return built


def test_the_manifest_says_who_composed_and_why_no_model_did(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wire(monkeypatch, desk, llm=FakeLlm([NoAnswer(NoAnswerReason.TIMEOUT)]))
    generated = handlers.generate_materials(STATE, None)
    stored = handlers.store_materials({**STATE, **generated}, None)
    assert (stored["composer"], stored["without_model"]) == ("rules", "timeout")


def test_a_refresh_keeps_the_words_its_reader_knows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wire(monkeypatch, desk, llm=FakeLlm([reworded]))
    handlers.store_materials({**STATE, **handlers.generate_materials(STATE, None)}, None)
    wire(monkeypatch, desk, llm=FakeLlm([NoAnswer(NoAnswerReason.THROTTLED)]))
    refreshed = handlers.refresh_materials(STATE, None)
    plan = MaterialsPlan.model_validate_json(desk.documents.get(refreshed["plan_key"]))
    [line] = [line for line in plan.lines() if line.written_by]
    assert (line.text, line.written_by) == ("Compute: 45,200 USD over plan", NAME)
    assert (plan.composer, plan.without_model) == ("model", NoAnswerReason.THROTTLED)


def test_a_private_meeting_is_prepared_without_a_model(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tracked = desk.meetings.rows["m1"]
    private = tracked.meeting.model_copy(update={"is_private": True})
    desk.meetings.rows["m1"] = tracked.model_copy(update={"meeting": private})
    llm = FakeLlm([reworded])
    wire(monkeypatch, desk, llm=llm)
    assert handlers.generate_materials(STATE, None)["composer"] == "rules"
    assert llm.asked == []
