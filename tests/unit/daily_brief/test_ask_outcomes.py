"""Somebody is asked with one tap whether they got what they wanted: once, when it can still help, and not for ever."""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock, call

import pytest

from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.domain.outcomes.outcome import Outcome, Reached, want_key
from tests.unit.daily_brief.priya import SIX_IN_BERLIN, TOMORROW, Evening

ONE_DAY = timedelta(days=1)
SERIES: dict[str, Any] = {"series_id": "weekly"}


@pytest.fixture
def evening() -> Evening:
    return Evening()


def want(evening: Evening, meeting_id: str, *wants: str) -> None:
    meeting = evening.meetings.rows[meeting_id].meeting
    for text in wants:
        evening.outcomes.add(
            Outcome(user_id="u1", meeting_id=meeting_id, want_key=want_key(text), want=text, start=meeting.start)
        )


def asked(evening: Evening, days: int = 0) -> list[Message]:
    evening.briefs.send_due(SIX_IN_BERLIN + days * ONE_DAY)
    return [message for message in evening.told() if message.kind is MessageKind.OUTCOMES_ASKED]


def test_the_evening_before_the_series_goes_on_each_want_is_asked_about_with_one_tap(evening: Evening) -> None:
    evening.had("m0", "Weekly sync", 7, **SERIES)
    evening.has("m1", "Weekly sync", **SERIES)
    want(evening, "m0", "two hires approved")
    (message,) = asked(evening)
    assert message.title == "Did you get what you wanted? Weekly sync"
    assert message.lines == ("From Weekly sync, Tue 24 Feb",)
    (question,) = message.questions
    key = want_key("two hires approved")
    assert question.text == "You wanted: two hires approved"
    assert [(answer.label, answer.verb, answer.target) for answer in question.answers] == [
        ("Yes", "answer_outcome", f"m0:{key}:yes"),
        ("Partly", "answer_outcome", f"m0:{key}:partly"),
        ("No", "answer_outcome", f"m0:{key}:no"),
    ]


def test_over_two_weeks_of_evenings_each_meeting_is_asked_about_once(evening: Evening) -> None:
    evening.had("m0", "Weekly sync", 7, **SERIES)
    evening.has("m1", "Weekly sync", **SERIES)
    evening.had("single", "Board", 2)
    for meeting_id in ("m0", "single"):
        want(evening, meeting_id, "a decision")
    evenings = [len(asked(evening, days)) for days in range(14)]
    assert evenings == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]


def test_a_series_that_was_cancelled_is_asked_about_a_week_later(evening: Evening) -> None:
    evening.had("m0", "Weekly sync", 7, **SERIES)
    evening.has("m1", "Weekly sync", status=MeetingStatus.CANCELLED, **SERIES)
    want(evening, "m0", "a decision")
    assert asked(evening) == []
    assert [message.meeting_id for message in asked(evening, 1)] == ["m0"]


def test_what_was_answered_is_not_asked_and_three_is_enough(evening: Evening) -> None:
    evening.had("m0", "Board", 8)
    evening.had("m9", "Ops", 7.9)
    want(evening, "m0", "first", "second", "third")
    want(evening, "m9", "answered", "open")
    evening.outcomes.answer("u1", "m9", want_key("answered"), Reached.YES, SIX_IN_BERLIN)
    (message,) = asked(evening)
    assert len(message.questions) == 3
    assert message.questions[0].text == "You wanted: open (Ops)"
    assert message.title == "Did you get what you wanted?"
    assert {question.text.endswith("(Board)") for question in message.questions[1:]} == {True}


def test_an_hour_that_is_done_again_asks_nothing_anew_though_one_was_answered(evening: Evening) -> None:
    evening.had("m0", "Board", 8)
    evening.had("m9", "Ops", 7.9)
    want(evening, "m0", "first")
    want(evening, "m9", "second")
    assert len(asked(evening)) == 1
    evening.outcomes.answer("u1", "m9", want_key("second"), Reached.YES, SIX_IN_BERLIN)
    assert len(asked(evening)) == 1


def test_whoever_does_not_want_to_be_asked_after_meetings_is_not(evening: Evening) -> None:
    evening.had("m0", "Board", 8)
    want(evening, "m0", "a decision")
    evening.users.patch("u1", {"asked_after_meetings": False})
    assert asked(evening) == []


def test_outcomes_are_read_only_of_the_meetings_that_are_asked_about_now(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 9):
        evening.had(f"m{day}", "Board", day)
    of_meeting = Mock(return_value=[])
    monkeypatch.setattr(type(evening.outcomes), "of_meeting", of_meeting)
    asked(evening)
    assert of_meeting.call_args_list == [call("u1", "m8")]
    assert evening.meetings.rows["m8"].meeting.start == TOMORROW - 8 * ONE_DAY
