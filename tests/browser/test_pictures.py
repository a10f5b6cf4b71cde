"""How the page looks and reads to everyone: no accessibility violation, nothing cut off, in every width and theme.

With ``AMO_SCREENSHOTS=1`` the pictures in docs/screenshots are taken anew.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.browser.appearance import assert_readable, violations
from tests.browser.conftest import NARROW, WIDE, Visitor, expect
from tests.browser.test_main_job import open_meeting
from tests.e2e.conftest import ROOT, Amo, meeting_titled

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

KEPT = ROOT / "docs" / "screenshots"
MAX_BYTES = 300_000
SCREENS = [pytest.param(viewport, id=f"{viewport['width']}") for viewport in (WIDE, NARROW)]
PLACES = {
    "today": "/",
    "calendar": "/calendar",
    "day": "/calendar?view=day",
    "search": "/search?q=review",
    "nothing-found": "/search?q=zebra",
    "past": "/past",
    "records": "/records/budget",
    "record": "/records/incidents/edit?id=EXAMPLE-107",
    "import": "/records/budget/import",
    "settings": "/settings",
    "operator": "/settings/operator",
    "people": "/people",
    "conversation": "QBR with Northstar Foods",
    "planned": "1:1 Priya / You",
}


def address(amo: Amo, place: str) -> str:
    path = PLACES[place]
    return path if path.startswith("/") else f"/meetings/{meeting_titled(amo, path)['meeting_id']}"


def assert_readable_and_take_pictures(page: Any, name: str, folder: Path) -> None:
    """Named by place, width and theme."""
    width = page.viewport_size["width"]
    assert_readable(page, lambda theme: picture(page, f"{name}-{width}-{theme}.png", folder))


@pytest.mark.parametrize("viewport", SCREENS)
@pytest.mark.parametrize("place", PLACES)
def test_no_accessibility_violation_and_nothing_wider_than_the_screen(
    amo: Amo, visit: Visitor, tmp_path: Path, place: str, viewport: dict[str, int]
) -> None:
    page = visit(address(amo, place), viewport=viewport, reduced_motion="reduce")
    assert_readable_and_take_pictures(page, place, tmp_path)


@pytest.mark.parametrize("viewport", SCREENS)
def test_materials_read_well_everywhere(amo: Amo, visit: Visitor, tmp_path: Path, viewport: dict[str, int]) -> None:
    page = visit("/", viewport=viewport, reduced_motion="reduce")
    open_meeting(page, "Engineering All-Hands")
    ready = page.get_by_role("tab", name="Agenda")
    ready.or_(page.get_by_role("button", name="Prepare now")).first.wait_for()
    if not ready.count():
        page.get_by_role("button", name="Prepare now").click()
        page.get_by_role("button", name="Finish now").click()
        page.get_by_role("tab", name="Agenda").wait_for()
    for document in ("Questions", "Notes", "Agenda", "Brief"):
        page.get_by_role("tab", name=document).click()
        assert_readable_and_take_pictures(page, "meeting", tmp_path)  # the picture that stays is the brief's


def test_nothing_moves_for_those_who_asked_for_that(visit: Visitor) -> None:
    page = visit("/", reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_page_that_is_not_there_says_so_calmly(visit: Visitor) -> None:
    page = visit("/nowhere", status=404)
    expect(page.get_by_role("heading", name="Not here")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Back to Today").click()
    page.get_by_role("navigation", name="Main").wait_for()


def picture(page: Any, name: str, elsewhere: Path) -> None:
    folder = KEPT if os.environ.get("AMO_SCREENSHOTS") else elsewhere
    page.screenshot(path=folder / name)
    assert (folder / name).stat().st_size < MAX_BYTES
