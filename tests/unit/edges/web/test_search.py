"""Search over one's own meetings, people and materials."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.meeting_notes.notes import Decided, MeetingNotes, SectionNotes
from lambdas.domain.meetings.meeting import Attendee
from lambdas.edges.commands import queries
from tests.fakes.samples import a_meeting, a_tracked
from tests.unit.edges.harness import ADA, EVE, NOW, READY, Harness

PRIYA = Attendee(name="Priya Raman", email="priya@example.com")


def held(harness: Harness, days: float, **changes: Any) -> str:
    meeting_id = f"m{len(harness.meetings.rows):020d}"
    start = NOW + timedelta(days=days)
    harness.add(a_tracked(a_meeting(meeting_id, user_id=ADA, start=start, **{"attendees": (PRIYA,), **changes})))
    return meeting_id


def wrote(harness: Harness, *lines: str, meeting_id: str = READY, days_ago: int = 1) -> None:
    written = NOW - timedelta(days=days_ago)
    text = MaterialText(user_id=ADA, meeting_id=meeting_id, title="Board", start=NOW, lines=lines, written_at=written)
    harness.material_texts.put(text)


def test_what_is_found_stands_in_groups_with_the_words_marked(harness: Harness) -> None:
    coming, past = held(harness, 2, title="Budget review"), held(harness, -40, title="Old budget")
    wrote(harness, "Cut the cloud budget?")
    text = harness.get("/search?q=budg").text
    places = [text.index(said) for said in ("Coming meetings", coming, "Past meetings", past, "In agendas")]
    assert places == sorted(places)
    assert "<mark>Budget</mark> review" in text
    assert "Cut the cloud <mark>budget</mark>?" in text
    assert f'href="/meetings/{READY}#agenda"' in text


def test_a_person_leads_to_their_page_with_how_often_one_meets(harness: Harness) -> None:
    for days in (-3, 2):
        held(harness, days)
    text = harness.get("/search?q=raman").text
    assert "2 meetings together" in text
    link = text.split('<h2 id="group-1">People')[1].split('href="')[1].split('"')[0]
    assert "Priya Raman" in harness.get(link).text


def test_the_words_are_text_wherever_they_come_from(harness: Harness) -> None:
    held(harness, 1, title="<script>alert(1)</script> budget")
    wrote(harness, "<img src=x onerror=alert(1)> budget")
    text = harness.get("/search?q=budget+script+%3Cscript%3E").text + harness.get("/search?q=budget+img").text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;<mark>img</mark> src=x" in text


@pytest.mark.parametrize(("typed", "said"), [("", "What are you looking for?"), ("zzzz", "Nothing found for “zzzz”")])
def test_an_empty_search_and_one_that_finds_nothing_help(harness: Harness, typed: str, said: str) -> None:
    assert said in harness.get(f"/search?q={typed}").text


def test_one_letter_is_refused_in_one_line_with_what_was_typed(harness: Harness) -> None:
    text = harness.get("/search?q=a").text
    assert "Type two letters or more." in text
    assert 'value="a"' in text


def test_materials_are_found_as_long_as_they_are_kept(harness: Harness) -> None:
    wrote(harness, "The quiet plan", days_ago=31)
    assert "Nothing found" in harness.get("/search?q=quiet").text


def test_what_one_noted_is_found_with_its_meeting_and_leads_there(harness: Harness) -> None:
    meeting_id = held(harness, -90, title="Vendor call")
    section = SectionNotes(
        key="a1",
        title="Price",
        said="They take <b>five per cent</b> off",
        decided=(Decided(key="d1", what="Renew with Acme", asked="Renew or leave?"),),
    )
    harness.meeting_notes.save(
        MeetingNotes(meeting_id=meeting_id, user_id=ADA, version=1, sections=(section,), saved_at=NOW)
    )
    found = harness.get("/search?q=five+cent").text
    assert f'href="/meetings/{meeting_id}?tab=notes#notes"' in found
    assert "<mark>five</mark> per <mark>cent</mark>" in found
    assert "&lt;b&gt;" in found
    assert "In your notes" in harness.get("/search?q=acme").text
    assert "Nothing found" in harness.get("/search?q=leave").text, "what was planned to be asked is nothing one noted"
    assert "Nothing found" in harness.get("/search?q=acme", EVE).text


def test_nobody_finds_what_is_somebody_else_s(harness: Harness) -> None:
    held(harness, 1, title="Nightingale")
    wrote(harness, "Nightingale")
    for typed in ("nightingale", "raman"):
        assert "Nothing found" in harness.get(f"/search?q={typed}", EVE).text
        assert harness.get(f"/search/suggest?q={typed}", EVE).json == []


def test_one_request_reads_so_many_meetings_and_offers_the_rest(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MAX_READ", 3)
    names = [held(harness, -days, title="Budget") for days in range(1, 6)]
    first = harness.get("/search?q=budget").text
    assert [name in first for name in names] == [True, True, True, False, False]
    link = first.split("Look further back")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = harness.get(link.replace("%3A", ":")).text
    assert [name in second for name in names] == [False, False, True, True, True]


def test_a_program_gets_the_first_eight_with_their_kind_and_address(harness: Harness) -> None:
    for days in range(1, 12):
        held(harness, days, title="Priya and you")
    for answer in (
        harness.get("/search/suggest?q=priya"),
        harness.get("/search?q=priya", accept="application/json"),
    ):
        assert answer.headers["Content-Type"] == "application/json"
        assert 0 < len(answer.json) <= 8
        assert {hit["kind"] for hit in answer.json} == {"meeting", "person"}
        assert answer.json[0]["label"] == "Priya Raman"
        assert all(harness.get(hit["address"]).status == 200 for hit in answer.json)
    assert harness.get("/search/suggest?q=p").json == []
