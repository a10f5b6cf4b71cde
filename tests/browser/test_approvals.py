"""The review queue by clicks alone, with and without scripts, and how it looks to everyone."""

from pathlib import Path
from typing import Any

import pytest

from cli.api_client import ApiClient
from cli.stage import DeployedStage
from tests.browser.conftest import Visitor, expect
from tests.browser.test_pictures import SCREENS, assert_readable_and_take_pictures
from tests.e2e.conftest import Amo, meeting_titled

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

TASKS = ("Send Priya the reservation figures", "Book the data centre visit", "Ask Finance which part is one-off")


def propose(stage: DeployedStage, action_type: str, key: str, **parameters: str) -> str:
    """As a preparation does: AMO asks, so that the owner may decide."""
    proposal = {
        "action_type": action_type,
        "parameters": parameters,
        "on_behalf_of": stage.user_id,
        "requested_by": "agent:meeting_prep",
        "key": key,
    }
    return str(stage.invoke("propose_action", proposal)["action_id"])


@pytest.fixture(scope="module")
def queue(amo: Amo, stage: DeployedStage) -> dict[str, str]:
    """Action ids by what they are for: two that stay, three to decide, and some that were decided."""
    qbr, one_on_one = (meeting_titled(amo, words)["meeting_id"] for words in ("QBR", "1:1 Priya"))
    found = {
        "reminder": propose(stage, "remind_attendees", "reminder", meeting_id=qbr),
        "unknown": propose(stage, "cancel_subscription", "unknown", vendor="Northwind", seats="40"),
        **{task: propose(stage, "create_task", task, what=task, owner="You", due="2026-12-04") for task in TASKS},
    }
    for number in range(6):
        key = f"decided-{number}"
        action_id = propose(stage, "create_task", key, what=f"Follow up {number + 1}", meeting_id=one_on_one)
        verdict = {"decision": "reject", "note": "Done already"} if number == 3 else {"decision": "approve"}
        shown = ApiClient(stage).get(f"/approvals/{action_id}")["payload_hash"]
        ApiClient(stage).post(f"/approvals/{action_id}", verdict | {"payload_hash": shown})
    return found


def test_an_action_is_worded_differently_and_approved(visit: Visitor, queue: dict[str, str]) -> None:
    page = visit("/approvals")
    page.get_by_role("link", name=f"Create the task “{TASKS[0]}”").first.click()
    page.get_by_role("heading", level=1, name=TASKS[0]).wait_for()
    assert page.url.endswith(queue[TASKS[0]])
    page.get_by_text("Change the words first").click()
    page.get_by_label("Task").fill("Send Priya the reservation figures by Friday")
    page.get_by_role("button", name="Save the changes").click()
    page.get_by_text("Changed. Read it once more").wait_for()
    expect(page.locator("ins", has_text="by Friday")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Approved. AMO carries it out now.").wait_for()


def test_rejecting_keeps_a_note_and_works_without_scripts(visit: Visitor, queue: dict[str, str]) -> None:
    page = visit(f"/approvals/{queue[TASKS[1]]}", java_script_enabled=False)
    page.get_by_label("Note").fill("Travel is frozen until January")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Rejected. It is not done.")).to_be_visible()
    expect(page.get_by_text("Travel is frozen until January").first).to_be_visible()


def test_many_are_decided_at_once_with_a_result_for_each(visit: Visitor, queue: dict[str, str]) -> None:
    page = visit("/approvals?type=create_task")
    page.get_by_label("Choose:").first.check()
    page.get_by_role("button", name="Approve chosen").click()
    told = page.get_by_role("region", name="What became of each")
    expect(told.get_by_role("listitem")).to_have_count(1)
    expect(told.get_by_text("Approved")).to_be_visible()


def test_a_question_stands_beside_the_action(visit: Visitor, queue: dict[str, str]) -> None:
    page = visit(f"/approvals/{queue['reminder']}")
    page.locator("#question").fill("Have they not been told already?")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Sent to whom it concerns.").wait_for()
    expect(page.locator(".remarks", has_text="Have they not been told already?")).to_be_visible()


def test_the_log_is_checked_by_a_click(visit: Visitor, queue: dict[str, str]) -> None:
    page = visit("/audit")
    page.get_by_role("link", name="Check the whole log").click()
    page.get_by_text("Whole:").wait_for()


def test_a_level_is_raised_with_its_score_in_sight_as_far_as_the_team_goes(
    visit: Visitor, stage: DeployedStage, queue: dict[str, str]
) -> None:
    team = {"team_id": ApiClient(stage).get("/autonomy")["team_id"]}
    stage.invoke("set_team_level", {**team, "level": "semi_autonomous"})
    try:
        page = visit("/autonomy")
        for chosen in ("Supervised", "Semi-autonomous", "Supervised"):
            level = page.locator(".level", has_text=chosen)
            if chosen != "Supervised":
                expect(level.locator(".score")).to_be_visible()
            level.get_by_role("button").click()
            page.locator(".level.present", has_text=chosen).wait_for()
        beyond = page.locator(".level", has_text="All but critical runs by itself")
        expect(beyond.get_by_text("Not in your team")).to_be_visible()
        assert beyond.get_by_role("button").count() == 0
    finally:
        stage.invoke("set_team_level", {**team, "level": "supervised"})


@pytest.mark.parametrize("viewport", SCREENS)
@pytest.mark.parametrize("place", ["approvals", "action", "audit", "dashboard", "autonomy"])
def test_it_reads_well_everywhere(
    visit: Visitor, queue: dict[str, str], tmp_path: Path, place: str, viewport: dict[str, int]
) -> None:
    path = f"/approvals/{queue['reminder']}" if place == "action" else f"/{place}"
    page: Any = visit(path, viewport=viewport, reduced_motion="reduce")
    assert_readable_and_take_pictures(page, place, tmp_path)
