"""The materials' message (MAT-5)."""

from datetime import timedelta

import pytest

from lambdas.domain.agenda.materials import Section
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus
from lambdas.errors import NotFound, Retryable
from tests.unit.materials.harness import START, Harness, a_plan


def test_the_message_shows_the_agenda_s_outline_and_leads_to_the_materials(harness: Harness) -> None:
    assert harness.send().delivered
    message = harness.notifier.told[0]
    assert message.title == "Ready: Roadmap review, Thu 09:00 UTC"
    assert message.lines == (
        "Thu 5 Mar, 09:00–10:00 UTC",
        "You want: the audit-log date",
        "1. Opening (5 min)",
        "2. Cloud budget (40 min)",
        "3. Next steps (15 min)",
        "Not known: this month's attrition",
    )
    assert [(action.verb, action.target) for action in message.actions] == [("view_materials", "m1")]


def test_a_long_agenda_is_cut_and_says_so() -> None:
    sections = tuple(Section(title=f"Part {number}", minutes=6) for number in range(1, 11))
    harness = Harness(a_plan(sections=sections, wants=(), gaps=()))
    harness.send()
    assert harness.notifier.told[0].lines[-2:] == ("8. Part 8 (6 min)", "... and 2 more")


def test_close_to_the_meeting_the_message_says_when_it_begins(harness: Harness) -> None:
    harness.now = START - timedelta(minutes=95)
    harness.send()
    assert harness.notifier.told[0].lines[0] == "Begins in 1 h 35 min: Thu 5 Mar, 09:00–10:00 UTC"


def test_fault_79_sending_again_tells_once(harness: Harness) -> None:
    for _ in range(3):
        assert harness.send().delivered
    assert len(harness.notifier.told) == 1


def test_fault_80_an_exception_after_the_message_went_out_does_not_repeat_it(harness: Harness) -> None:
    harness.bus.is_down = True
    with pytest.raises(Retryable):
        harness.send()
    harness.bus.is_down = False
    harness.send()
    assert len(harness.notifier.told) == 1
    assert len(harness.bus.named("PrepCompleted")) == 1


def test_when_no_channel_takes_it_the_step_is_tried_again(harness: Harness) -> None:
    harness.notifier.is_down = True
    with pytest.raises(Retryable, match="could not be put in line"):
        harness.send()
    assert not harness.bus.published


def test_fault_68_nothing_is_sent_for_a_meeting_cancelled_meanwhile_or_a_run_that_is_over(harness: Harness) -> None:
    assert harness.send(run=2).reason == "This run is over."
    harness.replan(status=MeetingStatus.CANCELLED)
    assert not harness.send().delivered
    assert not harness.notifier.sent


def test_without_materials_there_is_nothing_to_send(harness: Harness) -> None:
    harness.replan(Preparation(status=PrepStatus.READY, run=1))
    with pytest.raises(NotFound):
        harness.send()


def test_markup_and_line_breaks_in_a_title_stay_one_plain_line(harness: Harness) -> None:
    harness.replan(title="<!channel>\n<b>Roadmap</b> https://evil.example/x")
    harness.send()
    title = harness.notifier.told[0].title
    assert "\n" not in title
    assert "evil.example" not in title
