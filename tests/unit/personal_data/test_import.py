"""What was exported of a person is taken in for one: no right with it, nobody is told, and it can be done again."""

import json
from typing import Any

import pytest

from cli.personal_data import TAKEN, joined, read_document
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.personal_data.document import PersonalData, sealed
from lambdas.domain.personal_data.take_in import FileOwner
from lambdas.errors import Refused
from tests.fakes.samples import a_user
from tests.unit.meeting_erasure.test_erase import MINE
from tests.unit.personal_data.world import ADDRESS, ME, OTHERS, World

OTHER_PLACE = {
    "profile": "role, team, address, phone and proofs are what the stage says",
    "meetings": "an execution that is over is named no more",
    "action_items": "what was shared is shared again where its owner does so",
    "notes": "recordings are not taken in",
    "records": "deleted ones are not taken in, nor what sources filled in",
}
"""Sections in which something differs after a round trip, and why."""
GONE = {
    "calendars": "connected again",
    "calendar_accounts": "connected again",
    "days_away": "come with the calendars",
    "messages": "old",
    "deliveries": "old",
    "slack": "tied again",
    "actions": "an approval counts where it was given",
    "looks": "of actions",
    "autonomy": "rights",
    "sign_ins": "sessions",
    "audit_log": "tells of its own stage: it has one row more",
    "model_answers": "a model is asked anew",
    "model_costs": "spent elsewhere",
    "sources": "connected again",
}


def document_of(world: World, person: str = ME) -> PersonalData:
    return joined(world.export(person), "demo")


def take_in(world: World, document: PersonalData, user_id: str = ME) -> dict[str, Any]:
    owner = FileOwner(was=document.user_id, user_id=user_id)
    imports = world.imports
    return {
        name: imports.take_in(name, document.sections[name], owner, world.now).model_dump()
        for name in TAKEN
        if document.sections.get(name)
    }


def in_file(document: PersonalData) -> PersonalData:
    return read_document(json.dumps(document.model_dump(mode="json")).encode())


def test_exported_forgotten_taken_in_and_exported_it_is_the_same_but_for_what_is_listed(world: World) -> None:
    before = document_of(world)
    world.forget()
    world.app.users.put(a_user(ME, email=ADDRESS))
    take_in(world, in_file(before))
    after = document_of(world)
    differing = {name for name in before.sections if before.sections[name] != after.sections[name]}
    assert differing <= OTHER_PLACE.keys() | GONE.keys()
    for name in ("conversations", "facts", "outcomes", "material_texts"):
        assert before.sections[name] == after.sections[name] != []
    for name in ("meetings", "action_items", "notes"):
        assert len(after.sections[name]) == len(before.sections[name]), name
    own = [row for row in before.sections["records"] if ":sourced#" not in row["record_key"]]
    assert len(after.sections["records"]) == len(own) < len(before.sections["records"])
    (profile,) = (row for row in after.sections["profile"] if row["item"] == "profile")
    assert (profile["name"], profile["role"], profile["phone"], profile["reviews_for"]) == (
        "Ute Example",
        "member",
        "",
        [],
    )


def test_doing_it_again_changes_nothing(world: World) -> None:
    document = document_of(world)
    world.forget()
    world.app.users.put(a_user(ME))
    take_in(world, document)
    once = world.places(ME, MINE)
    again = take_in(world, document)
    assert world.places(ME, MINE) == once
    assert {name: said["taken"] for name, said in again.items() if name != "profile" and said["taken"]} == {}


def test_it_may_be_taken_in_for_another_user_id(world: World) -> None:
    document = document_of(world)
    world.forget()
    world.app.users.put(a_user("ute"))
    take_in(world, document, "ute")
    tracked = world.app.meetings.get("ute", MINE)
    assert tracked.preparation.materials is not None
    assert tracked.preparation.materials.plan_key.startswith(f"ute/{MINE}/")
    assert {row["user_id"] for row in document_of(world, "ute").sections["notes"]} == {"ute"}


def test_nobody_is_told_and_nothing_is_prepared(world: World) -> None:
    document = document_of(world)
    world.forget()
    world.app.users.put(a_user(ME))
    take_in(world, document)
    rows = world.places(MINE)["meetings"]
    assert not [row for row in rows if "attention_shard" in row]
    assert world.places(MINE).keys().isdisjoint({"notices", "deliveries", "pending_actions"})
    assert {timer for timer in world.app.schedules.waiting if MINE in timer} == set()


def test_what_runs_on_another_stage_does_not_run_here(world: World) -> None:
    document = document_of(world)
    row = next(row for row in document.sections["meetings"] if row["meeting"]["meeting_id"] == MINE)
    row["preparation"]["status"] = "waiting"
    world.forget()
    world.app.users.put(a_user(ME))
    take_in(world, document)
    preparation = world.app.meetings.get(ME, MINE).preparation
    assert (preparation.status, preparation.execution_arn) == (PrepStatus.WITHDRAWN, "")


