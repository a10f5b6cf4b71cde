"""A meeting's documents in a real browser, with scripts: tabs, notes that save themselves, rows that are moved, paper.

The page's handlers are in memory; the network is taken away and two tabs are opened where that matters.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.meeting_notes.notes import section_key
from lambdas.edges.http.requests import COOKIE
from tests.browser.conftest import expect
from tests.browser.site import Site
from tests.unit.edges.harness import ADA, READY, Harness, session_cookie

pytestmark = pytest.mark.xdist_group("forms")

TITLE = "Cloud budget"
PAGE = f"/meetings/{READY}"
SAID = f"[name='said.{section_key(TITLE)}']"
WHAT = f"[name='what.{section_key(TITLE)}.{digest(TITLE)[:10]}']"
TYPE = """fields => { for (const [place, text] of fields) {
  const field = document.querySelector(place);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
} }"""
POST = """pressed => {
  const form = document.getElementById("agenda-form"), button = document.createElement("input");
  Object.assign(button, { type: "hidden", name: "do", value: pressed });
  form.append(button);
  form.submit();
}"""
PAGES = re.compile(rb"/Type\s*/Page[^s]")


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.harness.furnish(TITLE)
    yield site
    site.close()


@pytest.fixture
def context(chromium: Any, site: Site) -> Iterator[Any]:
    context = chromium.new_context(base_url=site.url, permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    value = session_cookie(ADA).removeprefix(f"{COOKIE}=")
    context.add_cookies([{"name": COOKIE, "value": value, "url": site.url}])
    yield context
    context.close()


def opened(context: Any, path: str) -> Any:
    page = context.new_page()
    assert page.goto(path).status == 200
    return page


def wait_for_state(page: Any, begins: str) -> None:
    page.locator("#notes-state", has_text=re.compile(f"^{begins}")).wait_for()


def focused(page: Any) -> str:
    text: str = page.evaluate("document.activeElement.textContent")
    return text


def dialogs(page: Any, answer: str) -> list[str]:
    """What the browser asks from now on, and how each is answered."""
    asked: list[str] = []

    def reply(dialog: Any) -> None:
        asked.append(dialog.type)
        getattr(dialog, answer)()

    page.on("dialog", reply)
    return asked


def said(harness: Harness) -> str:
    notes = harness.meeting_notes.get(ADA, READY)
    return notes.sections[0].said if notes.sections else ""


def titles(harness: Harness) -> list[str]:
    materials = harness.meetings.get(ADA, READY).preparation.materials
    assert materials is not None
    plan = MaterialsPlan.model_validate_json(harness.documents.get(materials.plan_key))
    return [section.title for section in plan.sections]


def test_one_document_is_shown_at_a_time_and_tabs_are_walked_by_keys(context: Any) -> None:
    page = opened(context, PAGE)
    expect(page.locator("#brief")).to_be_visible()
    page.get_by_role("tab", name="Agenda").click()
    expect(page.locator("#agenda")).to_be_visible()
    expect(page.locator("#brief")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("tab", name="Brief").get_attribute("aria-selected") == "true"
    page.reload()
    expect(page.locator("#brief")).to_be_visible()


def test_notes_save_themselves_and_survive_a_network_that_goes_away(context: Any, site: Site) -> None:
    page = opened(context, f"{PAGE}?tab=notes")
    page.locator(SAID).fill("First")
    page.get_by_text("Saved ").wait_for()
    assert said(site.harness) == "First"
    context.set_offline(True)
    page.locator(SAID).fill("Second")
    page.get_by_text("You are offline. Your notes are kept").wait_for()
    context.set_offline(False)
    page.get_by_text("Saved ").wait_for()
    assert said(site.harness) == "Second"


def test_what_could_not_be_sent_is_there_again_after_a_reload(context: Any, site: Site) -> None:
    page = opened(context, f"{PAGE}?tab=notes")
    page.route("**/notes", lambda route: route.abort())
    page.locator(SAID).fill("Typed with care")
    page.get_by_text("You are offline").wait_for()
    page.unroute("**/notes")
    page.reload()
    page.get_by_text("Saved ").wait_for()
    assert page.locator(SAID).input_value() == "Typed with care"
    assert said(site.harness) == "Typed with care"


def test_signing_out_leaves_no_notes_in_the_browser(context: Any) -> None:
    page = opened(context, f"{PAGE}?tab=notes")
    page.route("**/notes", lambda route: route.abort())
    page.locator(SAID).fill("Between us")
    page.get_by_text("You are offline").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign out").wait_for(state="detached")
    assert "Between us" not in page.evaluate("JSON.stringify(localStorage)")


def test_two_tabs_are_brought_together_and_what_both_changed_is_asked(context: Any, site: Site) -> None:
    one, other = opened(context, f"{PAGE}?tab=notes"), opened(context, f"{PAGE}?tab=notes")
    one.locator(SAID).fill("From the first")
    wait_for_state(one, "Saved ")
    other.locator(SAID).fill("From the second")
    other.get_by_role("button", name="Keep both").click()
    wait_for_state(other, "Saved ")
    assert said(site.harness) == "From the second\nFrom the first"


@pytest.mark.parametrize("leave", ["save", "reload"])
def test_what_both_changed_is_asked_again_until_it_is_chosen(context: Any, site: Site, leave: str) -> None:
    one, other = opened(context, f"{PAGE}?tab=notes"), opened(context, f"{PAGE}?tab=notes")
    one.locator(SAID).fill("From the first")
    wait_for_state(one, "Saved ")
    other.locator(SAID).fill("From the second")
    wait_for_state(other, "Not saved yet: choose first.")
    if leave == "reload":
        other.reload()
        wait_for_state(other, "Not saved yet: choose first.")
    else:
        other.get_by_role("button", name="Save notes").click()
        assert focused(other) == "Keep mine"
    assert said(site.harness) == "From the first"
    other.get_by_role("button", name="Keep mine").click()
    wait_for_state(other, "Saved ")
    assert said(site.harness) == "From the second"


def test_choices_are_made_by_keys_alone(context: Any) -> None:
    one, other = opened(context, f"{PAGE}?tab=notes"), opened(context, f"{PAGE}?tab=notes")
    for page, text in ((one, "From the first"), (other, "From the second")):
        page.evaluate(TYPE, [[SAID, text], [WHAT, text]])
        wait_for_state(page, "Saved " if page is one else "Not saved yet: choose first.")
    other.get_by_role("button", name="Keep mine").first.focus()
    other.keyboard.press("Enter")
    assert focused(other) == "Keep mine"
    other.keyboard.press("Enter")
    assert other.evaluate("document.activeElement.name") == WHAT.split("'")[1]
    expect(other.locator(WHAT)).to_be_visible()


def test_notes_saved_at_once_are_said_to_be_saved_and_no_more(context: Any, site: Site) -> None:
    page = opened(context, f"{PAGE}?tab=notes")
    page.locator(SAID).fill("In one go")
    page.get_by_role("button", name="Save notes").click()
    page.get_by_text("Your notes are saved").wait_for()
    assert page.locator("#notes-state").inner_text().startswith("Saved ")
    assert said(site.harness) == "In one go"


def test_an_agenda_is_changed_by_keys_and_its_minutes_are_summed(context: Any, site: Site) -> None:
    page = opened(context, f"{PAGE}/agenda")
    page.get_by_role("button", name="Add a section").click()
    page.keyboard.type("Hiring")
    page.keyboard.press("Alt+ArrowUp")
    assert page.locator(".edit-sum").inner_text() == "65 of 60 minutes: 5 over"
    page.locator(".edit-minutes input").nth(1).fill("55")
    assert page.locator(".edit-sum").inner_text() == "60 of 60 minutes"
    page.get_by_role("button", name="Save agenda").click()
    page.get_by_text("Your agenda is saved").wait_for()
    assert titles(site.harness) == ["Hiring", TITLE]


def test_a_section_is_dragged_by_its_handle(context: Any, site: Site) -> None:
    page = opened(context, f"{PAGE}/agenda")
    page.get_by_role("button", name="Add a section").click()
    page.keyboard.type("Hiring")
    page.get_by_role("button", name="Make it fit").click()
    page.locator(".edit-head .grip").nth(1).drag_to(
        page.locator(".edit-section").nth(0), target_position={"x": 40, "y": 4}
    )
    page.get_by_role("button", name="Save agenda").click()
    page.get_by_text("Your agenda is saved").wait_for()
    assert titles(site.harness) == ["Hiring", TITLE]


def test_an_agenda_that_could_not_be_sent_stays_and_is_sent_later(context: Any, site: Site) -> None:
    page = opened(context, f"{PAGE}/agenda")
    page.locator(".edit-title").fill("Hiring")
    context.set_offline(True)
    page.get_by_role("button", name="Save agenda").click()
    page.get_by_role("alert").get_by_text("You are offline.").wait_for()
    assert page.locator(".edit-title").input_value() == "Hiring"
    context.set_offline(False)
    page.get_by_role("button", name="Save agenda").click()
    page.get_by_text("Your agenda is saved").wait_for()
    assert titles(site.harness) == ["Hiring"]
    assert "Hiring" not in page.evaluate("JSON.stringify(localStorage)")


@pytest.mark.parametrize("name", ["Save agenda", "Make it fit"])
def test_an_agenda_answered_without_being_saved_is_not_left_without_a_question(context: Any, name: str) -> None:
    page = opened(context, f"{PAGE}/agenda")
    page.get_by_role("button", name="Add a section").click()
    page.keyboard.type("Hiring")
    page.get_by_role("button", name=name).click()
    (page.get_by_role("alert") if name == "Save agenda" else page.locator(".edit-sum:focus")).wait_for()
    asked = dialogs(page, "dismiss")
    page.get_by_role("link", name="Cancel").click()
    assert asked == ["beforeunload"]
    assert page.locator(".edit-section").count() == 2


def test_an_agenda_posted_before_its_script_was_there_counts_as_changed(context: Any) -> None:
    page = opened(context, f"{PAGE}/agenda")
    page.locator(".edit-title").fill("Hiring")
    asked = dialogs(page, "accept")
    page.evaluate(POST, "fit")
    page.locator(".edit-sum:focus").wait_for()
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url("**/meetings/*tab=agenda*")
    assert asked == ["beforeunload"] * 2


def test_an_agenda_typed_while_signed_out_is_there_after_signing_in(context: Any, site: Site) -> None:
    page = opened(context, f"{PAGE}/agenda")
    page.get_by_role("button", name="Add a section").click()
    page.keyboard.type("Hiring <b>now</b>")
    page.get_by_role("button", name="Ask for a decision").last.click()
    page.keyboard.type("Whom?")
    page.get_by_role("button", name="Make it fit").click()
    page.locator(".edit-sum:focus").wait_for()
    context.clear_cookies()
    page.get_by_role("button", name="Save agenda").click()
    page.get_by_role("link", name="Sign in again").click()
    page.wait_for_load_state()
    site.sign_in(context)
    opened(context, PAGE).close()
    page.goto(f"{PAGE}/agenda")
    page.get_by_role("button", name="Use it").click()
    page.get_by_role("button", name="Save agenda").click()
    page.get_by_text("Your agenda is saved").wait_for()
    assert titles(site.harness) == [TITLE, "Hiring <b>now</b>"]
    expect(page.locator("#agenda").get_by_text("Whom?").first).to_be_visible()


def test_an_agenda_typed_before_can_be_dropped_and_is_not_written_over_unasked(context: Any) -> None:
    page = opened(context, f"{PAGE}/agenda")
    dialogs(page, "accept")
    page.locator(".edit-title").fill("Typed first")
    page.reload()
    page.locator(".edit-title").fill("Typed later")
    page.reload()
    page.get_by_role("button", name="Drop it").click()
    expect(page.locator(".edit-title")).to_have_value(TITLE)
    page.reload()
    expect(page.get_by_role("button", name="Use it")).to_be_hidden()


def test_the_agenda_is_copied_as_text_and_formatted(context: Any) -> None:
    page = opened(context, f"{PAGE}?tab=agenda")
    for name, kind in (("Formatted", "text/html"), ("Plain text", "text/plain")):
        page.locator("summary", has_text="Copy").click()
        page.get_by_role("button", name=name).click()
        page.get_by_text("Copied").wait_for()
        read = "async kind => (await (await navigator.clipboard.read())[0].getType(kind)).text()"
        assert f"1. {TITLE} (60 min)" in page.evaluate(read, kind)
        page.get_by_text("Copied").wait_for(state="detached")


@pytest.mark.parametrize("path", ["?tab=agenda", "/print?document=agenda", "/print?document=brief"])
def test_a_document_is_one_page_of_paper_without_the_page_around_it(context: Any, path: str) -> None:
    page = opened(context, PAGE + path)
    assert len(PAGES.findall(page.pdf(format="A4", prefer_css_page_size=True))) == 1
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("link", name="Edit")).to_be_hidden()


def test_what_the_server_draws_anew_leaves_the_open_tab_and_the_notes_alone(context: Any, site: Site) -> None:
    page = opened(context, f"{PAGE}?tab=notes")
    page.get_by_role("button", name="Another decision").first.click()
    page.keyboard.type("Cut it")
    row = site.harness.meetings.rows[READY]
    moved = row.meeting.model_copy(update={"title": "Cloud budget, moved"})
    site.harness.meetings.rows[READY] = row.model_copy(update={"meeting": moved})
    page.get_by_role("heading", name="Cloud budget, moved", level=1).wait_for(timeout=30_000)
    expect(page.locator("#notes")).to_be_visible()
    typed = page.evaluate("[...document.querySelectorAll('[name^=\"what.\"]')].map(field => field.value)")
    assert "Cut it" in typed
    page.get_by_text("Saved ").wait_for()
    kept = site.harness.meeting_notes.get(ADA, READY).sections[0].decided
    assert [row.what for row in kept] == ["Cut it"]
