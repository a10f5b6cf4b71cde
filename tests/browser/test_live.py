"""Pages that change by themselves, under a clock the test turns: what is seen, said and asked for."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.actions.pending_action import ActionStatus
from lambdas.domain.conversation.moves import Move, Verb, advance
from lambdas.domain.notifications.messages import Message, MessageKind
from tests.browser.conftest import WIDE, expect
from tests.browser.site import Site, broken, busy
from tests.unit.edges.harness import ADA, NOW, PLANNED, READY, SESSION, WAITING, Harness
from tests.unit.edges.pending import ACTION

pytestmark = pytest.mark.xdist_group("forms")

Open = Callable[[str], Any]
LetPass = Callable[[Any, int], None]
RECORD_NOTIFICATIONS = """
window.notified = [];
window.Notification = class { constructor(title, options) { window.notified.push(options.body); } };
Notification.permission = "default";
Notification.requestPermission = async () => (Notification.permission = "granted");
"""
HIDE = """isHidden => {
  Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def open_page(chromium: Any, site: Site, harness: Harness) -> Iterator[Open]:
    context = chromium.new_context(base_url=site.url, viewport=WIDE)
    context.set_default_timeout(20_000)
    context.add_init_script(RECORD_NOTIFICATIONS)
    site.sign_in(context)

    def opened(path: str) -> Any:
        page = context.new_page()
        page.clock.install()
        page.goto(path)
        return page

    yield opened
    context.close()


@pytest.fixture
def let_pass(site: Site) -> LetPass:
    """Lets seconds pass one by one, so that each answer arrives before the clock goes on."""

    def turn(page: Any, seconds: int) -> None:
        for _ in range(seconds):
            page.clock.run_for(1_000)
            page.evaluate("fetch('/static/icon.svg').then(answer => answer.text()).catch(() => '')")
            while site.under_way:
                page.evaluate("0")
            page.evaluate("fetch('/static/icon.svg').then(answer => answer.text()).catch(() => '')")

    return turn


def looks(site: Site) -> int:
    return sum("/live?" in request for request in site.asked)


def answer_elsewhere(harness: Harness, text: str) -> None:
    session = harness.conversations.stored[SESSION]
    moved = advance(session, Move(verb=Verb.ANSWER, text=text, version=session.version), NOW)
    harness.conversations.stored[SESSION] = moved


def ready_again(harness: Harness, title: str = "News of another kind") -> None:
    trouble = Message(
        message_id="n-late", user_id=ADA, kind=MessageKind.BREAK_GLASS, title=title, lines=("Alone",), created_at=NOW
    )
    harness.inbox.put(ADA, trouble)


def test_today_changes_by_itself_and_disturbs_nothing(open_page: Open, harness: Harness, let_pass: LetPass) -> None:
    page = open_page("/")
    chip = page.locator("summary.chip").first
    chip.focus()
    chip.press("Enter")
    before = page.title()
    ready_again(harness)
    let_pass(page, 6)
    page.get_by_role("heading", name="News of another kind").wait_for()
    assert (before, page.title()) == ("(4) Today · AMO", "(5) Today · AMO")
    assert page.get_by_role("status").filter(has_text="Emergency: News of another kind").count() == 1
    assert page.locator("details.menu[open]").count() == 1
    assert page.evaluate("document.activeElement.matches('summary.chip')")


def test_it_looks_ever_more_seldom_while_nothing_changes_and_never_unseen(
    open_page: Open, site: Site, let_pass: LetPass
) -> None:
    page = open_page("/")
    let_pass(page, 120)
    quiet = looks(site)
    assert 4 <= quiet <= 7
    let_pass(page, 300)
    assert looks(site) - quiet <= 6
    page.evaluate(HIDE, True)
    unseen = looks(site)
    let_pass(page, 300)
    assert looks(site) == unseen
    page.evaluate(HIDE, False)
    let_pass(page, 4)
    assert looks(site) == unseen + 1


def test_who_asked_for_it_is_notified_of_what_waits_while_the_tab_is_hidden(
    open_page: Open, site: Site, harness: Harness, let_pass: LetPass
) -> None:
    page = open_page("/")
    page.get_by_role("button", name="Notify me when something waits").click()
    page.get_by_role("button", name="Notifications are on").wait_for()
    page.evaluate(HIDE, True)
    ready_again(harness, "Somebody’s secret")
    before = looks(site)
    let_pass(page, 130)
    assert looks(site) - before <= 2
    assert page.evaluate("window.notified") == ["Emergency"]
    assert "(5)" in page.title()
    page.get_by_role("button", name="Notifications are on").click()
    page.get_by_role("button", name="Notify me when something waits").wait_for()


def test_a_meeting_is_not_changed_under_the_fingers_of_who_types(
    open_page: Open, harness: Harness, let_pass: LetPass
) -> None:
    page = open_page(f"/meetings/{WAITING}")
    page.locator("#answer").fill("Half a thought")
    asked = harness.conversations.stored[SESSION]
    harness.conversations.save(advance(asked, Move(verb=Verb.SKIP, channel="slack"), NOW))
    let_pass(page, 12)
    assert page.locator("#answer").input_value() == "Half a thought"
    expect(page.get_by_text("Question 1 of 3")).to_be_visible()
    expect(page.locator("#state").get_by_text("2 questions left")).to_be_visible()
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_text("The conversation has moved on").wait_for()
    assert page.get_by_label("What you had written").last.inner_text() == "Half a thought"
    assert page.locator("#answer").input_value() == ""


def test_an_open_meeting_goes_on_to_the_next_question_asked_elsewhere(
    open_page: Open, harness: Harness, let_pass: LetPass
) -> None:
    page = open_page(f"/meetings/{WAITING}")
    asked = harness.conversations.stored[SESSION]
    harness.conversations.save(advance(asked, Move(verb=Verb.SKIP, channel="slack"), NOW))
    let_pass(page, 6)
    page.get_by_text("Question 2 of 3").wait_for()
    page.get_by_role("status").filter(has_text="Board: 2 questions left").wait_for(state="attached")


def test_a_server_that_is_away_and_a_session_that_ended_are_said(
    open_page: Open, site: Site, let_pass: LetPass
) -> None:
    page = open_page("/")
    site.faults = [("GET /live", broken(503)), ("GET /live", broken(503))]
    let_pass(page, 14)
    page.get_by_text("AMO cannot be reached at the moment").wait_for()
    let_pass(page, 30)
    page.locator("#offline").wait_for(state="hidden")
    page.context.clear_cookies()
    let_pass(page, 60)
    page.get_by_role("link", name="Sign in again").wait_for()
    ended = looks(site)
    let_pass(page, 120)
    assert looks(site) == ended


def test_the_queue_changes_by_itself_and_a_tick_holds_only_for_what_was_read(
    open_page: Open, harness: Harness, let_pass: LetPass
) -> None:
    page = open_page("/approvals")
    pick = page.locator(f"#pick-{ACTION}")
    pick.check()
    note = page.locator("#note")
    note.fill("Because")
    stored = harness.approvals.pending_actions.stored
    stored["other"] = stored[ACTION].model_copy(update={"action_id": "other", "deadline": NOW + timedelta(hours=9)})
    let_pass(page, 12)
    page.locator("#pick-other").wait_for()
    assert pick.is_checked()
    assert note.input_value() == "Because"
    stored[ACTION] = stored[ACTION].model_copy(update={"payload_hash": "0" * 64})
    let_pass(page, 12)
    assert not pick.is_checked()
    stored["other"] = stored["other"].model_copy(update={"status": ActionStatus.REJECTED, "decided_by": ADA})
    let_pass(page, 12)
    page.locator("#pick-other").wait_for(state="detached")


def test_put_away_and_undo_in_place(open_page: Open, harness: Harness) -> None:
    page = open_page("/")
    card = page.locator(f"#materials-{READY}")
    card.get_by_role("button", name="Put away").click()
    card.wait_for(state="detached")
    assert "(3)" in page.title()
    assert page.evaluate("document.activeElement.id") == "waiting"
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    card.wait_for()
    page.get_by_role("status").filter(has_text="Undone").wait_for()
    assert page.url.endswith("/")


def test_not_needed_and_a_corrected_type_are_undone_where_they_stand(open_page: Open, harness: Harness) -> None:
    page = open_page("/")
    page.locator(f"#questions-{WAITING}").get_by_role("button", name="Not needed").click()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    page.get_by_text("Undone").wait_for()
    assert harness.meetings.get(ADA, WAITING).preparation.declined_at is None
    entry = page.locator(f"#entry-{PLANNED}")
    entry.locator("summary.chip").click()
    entry.get_by_role("button", name="Incident review").click()
    page.get_by_text("Corrected").wait_for()
    assert page.locator("details.menu[open]").count() == 0
    assert page.evaluate("document.activeElement.matches('summary.chip')")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    page.get_by_text("Undone").wait_for()
    assert page.evaluate("document.activeElement !== document.body")
    assert harness.users.account(ADA).corrections == ()


def test_an_undo_that_did_not_go_through_can_be_pressed_again(open_page: Open, site: Site, harness: Harness) -> None:
    page = open_page("/")
    page.locator(f"#questions-{WAITING}").get_by_role("button", name="Not needed").click()
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    undo.wait_for()
    site.faults = [("POST /undo", busy())]
    undo.click()
    page.get_by_role("status").filter(has_text="busy or being updated").wait_for()
    undo.click()
    page.get_by_role("status").filter(has_text="Undone").wait_for()
    assert harness.meetings.get(ADA, WAITING).preparation.declined_at is None


def test_a_question_answered_elsewhere_leaves_an_empty_box_and_one_being_written_in_catches_up(
    open_page: Open, harness: Harness, let_pass: LetPass
) -> None:
    page = open_page(f"/meetings/{WAITING}")
    page.locator("#answer").focus()
    answer_elsewhere(harness, "First")
    let_pass(page, 20)
    page.get_by_text("Question 2 of").wait_for()
    page.locator("#answer").fill("Half an ans")
    answer_elsewhere(harness, "Second")
    let_pass(page, 20)
    assert page.locator("#answer").input_value() == "Half an ans"
    page.locator("#answer").fill("")
    page.get_by_role("heading", level=1).click()
    let_pass(page, 20)
    page.get_by_text("Question 3 of").wait_for()


def test_what_could_not_be_done_is_said_where_it_was_tried(open_page: Open, site: Site, harness: Harness) -> None:
    page = open_page("/")
    site.faults = [("POST /notices/", busy())]
    card = page.locator(f"#materials-{READY}")
    card.get_by_role("button", name="Put away").click()
    assert "busy or being updated" in page.get_by_role("alert").inner_text()
    expect(card).to_be_visible()


def test_without_scripts_the_line_that_says_it_has_undo(chromium: Any, site: Site, harness: Harness) -> None:
    context = chromium.new_context(base_url=site.url, java_script_enabled=False)
    site.sign_in(context)
    page = context.new_page()
    page.goto("/")
    page.locator(f"#materials-{READY}").get_by_role("button", name="Put away").click()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: it is as it was before.")).to_be_visible()
    expect(page.locator(f"#materials-{READY}")).to_be_visible()
    context.close()
