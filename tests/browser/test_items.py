"""What is to do, and what was reached: with a pointer, by keyboard, on every screen, in place where scripts run."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.action_items.action_item import ActionItemStatus
from lambdas.domain.meetings.people import person_key
from lambdas.domain.outcomes.outcome import Reached
from tests.browser.appearance import assert_readable, violations
from tests.browser.site import Site
from tests.unit.edges.harness import ADA, NOW, Harness
from tests.unit.edges.promised import ENDED, PRIYA, follow

pytestmark = pytest.mark.xdist_group("forms")

PAGES = {
    "items": "/items",
    "late": "/items?show=late",
    "results": "/results",
    "series": f"/meetings/{ENDED}/series",
    "person": f"/meetings/{ENDED}/people/{person_key(PRIYA)}",
    "ended": f"/meetings/{ENDED}",
}
NARROW, WIDE = 390, 1280


@pytest.fixture
def followed(site: Site) -> Harness:
    harness = site.begin_anew()
    follow(harness)
    return harness


@pytest.fixture
def page(chromium: Any, site: Site, followed: Harness) -> Iterator[Any]:
    context = chromium.new_context(base_url=site.url, viewport={"width": WIDE, "height": 900}, reduced_motion="reduce")
    site.sign_in(context)
    context.set_default_timeout(10_000)
    opened, complaints = context.new_page(), []
    opened.on("pageerror", lambda problem: complaints.append(str(problem)))
    yield opened
    context.close()
    assert complaints == []


def status(harness: Harness, item_id: str) -> ActionItemStatus:
    return harness.action_items.stored[ADA, item_id].status


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it_on_every_screen(page: Any, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(PAGES[name])
    assert_readable(page)


def test_one_is_done_in_place_and_undone_from_the_line_that_says_so(page: Any, followed: Harness) -> None:
    page.goto("/items")
    page.locator("#item-i-late").get_by_role("button", name="Done").click()
    page.locator(".toast", has_text="Done. It is not asked about any more.").wait_for()
    assert status(followed, "i-late") is ActionItemStatus.DONE
    page.locator("#item-i-late").get_by_role("button", name="Reopen").wait_for()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    page.locator("#item-i-late").get_by_role("button", name="Done").wait_for()
    assert status(followed, "i-late") is ActionItemStatus.OPEN


def test_another_day_is_set_by_keyboard_alone(page: Any, followed: Harness) -> None:
    day = NOW.date() + timedelta(days=6)
    page.goto("/items")
    page.locator("#item-i-late summary", has_text="New date").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("By when?").first
    field.wait_for()
    field.fill(day.isoformat())
    page.keyboard.press("Enter")
    page.locator(".toast", has_text="The date is changed.").wait_for()
    assert followed.action_items.stored[ADA, "i-late"].due == day


@pytest.mark.parametrize("name", ["New date", "Edit"])
@pytest.mark.parametrize("width", [320, NARROW, WIDE])
def test_the_sheet_of_an_item_is_whole_on_every_screen(page: Any, width: int, name: str) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/items")
    page.locator("#item-i-late summary", has_text=name).click()
    assert violations(page) == []
    box = page.locator("#item-i-late details[open] .sheet").bounding_box()
    assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)


def test_j_steps_through_the_items_and_g_i_leads_to_them(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/items")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.item').id") == "item-i-late"


def test_what_was_reached_is_one_tap_and_another_changes_it(page: Any, followed: Harness) -> None:
    page.goto(PAGES["series"])
    for label, reached in (("Yes", Reached.YES), ("No", Reached.NO)):
        page.locator(f"#of-{ENDED}").get_by_role("button", name=label).first.click()
        page.locator(f"#of-{ENDED} button[value={reached}][aria-pressed=true]").wait_for()
        assert Reached(reached) in {one.reached for one in followed.outcomes.of_meeting(ADA, ENDED)}


def test_a_recommendation_is_given_and_explained(page: Any, followed: Harness) -> None:
    page.goto("/results")
    page.get_by_role("button", name="9", exact=True).click()
    page.locator(".toast", has_text="Thank you.").wait_for()
    page.get_by_label("Why?").fill("It saves my Mondays")
    with page.expect_response("**/results/recommendation"):  # its toast reads like the first one's
        page.keyboard.press("Enter")
    assert page.get_by_label("Why?").input_value() == "It saves my Mondays"
    said = followed.users.get(ADA).recommendation
    assert said
    assert (said.score, said.remark) == (9, "It saves my Mondays")
