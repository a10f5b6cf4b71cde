"""What a browser does by itself for its person: asks about another zone once, and takes "never this question"."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.site import Site
from tests.unit.edges.harness import ADA, SESSION, WAITING, Harness

pytestmark = pytest.mark.xdist_group("forms")


@pytest.fixture
def opened(chromium: Any, site: Site, harness: Harness) -> Iterator[Callable[[str], Any]]:
    """Opens a path in a browser whose clock is in New York."""
    harness.users.patch(ADA, {"timezone": "Europe/Berlin"})
    context = chromium.new_context(base_url=site.url, timezone_id="America/New_York")
    context.set_default_timeout(20_000)
    site.sign_in(context)
    page = context.new_page()

    def open_path(path: str) -> Any:
        page.goto(path)
        return page

    yield open_path
    context.close()


def test_a_journey_is_asked_about_and_one_click_moves_the_zone(opened: Callable[[str], Any], harness: Harness) -> None:
    opened("/settings").get_by_role("button", name="Change to New York").click()
    page = opened("/settings")
    page.wait_for_function("localStorage.getItem('amo-zone-known') === 'America/New_York'")
    assert page.get_by_role("button", name="Change to New York").count() == 0
    assert harness.users.get(ADA).timezone == "America/New_York"


def test_a_question_is_declined_for_good_without_leaving_the_page(
    opened: Callable[[str], Any], harness: Harness
) -> None:
    declined = harness.conversations.stored[SESSION].questions[0]
    page = opened(f"/meetings/{WAITING}")
    page.get_by_role("button", name="Never ask this again").click()
    page.get_by_text("Question 2 of 3").wait_for()
    assert list(harness.users.get(ADA).preferences_for("default").never_asked) == [declined.key]
