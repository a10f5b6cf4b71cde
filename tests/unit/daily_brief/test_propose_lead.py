"""Another time to prepare is proposed to whoever has a habit: once, with two buttons, and never set (POST-6)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.accounts.prep_leads import PrepTimings
from lambdas.accounts.profile import Profiles
from lambdas.domain.conversation.conversation import Answer, Conversation, ConversationStatus
from lambdas.domain.meetings.tracked_meeting import PrepPlan
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.errors import NotFound
from tests.fakes.samples import a_meeting, a_tracked
from tests.unit.daily_brief.priya import SIX_IN_BERLIN, TOMORROW, Evening

ONE_DAY = timedelta(days=1)
THREE_WEEKS = 21
HOUR = timedelta(hours=1)


class Replans:
    """Takes what is asked of the monitor."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def request(self, user_id: str, *, replan: bool = False) -> None:
        assert replan
        self.asked.append(user_id)


@pytest.fixture
def evening() -> Evening:
    return Evening()


@pytest.fixture
def replans() -> Replans:
    return Replans()


@pytest.fixture
def timings(evening: Evening, replans: Replans) -> PrepTimings:
    syncs: Any = replans
    return PrepTimings(Profiles(evening.users, syncs), evening.proposals)


def prepares_in_the_evening(evening: Evening, weeks: int = 12) -> None:
    """One-on-ones on Tuesdays at nine in the morning, asked about a day ahead, answered at seven in the evening."""
    for week in range(1, weeks + 1):
        start = TOMORROW - week * 7 * ONE_DAY
        meeting_id = f"m{week}"
        tracked = a_tracked(
            a_meeting(meeting_id, start=start),
            plan=PrepPlan(meeting_type="one_on_one", type_reason="", prep_trigger_time=start - 24 * HOUR),
        )
        preparation = tracked.preparation.model_copy(update={"session_id": f"{meeting_id}-r1"})
        evening.meetings.rows[meeting_id] = tracked.model_copy(update={"preparation": preparation})
        evening.conversations.open(a_conversation(meeting_id, start))


def a_conversation(meeting_id: str, start: datetime) -> Conversation:
    begun = start - 14 * HOUR
    return Conversation(
        session_id=f"{meeting_id}-r1",
        meeting_id=meeting_id,
        user_id="u1",
        status=ConversationStatus.FINISHED,
        opened_at=start - 24 * HOUR,
        deadline=start - HOUR,
        answers={"0": Answer(text="yes", answered_at=begun, channel="page")},
        closed_at=begun + HOUR / 4,
    )


def proposed(evening: Evening, days: int) -> list[Message]:
    """Goes through so many evenings."""
    for day in range(days):
        evening.briefs.send_due(SIX_IN_BERLIN + day * ONE_DAY)
    return [message for message in evening.told() if message.kind is MessageKind.TIMING_PROPOSED]


def test_the_habit_is_told_with_the_hours_it_would_be_and_nothing_changes(
    evening: Evening, timings: PrepTimings
) -> None:
    prepares_in_the_evening(evening)
    (message,) = proposed(evening, THREE_WEEKS)
    assert message.lines == (
        "You usually prepare meetings of the type “One-on-one” the evening before.",
        "Notify you 14 h before instead of 24 h?",
    )
    assert [(action.label, action.verb, action.target) for action in message.actions] == [
        ("Yes, 14 h before", "accept_timing", "one_on_one"),
        ("Keep 24 h", "keep_timing", "one_on_one"),
    ]
    assert evening.users.get("u1").prep_hours == {}
    assert [proposal.hours for proposal in timings.open_of("u1")] == [14]


def test_yes_sets_the_hours_and_has_the_meetings_planned_again(
    evening: Evening, timings: PrepTimings, replans: Replans
) -> None:
    prepares_in_the_evening(evening)
    proposed(evening, 7)
    assert timings.accept("u1", "one_on_one") == 14
    assert evening.users.get("u1").prep_hours == {"one_on_one": 14}
    assert replans.asked == ["u1"]
    assert timings.open_of("u1") == []
    with pytest.raises(NotFound, match="not proposed any more"):
        timings.accept("u1", "one_on_one")


def test_keep_is_kept(evening: Evening, timings: PrepTimings) -> None:
    prepares_in_the_evening(evening)
    proposed(evening, 7)
    for _ in range(2):
        timings.keep("u1", "one_on_one", datetime(2026, 3, 9, tzinfo=UTC))
    assert timings.open_of("u1") == []
    assert len(proposed(evening, 2 * THREE_WEEKS)) == 1
    assert evening.users.get("u1").prep_hours == {}
    with pytest.raises(NotFound, match="not proposed any more"):
        timings.accept("u1", "one_on_one")


def test_seven_meetings_are_no_habit_yet(evening: Evening) -> None:
    prepares_in_the_evening(evening, weeks=7)
    assert proposed(evening, 7) == []


def test_keeping_what_nobody_proposed_is_fine(timings: PrepTimings) -> None:
    timings.keep("u1", "one_on_one", SIX_IN_BERLIN)
    assert timings.open_of("u1") == []
