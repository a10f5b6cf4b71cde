"""Materials that are ready, written anew from what is on record by then."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.domain.agenda.edits import EditedLine, EditedSection
from lambdas.domain.agenda.materials import Line, MaterialsPlan
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, PrepStatus
from lambdas.errors import Conflict
from lambdas.materials.revise import AgendaReviser
from tests.unit.materials.test_generate_and_store import NOW, Desk

AUDIT_LOG = Fact(
    text="Audit log: 40 % done, at risk, due 20 November, owner Eva Lind.",
    ref="big_rocks:audit-log",
    weight=3,
    subject="Audit log",
    asks="Eva Lind",
)
MUCH_BETTER = AUDIT_LOG.model_copy(update={"text": "Audit log: 90 % done, at risk, due 20 November, owner Eva Lind."})


def big_rocks(fact: Fact) -> ContextNote:
    return ContextNote(kind=ContextKind.BIG_ROCKS, source="records", gathered_at=NOW, facts=(fact,))


@pytest.fixture
def desk() -> Desk:
    """Its materials are ready; since then the audit log got much further."""
    desk = Desk()
    desk.contexts.put("m1", big_rocks(AUDIT_LOG))
    desk.store(desk.generate().plan_key)
    desk.contexts.put("m1", big_rocks(MUCH_BETTER))
    return desk


def plan(desk: Desk) -> MaterialsPlan:
    assert desk.preparation.materials
    return MaterialsPlan.model_validate_json(desk.documents.get(desk.preparation.materials.plan_key))


def documents(desk: Desk, manifest: MaterialsManifest) -> dict[str, str]:
    keys = (manifest.brief_key, manifest.agenda_key, manifest.questions_key, manifest.notes_key)
    return {key.rpartition("/")[2]: desk.documents.get(key).decode() for key in keys}


def about_the_audit_log(desk: Desk) -> Iterator[Line]:
    return (line for line in plan(desk).lines() if AUDIT_LOG.ref in line.refs and "%" in line.text)


def test_every_document_says_what_is_so_now_and_what_changed_is_marked(desk: Desk) -> None:
    before = desk.preparation.materials
    assert before
    assert not any(line.is_changed for line in plan(desk).lines())
    manifest = desk.renew()
    assert desk.preparation.materials == manifest
    assert manifest.agenda_key != before.agenda_key
    said = documents(desk, manifest)
    assert "90 % done" in said["brief.html"]
    assert "90 % done" in said["agenda.html"]
    assert not any("40 % done" in text for text in said.values())
    assert any(line.is_changed for line in about_the_audit_log(desk))
    assert '<em class="changed">' in said["brief.html"]
    assert {line.refs[0] for line in plan(desk).lines() if line.is_changed} == {AUDIT_LOG.ref}


def test_what_reads_the_same_is_not_marked(desk: Desk) -> None:
    desk.contexts.put("m1", big_rocks(AUDIT_LOG))
    desk.renew()
    assert not any(line.is_changed for line in plan(desk).lines())


def test_a_preparation_that_is_refreshed_stays_as_it_was_otherwise_and_nothing_watches_it(desk: Desk) -> None:
    desk.preparations.complete("m1", 1)
    before = desk.preparation
    desk.renew()
    assert desk.preparation.model_copy(update={"materials": before.materials}) == before
    assert not desk.preparations.attention


def test_fault_80_a_refresh_that_is_stored_again_changes_nothing(desk: Desk) -> None:
    plan_key = desk.refresh().plan_key
    assert desk.refresh().plan_key == plan_key
    first = desk.store(plan_key, is_refresh=True)
    desk.documents.puts.clear()
    assert desk.store(plan_key, is_refresh=True) == first
    assert desk.documents.puts == []


def test_a_second_refresh_marks_what_changed_since_the_first(desk: Desk) -> None:
    desk.renew()
    desk.renew(minutes_later=120)
    assert not any(line.is_changed for line in plan(desk).lines())


def test_materials_that_are_no_longer_kept_are_written_without_marks(desk: Desk) -> None:
    desk.documents.stored.clear()
    desk.renew()
    assert any("90 % done" in line.text for line in about_the_audit_log(desk))
    assert not any(line.is_changed for line in plan(desk).lines())


def test_nothing_is_refreshed_for_another_run_one_that_is_written_again_or_a_meeting_that_is_off(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.refresh(run=2)
    row = desk.meetings.rows["m1"]
    desk.preparations.reopen("m1", 1, row.timing_version, NOW)
    with pytest.raises(Conflict):
        desk.refresh()
    cancelled = row.meeting.model_copy(update={"status": MeetingStatus.CANCELLED})
    desk.meetings.rows["m1"] = row.model_copy(update={"meeting": cancelled})
    with pytest.raises(Conflict):
        desk.refresh()


def test_fault_67_a_refresh_that_another_run_has_overtaken_is_not_recorded(desk: Desk) -> None:
    refreshed = desk.refresh().plan_key
    row = desk.meetings.rows["m1"]
    again = row.preparation.model_copy(update={"run": 2, "status": PrepStatus.WAITING})
    desk.meetings.rows["m1"] = row.model_copy(update={"preparation": again})
    newer = desk.store(desk.generate(run=2, minutes_later=1).plan_key, run=2)
    with pytest.raises(Conflict):
        desk.store(refreshed, is_refresh=True)
    assert desk.preparation.materials == newer


def test_an_agenda_changed_by_hand_stays_the_rest_is_fresh_and_what_was_left_as_it_was_says_what_is_so_now(
    desk: Desk,
) -> None:
    first = plan(desk)
    sections = [
        EditedSection(
            title=section.title,
            minutes=section.minutes,
            lines=tuple(EditedLine(text=line.text) for line in section.lines),
            place=place,
        )
        for place, section in enumerate(first.sections)
    ]
    own = EditedLine(text="Who covers for Eva in December?")
    sections[0] = sections[0].model_copy(update={"lines": (*sections[0].lines, own)})
    assert desk.preparation.materials
    seen = desk.preparation.materials.version.name
    fakes: Any = (desk.meetings, desk.preparations, desk.documents, desk.texts)
    AgendaReviser(*fakes).revise("u1", "m1", seen, sections, NOW)
    said = documents(desk, desk.renew())
    assert "Who covers for Eva in December?" in said["agenda.html"]
    assert "90 % done" in said["brief.html"]
    assert "90 % done" in said["agenda.html"]
    assert "40 % done" not in said["agenda.html"]
