"""What notes seem to say, in a real browser: read by everyone, on every screen, by keyboard alone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lambdas.domain.meeting_notes.review import CandidateVerdict
from tests.browser.appearance import assert_readable
from tests.browser.conftest import expect
from tests.browser.site import Site
from tests.browser.test_forms import SCENES
from tests.unit.edges.harness import ADA, NOTES, READY

pytestmark = pytest.mark.xdist_group("forms")

Opener = Callable[..., Any]
PLACES = {
    "what notes seem to say": f"/meetings/{READY}/review",
    "notes that say nothing": f"/meetings/{READY}/review",
    "what was confirmed": f"/meetings/{READY}",
    "a meeting that is over": f"/meetings/{READY}?tab=notes",
    "today after a meeting": "/",
    "a summary": f"/meetings/{READY}/summary",
    "a meeting with materials": f"/meetings/{READY}/notes/{NOTES}#L1",
}
"""By the scene of test_forms.py that prepares it."""


@pytest.fixture
def opened(chromium: Any, site: Site) -> Iterator[Opener]:
    contexts = []

    def open_place(name: str, **options: Any) -> Any:
        harness = site.begin_anew().furnish("Board")
        SCENES[name].prepare(harness)
        contexts.append(context := chromium.new_context(base_url=site.url, reduced_motion="reduce", **options))
        context.set_default_timeout(10_000)
        site.sign_in(context)
        page = context.new_page()
        assert page.goto(PLACES[name]).status == 200
        return page

    yield open_place
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PLACES)
def test_everyone_can_read_it_and_nothing_is_wider_than_the_screen(opened: Opener, name: str, width: int) -> None:
    page = opened(name, viewport={"width": width, "height": 900})
    for fold in page.locator("main details.fold").all():
        fold.evaluate("part => { part.open = true }")
    assert_readable(page)


def test_one_is_dropped_and_the_rest_kept_by_keyboard_alone(opened: Opener, site: Site) -> None:
    page = opened("what notes seem to say")
    decision, item = page.locator("fieldset.candidate").nth(0), page.locator("fieldset.candidate").nth(1)
    decision.get_by_role("radio", name="Keep").focus()
    page.keyboard.press("ArrowRight")
    expect(decision.get_by_label("Decided by"), "there is nothing more to say of it").to_be_hidden()
    item.get_by_label("Who does it").focus()
    page.keyboard.type("Ben")
    page.get_by_role("button", name="Confirm").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Kept 1 action item.").wait_for()
    verdicts = [one.verdict for one in site.harness.meeting_notes.review(ADA, READY).reviewed]
    assert verdicts == [CandidateVerdict.DROPPED, CandidateVerdict.KEPT]
    assert [item.owner for item in site.harness.action_items.all_of(ADA) if item.confirmed_by] == ["Ben"]


def test_what_fits_another_kind_is_asked_as_that_kind(opened: Opener) -> None:
    item = opened("what notes seem to say").locator("fieldset.candidate").nth(1)
    expect(item.get_by_label("By when")).to_be_visible()
    item.get_by_label("This is").select_option("decision")
    expect(item.get_by_label("Because")).to_be_visible()
    expect(item.get_by_label("By when")).to_be_hidden()


def test_a_quote_opens_its_very_line(opened: Opener) -> None:
    page = opened("a meeting with materials")
    assert page.locator("li:target").inner_text() == "Board: Board"


def test_what_is_pasted_survives_the_page_drawing_itself_anew(opened: Opener) -> None:
    page = opened("a meeting that is over")
    page.locator("#pasted").fill("Action: Ana sends the deck")
    page.get_by_role("button", name="Nothing to note").first.click()
    page.get_by_text("Add notes after all").wait_for()
    assert page.locator("#pasted").input_value() == "Action: Ana sends the deck"
