"""The two steps as the workflow calls them: JSON in, small JSON out."""

import json

import pytest

from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.materials import handlers
from tests.fakes.wired import wire
from tests.unit.materials.test_generate_and_store import NOW, Desk


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk()
    stores = ("meetings", "users", "contexts", "conversations", "preparations", "documents")
    others = {"material_texts": desk.texts, "question_figures": desk.figures, "action_items": desk.items}
    wire(monkeypatch, desk, *stores, now=NOW, **others)
    return desk


def test_the_workflows_state_goes_through_both_steps(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    state = {
        "outcome": "ready",
        "phase": "begin",
        "meeting_id": "m1",
        "user_id": "u1",
        "run": 1,
        "session_id": "m1-r1",
        "meeting_type": "leadership_meeting",
        "context_kinds": ["budget", "history"],
    }
    generated = handlers.generate_materials(state, None)
    assert generated["composer"] == "rules"
    stored = handlers.store_materials({**state, **generated}, None)
    assert set(stored) >= {"plan_key", "agenda_key", "questions_key", "notes_key"}
    assert desk.preparation.status is PrepStatus.READY
    assert len(json.dumps([generated, stored])) < 2_000, "documents stay out of the workflow's state"
    figure = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figure["MaterialGenerationTime"][0] < 10_000
