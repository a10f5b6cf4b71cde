"""The recorder in a real browser, with a microphone that beeps: by keyboard, and never lost on the way."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.domain.meeting_notes.voice import audio_format
from tests.browser.appearance import assert_readable, violations
from tests.browser.conftest import expect, launched
from tests.browser.site import Site, cut_after
from tests.browser.test_forms import SCENES
from tests.unit.edges.harness import ADA, READY

pytestmark = pytest.mark.xdist_group("forms")

PLACE = f"/meetings/{READY}?tab=notes"
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""It is allowed too: the browser without windows has nobody it could ask."""


@pytest.fixture(scope="module")
def with_microphone(chromium: Any) -> Iterator[Any]:
    browser = launched(chromium.browser_type, *MICROPHONE)
    yield browser
    browser.close()


@pytest.fixture
def recorder(with_microphone: Any, site: Site) -> Iterator[Any]:
    SCENES["a recorder"].prepare(site.begin_anew().furnish("Board"))
    context = with_microphone.new_context(base_url=site.url, reduced_motion="reduce", permissions=["microphone"])
    context.set_default_timeout(10_000)
    site.sign_in(context)
    page = context.new_page()
    assert page.goto(PLACE).status == 200
    page.get_by_text("Record what was said").click()
    yield page
    context.close()


def record(page: Any) -> None:
    """By keyboard alone, for as long as the clock takes to move."""
    page.get_by_role("button", name="Record", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator("[data-time]", has_text="0:01").wait_for()
    page.keyboard.press("Enter")


def test_what_is_said_is_recorded_and_handed_in_without_leaving_the_page(recorder: Any, site: Site) -> None:
    record(recorder)
    recorder.locator("[data-state]", has_text="AMO tells you when it is written down").wait_for()
    (recording,) = site.harness.voice_recordings.of_meeting(ADA, READY)
    sound = site.harness.documents.get(recording.audio_key)
    assert audio_format(sound) is recording.format
    assert len(sound) < 24_000, "small enough that ten minutes are 2 MB"
    expect(recorder.get_by_role("button", name="Record", exact=True)).to_be_visible()
    assert violations(recorder) == []


def test_a_recording_that_did_not_arrive_is_still_there_to_be_sent_again(recorder: Any, site: Site) -> None:
    site.faults.append((f"POST /meetings/{READY}/recordings", cut_after))
    record(recorder)
    again = recorder.get_by_role("button", name="Send again")
    again.wait_for()
    recorder.locator("[data-state]", has_text="still here").wait_for()
    again.click()
    recorder.locator("[data-state]", has_text="AMO tells you").wait_for()
    assert len(site.harness.voice_recordings.of_meeting(ADA, READY)) == 1


def test_without_the_microphone_a_file_can_be_chosen(chromium: Any, site: Site) -> None:
    SCENES["a recorder"].prepare(site.begin_anew().furnish("Board"))
    context = chromium.new_context(base_url=site.url)
    context.set_default_timeout(10_000)
    site.sign_in(context)
    page = context.new_page()
    page.goto(PLACE)
    page.get_by_text("Record what was said").click()
    page.get_by_role("button", name="Record", exact=True).click()
    page.locator("[data-state]", has_text="choose a file").wait_for()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_everyone_can_read_it(chromium: Any, site: Site, width: int) -> None:
    SCENES["a recorder"].prepare(site.begin_anew().furnish("Board"))
    viewport = {"width": width, "height": 900}
    context = chromium.new_context(base_url=site.url, viewport=viewport, reduced_motion="reduce")
    site.sign_in(context)
    page = context.new_page()
    page.goto(PLACE)
    page.get_by_text("Record what was said").click()
    assert_readable(page)
    context.close()
