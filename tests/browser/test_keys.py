"""Keys and the palette: everything they do is a click away as well, and they are out of the way of who types."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.edges.http.requests import COOKIE
from tests.browser.appearance import violations
from tests.browser.site import Site
from tests.unit.edges.harness import ADA, PLANNED, READY, Harness, session_cookie

pytestmark = pytest.mark.xdist_group("forms")


@pytest.fixture
def furnished(site: Site) -> Harness:
    return site.begin_anew().furnish("Roadmap")


@pytest.fixture
def page(chromium: Any, site: Site, furnished: Harness) -> Iterator[Any]:
    context = chromium.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    value = session_cookie(ADA).removeprefix(f"{COOKIE}=")
    context.add_cookies([{"name": COOKIE, "value": value, "url": site.url}])
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def pressed(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_g_and_a_letter_go_to_a_page(page: Any) -> None:
    page.goto("/")
    for letter, path in (("c", "/calendar"), ("a", "/approvals"), ("s", "/settings"), ("t", "/")):
        pressed(page, "g", letter)
        page.wait_for_url(f"**{path}")


def test_j_and_k_move_in_a_list_and_enter_opens(page: Any) -> None:
    page.goto("/approvals")
    pressed(page, "j")
    assert page.evaluate("document.activeElement.closest('.cards > li') !== null")
    page.goto("/")
    pressed(page, "j", "j", "k", "Enter")
    page.wait_for_url("**/settings#calendars")  # the first that waits: a calendar that needs its owner


def test_a_slash_goes_to_the_search(page: Any) -> None:
    page.goto("/records/decisions")
    pressed(page, "/")
    assert page.evaluate("document.activeElement.type") == "search"
    pressed(page, "j", "g", "a")
    assert page.evaluate("document.activeElement.value") == "jga"
    assert page.url.endswith("/records/decisions")


def test_the_palette_goes_to_a_page_found_by_a_few_letters(page: Any) -> None:
    page.goto("/")
    pressed(page, "Control+k")
    page.locator("dialog").get_by_role("combobox").fill("rec inc")
    page.get_by_role("option", name="Records: incidents").wait_for()
    assert violations(page) == []
    pressed(page, "Enter")
    page.wait_for_url("**/records/incidents")


def test_the_palette_does_what_the_page_offers(page: Any, furnished: Harness) -> None:
    page.goto(f"/meetings/{PLANNED}")
    page.get_by_role("link", name="Go to").click()
    page.locator("dialog").get_by_role("combobox").fill("not needed")
    pressed(page, "Enter")
    page.get_by_text("This meeting is not prepared.").first.wait_for()
    assert furnished.meetings.rows[PLANNED].preparation.declined_at is not None


def test_the_palette_finds_a_coming_meeting_and_closes_without_a_trace(page: Any) -> None:
    page.goto("/settings")
    pressed(page, "Control+k")
    page.locator("dialog").get_by_role("combobox").fill("roadmap")
    page.locator("dialog").get_by_role("option").first.click()
    page.wait_for_url("**/meetings/**")
    pressed(page, "Control+k")
    page.locator("dialog").get_by_role("combobox").wait_for()
    pressed(page, "Escape")
    page.get_by_role("dialog").wait_for(state="detached")


def test_the_list_of_keys_is_shown_and_they_are_switched_off_for_good(page: Any) -> None:
    page.goto(f"/meetings/{READY}")
    pressed(page, "?")
    page.get_by_role("dialog", name="Shortcuts").get_by_text("The next one in a list").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Switch them off").click()
    page.get_by_label("Keys of one letter").uncheck()
    page.goto("/")
    pressed(page, "g", "a", "?")
    pressed(page, "Control+k")
    page.locator("dialog").get_by_role("combobox").wait_for()  # what comes now proves that what came before did nothing
    assert page.url.endswith("/")


def test_without_scripts_the_list_of_keys_is_a_page(furnished: Harness) -> None:
    assert furnished.get("/").text.count('href="/shortcuts"') == 1
    assert "Go to approvals" in furnished.get("/shortcuts").text
