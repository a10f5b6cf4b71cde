"""The review queue in a browser: decided on its cards, by whoever it is theirs to decide, with and without scripts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import ActionStatus
from tests.browser.appearance import assert_readable
from tests.browser.conftest import NARROW, WIDE, expect
from tests.browser.site import Site
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, NOW, Harness
from tests.unit.edges.pending import ACTION

pytestmark = pytest.mark.xdist_group("forms")

Open = Callable[..., Any]
HERS, OWN = f"a{'5' * 20}", f"a{'6' * 20}"
PLACES = ("/approvals", f"/approvals/{OWN}", f"/approvals/{OWN}/confirm", "/audit", "/dashboard")


@pytest.fixture
def open_page(chromium: Any, site: Site, harness: Harness) -> Iterator[Open]:
    contexts = []

    def opened(path: str, **options: Any) -> Any:
        context = chromium.new_context(base_url=site.url, **{"viewport": WIDE, "reduced_motion": "reduce", **options})
        contexts.append(context)
        context.set_default_timeout(20_000)
        site.sign_in(context)
        page = context.new_page()
        assert page.goto(path).status == 200
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def assistant(harness: Harness) -> Harness:
    """Ada reviews for Mira, asked for something herself, and has one action that waits."""
    harness.users.put(a_user("mira", name="Mira Ek", team_id="board"))
    harness.users.put(harness.users.get(ADA).model_copy(update={"reviews_for": frozenset({"mira"})}))
    harness.approvals.add(HERS, "mira", "Budget", NOW, team_id="board")
    harness.approvals.add(OWN, ADA, "Offsite", NOW, requested_by=f"user:{ADA}", risk=Risk.MEDIUM)
    return harness


def status(harness: Harness, action_id: str = ACTION) -> ActionStatus:
    return harness.approvals.pending_actions.get(action_id).status


def card(page: Any, title: str) -> Any:
    return page.locator(".card.action", has_text=title)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_a_card_is_approved_where_it_stands_and_the_number_goes(
    open_page: Open, harness: Harness, viewport: dict[str, int], scripts: bool
) -> None:
    page = open_page("/approvals", viewport=viewport, java_script_enabled=scripts)
    assert page.locator(".badge").inner_text().startswith("1")
    card(page, "Board").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved. AMO carries it out now.")).to_be_visible()
    assert status(harness) is ActionStatus.APPROVED
    expect(page.locator(".badge")).to_have_count(0)


@pytest.mark.parametrize("note", ["They were told", ""])
def test_a_card_is_rejected_with_a_note_or_without(open_page: Open, harness: Harness, note: str) -> None:
    page = open_page("/approvals")
    page.locator(".card.action summary", has_text="Reject").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why not?").fill(note)
    page.locator(".sheet.reject").get_by_role("button", name="Reject").click()
    page.get_by_text("Rejected. It is not done.").wait_for()
    assert harness.approvals.pending_actions.get(ACTION).note == note


def test_whoever_reviews_for_somebody_approves_on_the_page(open_page: Open, assistant: Harness) -> None:
    page = open_page("/approvals")
    page.get_by_role("heading", name="For Mira Ek").wait_for()
    page.get_by_label("For whom").select_option(label="For Mira Ek")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator(".card.action")).to_have_count(1)
    card(page, "Budget").get_by_role("button", name="Approve").click()
    page.get_by_text("Approved. AMO carries it out now.").wait_for()
    assert status(assistant, HERS) is ActionStatus.APPROVED
    assert "for=mira" in page.url


def test_who_is_alone_confirms_their_own_by_a_tick_and_a_press(open_page: Open, assistant: Harness) -> None:
    page = open_page("/approvals")
    card(page, "Offsite").get_by_role("link", name="Confirm it myself").click()
    page.get_by_role("button", name="Confirm it").click()
    assert status(assistant, OWN) is ActionStatus.PENDING, "the browser asks for the tick"
    page.get_by_label("I have read what will change").check()
    page.get_by_role("button", name="Confirm it").click()
    page.get_by_text("Confirmed by you, who had asked for it").wait_for()
    assert status(assistant, OWN) is ActionStatus.APPROVED


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
@pytest.mark.parametrize("path", PLACES)
def test_it_reads_well_everywhere(open_page: Open, assistant: Harness, path: str, viewport: dict[str, int]) -> None:
    page = open_page(path, viewport=viewport)
    assert_readable(page)
    if menu := page.locator("summary", has_text="Reject").all():
        menu[0].click()
        assert_readable(page)
