"""The conversation with its server breaking under it: every error is seen, nothing typed is lost, nothing counts twice.

On a page as wide as a phone, in front of the real handlers.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.domain.conversation.conversation import Answer, Conversation, ConversationStatus
from lambdas.domain.conversation.moves import MAX_ANSWER
from tests.browser.site import Fault, Site, broken, busy, cut_after, cut_before, slow
from tests.unit.edges.harness import SESSION, WAITING, Harness

pytestmark = pytest.mark.xdist_group("forms")

PHONE = {"width": 390, "height": 844}
TYPED = "Two hires, and what each costs us until March"


@pytest.fixture
def page(chromium: Any, site: Site, harness: Harness) -> Iterator[Any]:
    context = chromium.new_context(base_url=site.url, viewport=PHONE)
    context.set_default_timeout(20_000)
    site.sign_in(context)
    page = context.new_page()
    page.goto(f"/meetings/{WAITING}")
    yield page
    context.close()


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def on_question(page: Any, number: int) -> None:
    page.get_by_text(f"Question {number} of 3").wait_for()


def typed(page: Any) -> str:
    return str(page.locator("#answer").input_value())


def told(page: Any) -> str:
    page.locator("#trouble:not([hidden])").wait_for()
    return str(page.get_by_role("alert").inner_text())


def long_answer(characters: int) -> str:
    return ("Two hires and what they cost, " * characters)[: characters - 1] + "."


def stored(harness: Harness) -> Conversation:
    return harness.conversations.stored[SESSION]


def answers(harness: Harness) -> list[str]:
    given: list[Answer] = list(stored(harness).answers.values())
    return [answer.text for answer in given]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param(broken(500), "went wrong", id="500"),
        pytest.param(busy(), "busy or being updated", id="503"),
        pytest.param(cut_before, "could not be reached", id="cut before"),
        pytest.param(cut_after, "could not be reached", id="cut after"),
    ],
)
def test_an_error_is_said_beside_what_was_typed_and_the_next_try_counts_once(
    page: Any, site: Site, harness: Harness, fault: Fault, words: str
) -> None:
    page.locator("#answer").fill(TYPED)
    site.faults = [("POST /meetings/", fault)]
    press(page, "Answer")
    assert words in told(page)
    assert "What you typed is kept" in told(page)
    box, said = page.locator("#answer").bounding_box(), page.locator("#trouble").bounding_box()
    assert 0 <= said["y"] - (box["y"] + box["height"]) < 60
    assert typed(page) == TYPED
    page.reload()
    if fault is not cut_after:
        assert typed(page) == TYPED
        press(page, "Answer")
    on_question(page, 2)
    assert answers(harness) == [TYPED]


def test_what_lambda_turned_away_is_sent_again_without_a_word(page: Any, site: Site, harness: Harness) -> None:
    """A new account runs ten functions at once: API Gateway answers the eleventh's request itself."""
    page.locator("#answer").fill(TYPED)
    site.faults = [
        ("POST /meetings/", broken(503)),
        ("POST /meetings/", broken(429, '{"message":"Too Many Requests"}')),
    ]
    press(page, "Answer")
    on_question(page, 2)
    page.locator("#trouble[hidden]").wait_for(state="attached")
    assert (answers(harness), typed(page)) == ([TYPED], "")


def test_an_answer_that_arrived_though_nobody_heard_so_counts_once_when_sent_again(
    page: Any, site: Site, harness: Harness
) -> None:
    page.locator("#answer").fill(TYPED)
    site.faults = [("POST /meetings/", cut_after)]
    press(page, "Answer")
    told(page)
    press(page, "Answer")
    on_question(page, 2)
    assert (answers(harness), typed(page)) == ([TYPED], "")


def test_a_preparation_is_answered_though_the_network_is_cut_twice(page: Any, site: Site, harness: Harness) -> None:
    for number in (1, 2):
        on_question(page, number)
        page.locator("#answer").fill(f"Answer {number}")
        page.context.set_offline(True)
        press(page, "Answer")
        assert "You are offline" in told(page)
        page.context.set_offline(False)
        press(page, "Answer")
    on_question(page, 3)
    page.locator("#answer").fill("Answer 3")
    press(page, "Answer")
    page.get_by_role("heading", name="Writing the materials").wait_for()
    assert answers(harness) == ["Answer 1", "Answer 2", "Answer 3"]
    assert page.evaluate("document.activeElement.id") == "making"
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('amo.draft'))") == []


