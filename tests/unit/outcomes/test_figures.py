"""Of each answer the dashboard learns how far a want was reached; a part is half."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdas.domain.outcomes.outcome import Outcome, Reached
from lambdas.errors import NotFound
from lambdas.outcomes.answer import OutcomeAnswers
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.stores import FakeMaterialTexts, FakeMeetings, FakeOutcomes


def test_an_answer_is_counted_and_what_was_never_wanted_is_not(figures: Callable[[], list[dict[str, Any]]]) -> None:
    meetings, outcomes = FakeMeetings(), FakeOutcomes()
    meetings.rows["m1"] = a_tracked(a_meeting("m1"))
    outcomes.add(Outcome(user_id="u1", meeting_id="m1", want_key="k", want="two hires approved", start=NOW))
    answers = OutcomeAnswers(meetings, FakeMaterialTexts(), outcomes)
    answers.say("u1", "m1", "k", Reached.PARTLY, NOW)
    with pytest.raises(NotFound):
        answers.say("u1", "m1", "other", Reached.YES, NOW)
    assert [written["WantsReached"] for written in figures()] == [[0.5]]