def test_what_is_here_already_stays_as_it_is_whoever_s_it_is(world: World) -> None:
    document = document_of(world)
    before = world.places(MINE)
    world.app.users.put(a_user("ute"))
    said = take_in(world, document, "ute")
    assert said["meetings"]["taken"] == 0
    assert said["notes"]["taken"] == said["facts"]["taken"] == 0, "never below somebody else's meeting"
    after = world.places(MINE)
    assert (after["meetings"], after["meeting_notes"]) == (before["meetings"], before["meeting_notes"])


def test_a_file_whose_content_was_changed_is_refused(world: World) -> None:
    given = document_of(world).model_dump(mode="json")
    given["sections"]["profile"][0]["item"] = "profile"
    with pytest.raises(Refused, match="not as AMO wrote it"):
        read_document(json.dumps(given).encode())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "this is no file of ./amo data export"),
        (b"{}", "this is no file of ./amo data export"),
        (b'{"schema_version": 2}', "of schema 2, and this AMO takes in schema 1"),
    ],
)
def test_what_is_no_export_is_refused_in_one_line(content: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told) as refused:
        read_document(content)
    assert "\n" not in str(refused.value)


def test_a_section_that_amo_does_not_write_is_refused(world: World) -> None:
    document = document_of(world)
    hostile = sealed(document.model_copy(update={"sections": {**document.sections, "roles": [{"role": "operator"}]}}))
    with pytest.raises(Refused, match="sections AMO does not write: roles"):
        in_file(hostile)


HOSTILE = [
    ("meetings", "meeting.user_id", OTHERS, "somebody else"),
    ("meetings", "meeting.meeting_id", "../m1", "names a meeting in a way AMO does not"),
    ("meetings", "preparation.materials.notes_key", f"{OTHERS}/m77/r1/notes.md", "somebody else's folder"),
    ("meetings", "preparation.materials.plan_key", f"{ME}/{MINE}/../../x", "somebody else's folder"),
    ("conversations", "user_id", OTHERS, "somebody else"),
    ("conversations", "session_id", "m77-r1", "names a meeting in a way AMO does not"),
    ("conversations", "answers", {"0": {"script": 1}}, "conversations, row"),
    ("notes", "user_id", OTHERS, "somebody else"),
    ("records", "user_id", OTHERS, "somebody else"),
    ("records", "record_key", "policy#x", "somebody else"),
    ("outcomes", "user_id", OTHERS, "somebody else"),
    ("facts", "meeting_id", "a#b", "names a meeting in a way AMO does not"),
    ("material_texts", "user_id", OTHERS, "somebody else"),
    ("action_items", "user_id", OTHERS, "somebody else"),
    ("profile", "timezone", {"$gt": ""}, "profile, row"),
]


@pytest.mark.parametrize(("section", "path", "value", "told"), HOSTILE, ids=lambda value: str(value)[:40])
def test_a_hostile_row_refuses_its_section_before_anything_of_it_is_written(
    world: World, section: str, path: str, value: Any, told: str
) -> None:
    document = document_of(world)
    rows = document.sections[section]
    row = rows[-1] if section != "meetings" else rows[0]
    *parents, name = path.split(".")
    for parent in parents:
        row = row[parent]
    row[name] = value
    world.forget()
    world.app.users.put(a_user(ME))
    before = world.places(ME, MINE)
    with pytest.raises(Refused, match=told) as refused:
        take_in(world, PersonalData.model_validate({**document.model_dump(), "sections": {section: rows}}))
    assert "$gt" not in str(refused.value)
    assert world.places(ME, MINE) == before


@pytest.mark.parametrize("section", ["actions", "autonomy", "sign_ins", "audit_log", "slack", "calendar_accounts"])
def test_no_right_no_tie_and_no_approval_is_taken_in(world: World, section: str) -> None:
    rows = document_of(world).sections[section]
    assert rows
    with pytest.raises(Refused, match="is not taken in"):
        world.imports.take_in(section, rows, FileOwner(was=ME, user_id=ME), world.now)


def test_a_profile_gives_nobody_a_role(world: World) -> None:
    world.app.users.put(a_user("ute"))
    rows = [{"item": "profile", **a_user(ME, role="operator", team_id="leads", phone="+4911").model_dump(mode="json")}]
    world.imports.take_in("profile", rows, FileOwner(was=ME, user_id="ute"), world.now)
    ute = world.app.users.get("ute")
    assert (ute.role, ute.team_id, ute.phone, ute.email) == ("member", "", "", "ute@example.com")


def test_a_meeting_that_is_not_over_comes_again_with_its_calendar(world: World) -> None:
    document = document_of(world)
    world.forget()
    world.app.users.put(a_user(ME))
    world.now = world.app.now.replace(year=2026, month=3, day=1)
    try:
        said = take_in(world, document)
    finally:
        world.now = world.app.now
    assert (said["meetings"]["taken"], said["notes"]["taken"]) == (0, 0)
