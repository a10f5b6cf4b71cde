"""Notes written on a meeting's page: kept, brought back, never overwritten without a word."""

from typing import Any

import pytest

from lambdas.domain.meeting_notes.notes import Origin, section_key
from tests.unit.edges.harness import ADA, EVE, PLANNED, READY, Answer, Harness

TITLE = "Cloud budget"
BUDGET = section_key(TITLE)
PAGE = f"/meetings/{READY}"


@pytest.fixture
def written(harness: Harness) -> Harness:
    """A meeting whose agenda has one section, and a decision to make in it, both called so."""
    return harness.furnish(TITLE)


def fields(said: str = "", **rows: str) -> dict[str, str]:
    named = {f"{name.partition('_')[0]}.{BUDGET}.{name.partition('_')[2]}": text for name, text in rows.items()}
    return {f"title.{BUDGET}": TITLE, f"said.{BUDGET}": said, **named}


def save(harness: Harness, sent: dict[str, str], version: int = 0, user: str = ADA) -> Answer:
    return harness.post(f"{PAGE}/notes", user, version=str(version), **sent)


def autosave(harness: Harness, sent: dict[str, str], version: int = 0) -> Answer:
    """As the page's script sends it."""
    return save(harness, {**sent, "autosave": "yes"}, version)


def test_what_is_noted_stands_in_the_form_again_and_in_the_download(written: Harness) -> None:
    rows = {"what_d1": "Cut it", "who_d1": "Ada", "do_a1": "Tell Ben", "due_a1": "2026-03-05"}
    done = save(written, fields("We can wait.\r\nFinance agrees.", **rows))
    assert done.headers["Location"] == f"{PAGE}?tab=notes&done=noted#notes"
    text = written.get(PAGE).text
    assert all(said in text for said in ("We can wait.\nFinance agrees.", 'value="Cut it"', 'value="2026-03-05"'))
    downloaded = written.get(f"{PAGE}/notes").text
    assert "- We can wait.\n- Finance agrees." in downloaded
    assert "| Tell Ben |  | 2026-03-05 | Cloud budget |" in downloaded


def test_each_decision_the_agenda_asks_for_has_its_row_and_keeps_its_question(written: Harness) -> None:
    """What the agenda asks is planned, what people answered is said: only that is evidence of a decision."""
    text = written.get(PAGE).text
    assert f"Asked: {TITLE}" in text
    save(written, fields(asked_d9=TITLE, ref_d9="decisions:17", what_d9="Yes"))
    (section,) = written.meeting_notes.stored[READY].sections
    assert section.decided[0].ref == "decisions:17"
    lines = [(line.number, line.text, line.origin) for line in written.meeting_notes.stored[READY].lines()]
    assert lines == [(1, TITLE, Origin.PLANNED), (2, "Yes", Origin.SAID)]


def test_rows_nobody_filled_in_are_not_kept(written: Harness) -> None:
    save(written, fields("Said", asked_d9=TITLE, what_d9="", do_a1=" ", owner_a1=""))
    (section,) = written.meeting_notes.stored[READY].sections
    assert (section.decided, section.promised) == ((), ())


def test_two_tabs_lose_nothing_of_each_other(written: Harness) -> None:
    save(written, fields("The first tab's"))
    late = save(written, fields("The second tab's"))
    assert "another tab or device" in late.text
    assert "The first tab&#39;s" in late.text
    assert "The second tab&#39;s" in late.text
    assert written.meeting_notes.stored[READY].sections[0].said == "The first tab's"
    save(written, fields("Both"), version=1)
    assert written.meeting_notes.stored[READY].sections[0].said == "Both"


def test_the_script_gets_what_it_needs_to_bring_two_tabs_together(written: Harness) -> None:
    assert autosave(written, fields("One")).json == {"version": 1}
    refused = autosave(written, fields("Two"))
    assert refused.status == 409
    assert refused.json["version"] == 1
    assert refused.json["fields"][f"said.{BUDGET}"] == "One"
    assert autosave(written, fields("One"), version=0).json == {"version": 1}, "the same again changes nothing"


def test_what_an_older_form_does_not_show_is_kept(written: Harness) -> None:
    """The agenda was made anew in between: the section's heading is another one now."""
    old = section_key("Hiring")
    save(written, {f"title.{old}": "Hiring", f"said.{old}": "Two in March"})
    save(written, fields("Cut it"), version=1)
    assert [section.title for section in written.meeting_notes.stored[READY].sections] == [TITLE, "Hiring"]
    assert "Two in March" in written.get(PAGE).text


def test_a_day_that_is_none_is_said_and_everything_typed_stays(written: Harness) -> None:
    refused = save(written, fields("All of it", do_a1="Tell Ben", due_a1="next week"))
    assert "“next week” is not a day AMO can read" in refused.text
    assert "All of it" in refused.text
    assert 'value="next week"' in refused.text
    assert READY not in written.meeting_notes.stored


@pytest.mark.parametrize("said", [{"said": "x" * 9000}, {"what_d1": "x" * 2000}])
def test_more_than_a_section_takes_is_refused_in_one_line(written: Harness, said: Any) -> None:
    refused = save(written, fields(**said))
    assert "more than the notes of one section take" in refused.text


def test_notes_are_for_their_owner_alone(written: Harness) -> None:
    save(written, fields("Between us"))
    assert save(written, fields("Mine"), user=EVE).status == 404
    assert written.get(f"{PAGE}/notes", EVE).status == 404
    assert written.meeting_notes.get(EVE, READY).sections == ()


def test_a_meeting_without_an_agenda_can_be_noted_too(written: Harness) -> None:
    rest = section_key("Anything else")
    page = f"/meetings/{PLANNED}"
    assert f'name="said.{rest}"' in written.get(page).text
    sent = {f"title.{rest}": "Anything else", f"said.{rest}": "It was short"}
    written.post(f"{page}/notes", version="0", **sent)
    assert "It was short" in written.get(f"{page}/notes").text
