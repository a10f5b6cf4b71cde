"""The main job by clicks alone, from Today to materials in hand."""

import re
from typing import Any

import pytest

from tests.browser.conftest import Visitor, expect

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]


def open_meeting(page: Any, title: str) -> None:
    """By its own link: what waits for approval names the meeting too, and leads elsewhere."""
    page.locator("a[href^='/meetings/']", has_text=title).first.click()
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()


def answer(page: Any, text: str) -> None:
    page.locator("#answer").fill(text)
    page.get_by_role("button", name="Answer", exact=True).click()


def test_a_meeting_is_prepared_by_clicks_alone(visit: Visitor) -> None:
    page = visit("/")
    open_meeting(page, "Engineering All-Hands")
    page.get_by_role("button", name="Prepare now").click()
    page.get_by_text("Question 1 of").wait_for()  # without a reload: the page looks again by itself
    expect(page.get_by_text("What is known")).to_be_visible()

    answer(page, "Everybody knows why the search migration slipped")
    page.get_by_text("Question 2 of").wait_for()
    page.get_by_role("button", name="Back").click()
    page.get_by_text("Question 1 of").wait_for()
    assert page.locator("#answer").input_value() == "Everybody knows why the search migration slipped"
    answer(page, "Everybody knows why the search migration slipped")
    page.get_by_role("button", name="Skip").click()
    page.get_by_text("Question 3 of").wait_for()
    page.get_by_role("button", name="Finish now").click()

    page.get_by_role("tab", name="Agenda").click()
    agenda = page.locator("#agenda > .sections").inner_text()
    assert "search migration slipped" in agenda
    assert sum(int(minutes) for minutes in re.findall(r"\((\d+) min\)", agenda)) == 60
    page.get_by_role("tab", name="Questions").click()
    expect(page.locator("#questions li").first).to_be_visible()
    for state in ("Read the meeting", "Your answers", "Set the reminder"):
        expect(page.locator(".progress").get_by_text(state)).to_be_visible()

    page.get_by_role("button", name="4 of 5 stars").click()
    page.get_by_text("You gave 4 of 5.").wait_for()
    page.get_by_role("tab", name="Notes").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "notes.md"


def test_it_works_without_scripts(visit: Visitor) -> None:
    page = visit("/", java_script_enabled=False)
    open_meeting(page, "QBR with Northstar Foods")
    question = page.locator("label[for=answer]").inner_text()
    answer(page, "Revenue grew by a third")
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    assert page.locator("label[for=answer]").inner_text() != question
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#answer")).to_have_value("Revenue grew by a third")


def test_a_type_is_corrected_and_put_back_where_it_stands(visit: Visitor) -> None:
    page = visit("/")
    entry = page.locator("li.entry", has_text="Post-mortem: checkout latency")
    for chosen in ("Meeting", "Incident review"):
        entry.locator("summary.chip").click()
        entry.get_by_role("button", name=chosen, exact=True).click()
        entry.locator("summary.chip", has_text=re.compile(f"^{chosen}$")).wait_for()
        expect(page.get_by_text("Corrected, for the whole series")).to_be_visible()


def test_not_needed_and_wanted_after_all(visit: Visitor) -> None:
    page = visit("/")
    open_meeting(page, "Post-mortem: checkout latency")
    page.get_by_role("button", name="Not needed").click()
    page.get_by_text("This meeting is not prepared. You can change your mind").wait_for()
    page.get_by_role("button", name="Prepare it after all").click()
    page.get_by_text("This meeting is prepared after all.").wait_for()


def test_a_file_of_records_is_seen_before_it_is_stored(visit: Visitor) -> None:
    page = visit("/records/decisions")
    page.get_by_role("link", name="Import").click()
    csv = b"title,raised_on,owner\nMove the offsite,2026-11-01,Chief of Staff\nBroken row,sometime,\n"
    page.locator("#file").set_input_files({"name": "d.csv", "mimeType": "text/csv", "buffer": csv})
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("is not a date")).to_be_visible()
    page.get_by_role("button", name="Import 1 record").click()
    page.get_by_role("link", name="Move the offsite").click()
    page.get_by_text("Delete this record").click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("Deleted.").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Move the offsite").wait_for()


def test_offline_is_said_and_nothing_typed_is_lost(visit: Visitor) -> None:
    page = visit("/")
    page.context.set_offline(True)
    page.get_by_text("You are offline.").wait_for()
    page.context.set_offline(False)
    page.locator("#offline").wait_for(state="hidden")


def test_everything_is_reached_by_keyboard(visit: Visitor) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"QBR with Northstar Foods", "1:1 Priya / You"} <= reached
    chip = page.locator("summary.chip").first
    chip.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    assert page.evaluate("document.activeElement.matches('summary.chip')")
