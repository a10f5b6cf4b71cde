"""Of confirmed notes the dashboard learns how many decisions a meeting makes: each meeting counts once."""

from collections.abc import Callable
from datetime import date
from typing import Any

from lambdas.domain.meeting_notes.notes import Decided, Promised
from tests.fakes.samples import NOW
from tests.unit.meeting_notes.harness import NotesHarness

SEND = Promised(key="a1", what="Send the deck", owner="Ana", due=date(2026, 3, 6))


def test_decisions_that_were_kept_count_and_the_meeting_once(
    harness: NotesHarness, figures: Callable[[], list[dict[str, Any]]]
) -> None:
    harness.type(Decided(key="d1", what="Two days at home"), promised=[SEND])
    harness.confirm()
    harness.type(Decided(key="d1", what="Two days at home"), Decided(key="d2", what="A new desk"), promised=[SEND])
    harness.confirm()
    harness.confirm()
    written = figures()
    assert [(one["NotesConfirmed"], one["DecisionsConfirmed"]) for one in written] == [([1.0], [1.0]), ([0.0], [1.0])]


def test_a_meeting_with_nothing_to_note_is_a_meeting_without_a_decision(
    harness: NotesHarness, figures: Callable[[], list[dict[str, Any]]]
) -> None:
    for _ in range(2):
        harness.reviews.say_nothing("u1", "m1", NOW)
    assert [(one["NotesConfirmed"], one["DecisionsConfirmed"]) for one in figures()] == [([1.0], [0.0])]
