"""Versions of an agenda: changed by hand, restored, kept when the meeting is prepared again."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.agenda.edits import EditedLine, EditedSection
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.meetings.tracked_meeting import PlanOrigin, PrepStatus
from lambdas.errors import Conflict, NotFound
from lambdas.materials.revise import AgendaReviser
from tests.unit.materials.test_generate_and_store import NOW, Desk

OWN = EditedSection(title="What I want", minutes=90, lines=(EditedLine(text="Two hires"),))


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.store(desk.generate().plan_key)
    return desk


def reviser(desk: Desk) -> AgendaReviser:
    return AgendaReviser(desk.meetings, desk.preparations, desk.documents, desk.texts)  # type: ignore[arg-type]  # fakes in their place


def held(desk: Desk) -> str:
    materials = desk.preparation.materials
    assert materials is not None
    return materials.version.name


def plan(desk: Desk) -> MaterialsPlan:
    materials = desk.preparation.materials
    assert materials is not None
    return MaterialsPlan.model_validate_json(desk.documents.get(materials.plan_key))


def origins(desk: Desk) -> list[PlanOrigin]:
    materials = desk.preparation.materials
    assert materials is not None
    return [version.origin for version in materials.history]


def revise(desk: Desk, seen: str = "") -> None:
    reviser(desk).revise("u1", "m1", seen or held(desk), [OWN], NOW)


def test_an_edit_renders_every_document_anew_and_the_version_before_is_kept(desk: Desk) -> None:
    before = plan(desk)
    revise(desk)
    materials = desk.preparation.materials
    assert materials is not None
    assert "Two hires" in desk.documents.get(materials.agenda_key).decode()
    assert origins(desk) == [PlanOrigin.PREPARED, PlanOrigin.EDITED]
    reviser(desk).restore("u1", "m1", held(desk), materials.history[0].name)
    assert plan(desk) == before
    assert origins(desk) == [PlanOrigin.PREPARED, PlanOrigin.EDITED], "what was edited can be restored in turn"


def test_saving_the_agenda_as_it_is_makes_no_version(desk: Desk) -> None:
    revise(desk)
    revise(desk)
    assert origins(desk) == [PlanOrigin.PREPARED, PlanOrigin.EDITED]


def test_of_two_tabs_the_later_one_is_told(desk: Desk) -> None:
    seen = held(desk)
    revise(desk)
    with pytest.raises(Conflict, match="another tab"):
        revise(desk, seen)
    with pytest.raises(Conflict, match="another tab"):
        reviser(desk).restore("u1", "m1", seen, seen)


def test_an_agenda_is_changed_by_its_owner_alone_and_only_while_it_is_kept(desk: Desk) -> None:
    with pytest.raises(NotFound):
        reviser(desk).revise("u2", "m1", held(desk), [OWN], NOW)
    with pytest.raises(NotFound, match="no longer kept"):
        reviser(desk).restore("u1", "m1", held(desk), "e-other")
    desk.documents.stored.clear()
    with pytest.raises(NotFound, match="30 days"):
        revise(desk)


def prepare_again(desk: Desk) -> str:
    again = desk.preparation.model_copy(update={"run": 2, "status": PrepStatus.WAITING, "session_id": "m1-r1"})
    desk.meetings.rows["m1"] = desk.meetings.rows["m1"].model_copy(update={"preparation": again})
    return desk.generate(run=2, minutes_later=60).plan_key


def test_prepared_again_the_edited_agenda_holds_and_the_new_one_can_be_had(desk: Desk) -> None:
    revise(desk)
    plan_key = prepare_again(desk)
    manifest = desk.store(plan_key, run=2)
    assert [section.title for section in plan(desk).sections] == ["What I want"]
    assert plan(desk).composed_at == NOW + timedelta(minutes=60), "the rest is what was prepared now"
    assert origins(desk) == [PlanOrigin.PREPARED, PlanOrigin.EDITED, PlanOrigin.PREPARED, PlanOrigin.KEPT]
    assert desk.store(plan_key, run=2) == manifest, "again changes nothing"
    reviser(desk).restore("u1", "m1", held(desk), manifest.history[2].name)
    assert [section.title for section in plan(desk).sections] != ["What I want"]


def test_an_edit_made_while_the_new_agenda_was_being_stored_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_key = prepare_again(desk)
    record, seen = desk.preparations.record_materials, held(desk)

    def edited_first(*given: Any) -> None:
        monkeypatch.undo()
        revise(desk, seen)
        record(*given)

    monkeypatch.setitem(desk.preparations.__dict__, "record_materials", edited_first)
    desk.store(plan_key, run=2)
    assert [section.title for section in plan(desk).sections] == ["What I want"]