def test_a_slow_answer_is_said_to_be_slow_and_is_sent_once(page: Any, site: Site, harness: Harness) -> None:
    page.locator("#answer").fill(TYPED)
    site.faults = [("POST /meetings/", slow(2))]
    press(page, "Answer")
    page.get_by_text("Sending …").wait_for()
    page.get_by_role("button", name="Answer", exact=True).click(force=True)
    on_question(page, 2)
    assert [asked for asked in site.asked if asked.startswith("POST /meetings/")] == [f"POST /meetings/{WAITING}/moves"]
    assert answers(harness) == [TYPED]


def test_a_session_that_ended_is_said_and_what_was_typed_waits_for_the_next(
    page: Any, site: Site, harness: Harness
) -> None:
    page.locator("#answer").fill(TYPED)
    page.context.clear_cookies()
    press(page, "Answer")
    assert "You are signed out. What you typed is kept." in told(page)
    site.sign_in(page.context)  # as signing in again does, which the link leads to
    page.get_by_role("link", name="Sign in again").click()
    on_question(page, 1)
    assert typed(page) == TYPED
    press(page, "Answer")
    on_question(page, 2)


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_an_answer_goes_out_by_the_keyboard_and_the_next_box_has_the_focus(
    page: Any, harness: Harness, keys: str
) -> None:
    page.locator("#answer").fill(TYPED)
    page.locator("#answer").press(keys)
    on_question(page, 2)
    assert answers(harness) == [TYPED]
    assert page.evaluate("document.activeElement.id") == "answer"


def test_what_was_typed_survives_a_reload_going_back_and_skipping(page: Any, harness: Harness) -> None:
    page.locator("#answer").fill("The first, half")
    press(page, "Skip")
    on_question(page, 2)
    page.locator("#answer").fill("The second, half")
    press(page, "Back")
    on_question(page, 1)
    assert typed(page) == "The first, half"
    page.locator("#answer").fill("The first, whole")
    page.reload()
    assert typed(page) == "The first, whole"
    press(page, "Answer")
    on_question(page, 2)
    assert typed(page) == "The second, half"
    press(page, "Finish now")
    page.get_by_role("heading", name="Writing the materials").wait_for()
    assert answers(harness) == ["The first, whole", "The second, half"]


def test_a_draft_goes_when_its_conversation_is_over(page: Any, harness: Harness) -> None:
    page.evaluate(
        "localStorage.setItem('amo.draft.old-r1.1', JSON.stringify({text: 'x', at: 1, until: Date.now() - 1}))"
    )
    page.locator("#answer").fill(TYPED)
    page.reload()
    kept = page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('amo.draft'))")
    assert kept == [f"amo.draft.{SESSION}.1"]


def test_an_answer_that_is_too_long_says_by_how_much_and_stays(page: Any, site: Site, harness: Harness) -> None:
    page.locator("#answer").fill(long_answer(MAX_ANSWER + 123))
    assert "4,123 of 4,000 characters" in page.locator("#length").inner_text()
    press(page, "Answer")
    assert "4,123 characters and 4,000 is the most" in told(page)
    assert len(typed(page)) == MAX_ANSWER + 123
    assert f"POST /meetings/{WAITING}/moves" not in site.asked
    page.locator("#answer").fill(long_answer(MAX_ANSWER))
    press(page, "Answer")
    on_question(page, 2)


def test_an_answer_to_a_conversation_closed_elsewhere_is_shown_again_with_the_reason(
    page: Any, harness: Harness
) -> None:
    page.locator("#answer").fill(TYPED)
    harness.conversations.close(SESSION, ConversationStatus.FINISHED, stored(harness).opened_at)
    press(page, "Answer")
    assert "This was not added" in told(page)
    assert page.get_by_label("What you had written").last.inner_text() == TYPED


def test_signing_out_leaves_nothing_that_was_typed_behind(page: Any) -> None:
    page.locator("#answer").fill(TYPED)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('amo.draft'))") == []
