"""A person is given all that AMO holds of them, and nothing that opens anything."""

import json

import pytest

from cli.personal_data import joined
from lambdas.domain.personal_data.document import require_whole
from lambdas.domain.personal_data.places import SECTIONS
from lambdas.errors import NotFound, Refused
from lambdas.personal_data import export
from tests.fakes.samples import a_user
from tests.unit.personal_data.world import ADDRESS, ME, NAME, OTHERS, SECRETS, World


def test_every_section_has_something_of_them_and_no_secret_leaves(world: World) -> None:
    document = require_whole(joined(world.export(), "demo"))
    assert {name for name, rows in document.sections.items() if not rows} == set()
    assert document.sections.keys() == SECTIONS.keys()
    text = document.model_dump_json()
    assert [secret for secret in SECRETS if secret in text] == []
    assert "task_token" not in text
    assert NAME in text
    assert any("tokens" in line.casefold() for line in document.withheld)


def test_nothing_of_somebody_else_is_among_it(world: World) -> None:
    sections = joined(world.export(), "demo").sections
    owners = {row["user_id"] for name in sections for row in sections[name] if "user_id" in row}
    assert owners == {ME}
    assert "m77" not in {row["meeting"]["meeting_id"] for row in sections["meetings"]}


def test_documents_are_in_it_as_text_or_in_base64(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.buckets["documents"].put(f"{ME}/m1/voice/r1.webm", b"\x1a\x45\xdf\xa3", "audio/webm")
    world.buckets["documents"].put(f"{ME}/m1/large.json", b"x" * 100_000, "application/json")
    monkeypatch.setattr(export, "MAX_DOCUMENT", 90_000)
    documents = {one.key: one for one in joined(world.export(), "demo").documents}
    assert documents[f"{ME}/m1/voice/r1.webm"].content == "GkXfow=="
    assert documents[f"{ME}/m1/large.json"].encoding == "left out"
    assert {one.encoding for key, one in documents.items() if key.endswith(".html")} == {"text"}
    assert not [key for key in documents if key.startswith(OTHERS)]


@pytest.mark.parametrize("most", [1, 2_000, 50_000])
def test_in_small_parts_it_is_the_same_document(world: World, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    (whole,) = world.export()
    monkeypatch.setattr(export, "MAX_PART", most)
    parts = world.export()
    assert len(parts) > 1
    assert joined(parts, "demo") == joined([whole], "demo")


def test_a_part_fits_an_answer_of_lambda_however_large_a_document_is(world: World) -> None:
    for number in range(3):
        key = f"{ME}/m1/voice/r{number}.webm"
        world.buckets["documents"].put(key, b"\xff" * export.MAX_DOCUMENT, "audio/webm")
    sizes = [len(json.dumps(part)) for part in world.export()]
    assert max(sizes) < 6_000_000


def test_they_are_found_by_their_address_even_when_deactivated(world: World) -> None:
    world.app.users.patch(ME, {"active": False})
    assert {answer["user_id"] for answer in world.export(ADDRESS.upper())} == {ME}


def test_an_address_of_two_people_is_neither_s(world: World) -> None:
    world.app.users.put(a_user("u5", email=ADDRESS))
    with pytest.raises(Refused, match="more than one person"):
        world.export(ADDRESS)
    with pytest.raises(NotFound, match="nobody with the id or address"):
        world.export("nobody@example.com")


def test_whoever_has_the_name_of_a_folder_is_given_nobody_else_s_files(world: World) -> None:
    world.app.users.put(a_user("uploads"))
    with pytest.raises(Refused, match="no person can have that id"):
        world.export("uploads")
