"""The narrowest screens there are (WCAG 1.4.10): whatever people, calendars and lists hold, no page is wider."""

from typing import Any

import pytest

from lambdas.domain.actions.kinds.base import Recipient
from lambdas.edges.http.requests import COOKIE
from tests.browser.conftest import expect
from tests.browser.site import Site
from tests.browser.test_forms import SCENES, Scene
from tests.unit.edges.harness import ADA, NOW, Harness, session_cookie
from tests.unit.edges.pending import ACTION

pytestmark = pytest.mark.xdist_group("forms")

NARROWEST = {"width": 320, "height": 640}
LONG = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichenverordnung"
GUESTS = 42


def remind_many(harness: Harness) -> None:
    guests = tuple(
        Recipient(name=f"Guest {number}", email=f"guest{number}@{LONG[:60].lower()}.example")
        for number in range(GUESTS)
    )
    harness.approvals.pending_actions.stored.clear()
    harness.approvals.add(ACTION, ADA, LONG, NOW, recipients=guests)


LISTS = {
    "a reminder to many": Scene(f"/approvals/{ACTION}", remind_many),
    "one in the queue": Scene("/approvals", remind_many),
}


def opened(chromium: Any, site: Site, scene: Scene) -> Any:
    scene.prepare(site.begin_anew().furnish(LONG))
    context = chromium.new_context(base_url=site.url, viewport=NARROWEST)
    if scene.user:
        value = session_cookie(scene.user).removeprefix(f"{COOKIE}=")
        context.add_cookies([{"name": COOKIE, "value": value, "url": site.url}])
    page = context.new_page()
    assert page.goto(scene.path).status == 200
    return page


@pytest.mark.parametrize("name", [*SCENES, *LISTS])
def test_no_page_is_wider_than_the_narrowest_screen(chromium: Any, site: Site, name: str) -> None:
    page = opened(chromium, site, (SCENES | LISTS)[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    page.context.close()


@pytest.mark.parametrize(
    ("path", "opens"),
    [("/", "Snooze"), ("/calendar", "Show a second time zone"), (f"/search?q={'x' * 100}", "")],
)
@pytest.mark.parametrize("width", [NARROWEST["width"], 390])
def test_what_opens_is_whole_on_a_narrow_screen(chromium: Any, site: Site, path: str, opens: str, width: int) -> None:
    page = opened(chromium, site, Scene(path))
    page.set_viewport_size({**NARROWEST, "width": width})
    if opens:
        summary = page.locator("summary", has_text=opens).first
        summary.click()
        box = summary.locator("xpath=..").locator(".sheet").bounding_box()
        assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_of_many_recipients_the_first_are_seen_and_the_others_a_click_away(chromium: Any, site: Site) -> None:
    page = opened(chromium, site, LISTS["a reminder to many"])
    last = page.get_by_text(f"guest{GUESTS - 1}@").first
    expect(page.get_by_text("guest0@").first).to_be_visible()
    expect(last).to_be_hidden()
    page.get_by_text("and 37 more").first.click()
    last.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    page.context.close()
