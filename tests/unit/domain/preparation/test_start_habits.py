"""Another lead is proposed to whoever has a habit, and to nobody who has none."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.accounts.working_week import WorkingWeek
from lambdas.domain.conversation.conversation import Answer, Conversation, ConversationStatus
from lambdas.domain.meetings.tracked_meeting import PrepPlan
from lambdas.domain.notifications.quiet_hours import QuietHours
from lambdas.domain.preparation.due_times import answer_deadline
from lambdas.domain.preparation.start_habits import FEWEST_STARTS, LeadProposal, PrepStart, prep_start, proposed_lead
from lambdas.domain.preparation.working_time import working_time
from tests.fakes.samples import a_meeting, a_tracked, a_user

BERLIN = ZoneInfo("Europe/Berlin")
WITHIN_MEETINGS = 12
HOUR = timedelta(hours=1)
EVERY_DAY = WorkingWeek(days=frozenset(range(7)), start=time(7), end=time(21))
SEEDS = range(5)


def an_account(**changes: Any) -> UserAccount:
    return UserAccount(user=a_user(timezone="Europe/Berlin", **changes))


WORKS_IN_THE_WEEK = an_account()


class Habit(NamedTuple):
    """``start`` draws when one is begun, in Berlin. ``by_hand``: before AMO asks."""

    start: Callable[[datetime, Random], datetime]
    words: str
    hours: range
    lead: int = 24
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    clock: tuple[int, ...] = (9, 10, 11)
    by_hand: bool = False
    week: WorkingWeek = WorkingWeek()


def on_day(days: int, begins: float, ends: float) -> Callable[[datetime, Random], datetime]:
    """Between two hours of the day that is ``days`` from the meeting's."""

    def start(meeting: datetime, rng: Random) -> datetime:
        day = datetime.combine(meeting.date() + timedelta(days=days), time(), BERLIN)
        return day + rng.uniform(begins, ends) * HOUR

    return start


HABITS = {
    "evening before": Habit(on_day(-1, 18, 20.5), "the evening before", range(13, 18)),
    "morning of": Habit(on_day(0, 7.5, 8.9), "on the morning of the day", range(4, 9), clock=(13, 14, 15)),
    "two days before": Habit(on_day(-2, 9, 17), "2 days before", range(40, 49), weekdays=(2, 3, 4), by_hand=True),
    "two hours before": Habit(
        lambda meeting, rng: meeting - rng.gauss(2, 0.2) * HOUR, "about 2 hours before", range(2, 4), clock=(10, 14, 16)
    ),
    "weekend before": Habit(
        on_day(-2, 14, 20),
        "at the weekend before",
        range(38, 45),
        lead=72,
        weekdays=(1,),
        clock=(10,),
        by_hand=True,
        week=EVERY_DAY,
    ),
}


def days_of(weekdays: tuple[int, ...], rng: Random) -> Iterator[date]:
    day = date(2026, 1, 5)
    while True:
        day += timedelta(days=rng.randint(1, 4))
        if day.weekday() in weekdays:
            yield day


def asked(meeting: datetime, lead: int, account: UserAccount) -> datetime:
    return working_time(account).last_before(meeting.astimezone(UTC) - lead * HOUR).at


def habitual_starts(habit: Habit, account: UserAccount, rng: Random) -> list[PrepStart]:
    days = days_of(habit.weekdays, rng)
    meetings = [datetime.combine(next(days), time(rng.choice(habit.clock)), BERLIN) for _ in range(WITHIN_MEETINGS)]
    return [_begun(meeting, habit, account, rng) for meeting in meetings]


def _begun(meeting: datetime, habit: Habit, account: UserAccount, rng: Random) -> PrepStart:
    at, asked_at = habit.start(meeting, rng).astimezone(UTC), asked(meeting, habit.lead, account)
    deadline = answer_deadline(asked_at, meeting.astimezone(UTC))
    is_by_hand = habit.by_hand or not asked_at <= at <= deadline
    earliest = min(meeting.astimezone(UTC) - 2 * habit.lead * HOUR, asked_at, at) if is_by_hand else asked_at
    latest = meeting.astimezone(UTC) if is_by_hand else deadline
    return PrepStart(meeting.astimezone(UTC), asked_at, earliest, latest, at, at + timedelta(minutes=15))


@pytest.mark.parametrize("name", HABITS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_habit_is_found_within_twelve_meetings(name: str, seed: int) -> None:
    habit = HABITS[name]
    account = an_account(working_week=habit.week)
    starts = habitual_starts(habit, account, Random(seed))
    numbers = range(FEWEST_STARTS, WITHIN_MEETINGS + 1)
    tried = (proposed_lead(starts[:number], habit.lead, habit.lead, account) for number in numbers)
    found = next((proposal for proposal in tried if proposal), None)
    assert found is not None
    assert found.usual_start == habit.words
    assert found.hours in habit.hours


def is_awake(moment: datetime) -> bool:
    return 7 <= moment.astimezone(BERLIN).hour < 22


def is_at_work(moment: datetime) -> bool:
    local = moment.astimezone(BERLIN)
    return local.weekday() < 5 and 9 <= local.hour < 18


def random_start(meeting: datetime, lead: int, is_possible: Callable[[datetime], bool], rng: Random) -> PrepStart:
    """Begun at any moment it could have been, asked or by hand; one in ten never is."""
    start, asked_at = meeting.astimezone(UTC), asked(meeting, lead, WORKS_IN_THE_WEEK)
    earliest, latest = asked_at, answer_deadline(asked_at, start)
    if rng.random() < 0.25:
        earliest, latest = min(start - 2 * lead * HOUR, asked_at), start
    drawn = (earliest + (latest - earliest) * rng.random() for _ in range(200))
    at = next((moment for moment in drawn if is_possible(moment)), None) if rng.random() < 0.9 else None
    return PrepStart(start, asked_at, earliest, latest, at, at and at + timedelta(minutes=15))


def test_nothing_is_proposed_to_a_thousand_people_who_start_at_random() -> None:
    """Looked at after every meeting from the eighth to the twentieth: so often that chance would show."""
    rng = Random(1)
    proposed = 0
    for run in range(1000):
        is_possible = (lambda _moment: True, is_awake, is_at_work)[run % 3]
        lead, is_weekly = (24, 48, 72)[run // 3 % 3], run // 9 % 2 == 0
        days = days_of((rng.randrange(5),) if is_weekly else (0, 1, 2, 3, 4), rng)
        clock = (rng.randint(9, 16),) if is_weekly else tuple(range(9, 17))
        meetings = [datetime.combine(next(days), time(rng.choice(clock)), BERLIN) for _ in range(20)]
        starts = [random_start(meeting, lead, is_possible, rng) for meeting in meetings]
        looks = (proposed_lead(starts[:number], lead, lead, WORKS_IN_THE_WEEK) for number in range(FEWEST_STARTS, 21))
        proposed += any(looks)
    assert proposed == 0


def evenings(account: UserAccount = WORKS_IN_THE_WEEK) -> list[PrepStart]:
    return habitual_starts(HABITS["evening before"], account, Random(1))


def test_one_who_starts_when_asked_keeps_the_lead_though_a_notice_went_back_over_the_weekend() -> None:
    monday = Habit(lambda meeting, _rng: meeting, "", range(0), weekdays=(0,))
    starts = habitual_starts(monday, WORKS_IN_THE_WEEK, Random(1))
    at_once = [start._replace(at=start.asked_at, finished_at=start.asked_at + HOUR) for start in starts]
    assert at_once[0].time_left > 60 * HOUR
    assert proposed_lead(at_once, 24, 24, WORKS_IN_THE_WEEK) is None


@pytest.mark.parametrize(
    ("starts", "why"),
    [
        (evenings()[:7], "seven are too few"),
        ([*evenings(), *(start._replace(at=None) for start in evenings()[:4])], "a quarter are never begun"),
        ([start._replace(finished_at=start.meeting_start - HOUR / 3) for start in evenings()], "done too late"),
    ],
)
def test_a_habit_that_is_thin_or_leaves_too_little_time_is_left_alone(starts: list[PrepStart], why: str) -> None:
    assert proposed_lead(starts, 24, 24, WORKS_IN_THE_WEEK) is None, why


def test_the_lead_they_have_chosen_meanwhile_is_not_proposed_again() -> None:
    found = proposed_lead(evenings(), 24, 24, WORKS_IN_THE_WEEK)
    assert found is not None
    assert proposed_lead(evenings(), found.hours, 24, WORKS_IN_THE_WEEK) is None


def test_the_lead_is_at_most_twice_the_type_s_own_and_at_least_an_hour() -> None:
    early = habitual_starts(HABITS["weekend before"], an_account(working_week=EVERY_DAY), Random(1))
    assert proposed_lead(early, 72, 18, an_account(working_week=EVERY_DAY)) == LeadProposal(36, "at the weekend before")
    late = [start._replace(at=start.meeting_start - 0.7 * HOUR, finished_at=None) for start in evenings()]
    found = proposed_lead(late, 24, 24, WORKS_IN_THE_WEEK)
    assert found == LeadProposal(1, "about an hour before")


def test_no_notice_is_proposed_into_quiet_hours() -> None:
    """Five in the morning is quiet; nine o'clock in the evening before it is not."""
    early = Habit(on_day(0, 5, 5.8), "", range(0), clock=(9,))
    loud = an_account(working_week=EVERY_DAY)
    quiet = an_account(working_week=EVERY_DAY, quiet_hours=QuietHours(start=time(22), end=time(7)))
    starts = habitual_starts(early, quiet, Random(1))
    assert proposed_lead(starts, 24, 24, loud) == LeadProposal(4, "about 3 hours before")
    assert proposed_lead(starts, 24, 24, quiet) == LeadProposal(12, "about 3 hours before")


def a_session(opened_at: datetime, deadline: datetime, **changes: Any) -> Conversation:
    values = {"session_id": "m1-r1", "meeting_id": "m1", "user_id": "u1", "opened_at": opened_at, "deadline": deadline}
    return Conversation(**values | changes)


def test_a_start_is_the_first_answer_given_in_this_very_conversation() -> None:
    tracked = a_tracked()
    start = tracked.meeting.start
    opened = start - 24 * HOUR
    answers = {
        "0": Answer(text="carried over", answered_at=opened - 99 * HOUR, channel="page"),
        "1": Answer(text="b", answered_at=opened + 5 * HOUR, channel="page"),
        "2": Answer(text="", answered_at=opened + 3 * HOUR, channel="page"),
    }
    session = a_session(
        opened, start - HOUR, answers=answers, status=ConversationStatus.FINISHED, closed_at=opened + 6 * HOUR
    )
    begun = prep_start(tracked, session)
    assert begun == PrepStart(start, opened, opened, start - HOUR, opened + 3 * HOUR, opened + 6 * HOUR)
    by_hand = prep_start(tracked, session.model_copy(update={"opened_at": opened - 9 * HOUR}))
    assert by_hand is not None
    assert (by_hand.earliest, by_hand.latest) == (start - 48 * HOUR, start)


def test_what_was_put_off_was_wanted_then_and_what_expired_was_never_begun() -> None:
    tracked = a_tracked()
    start = tracked.meeting.start
    opened, over = start - 24 * HOUR, start - HOUR
    snoozed = a_session(opened, over, snoozed_at=opened, nudge_at=opened + 8 * HOUR)
    expired = a_session(opened, over, nudge_at=opened + HOUR, status=ConversationStatus.EXPIRED, closed_at=over)
    withdrawn = expired.model_copy(update={"status": ConversationStatus.WITHDRAWN})
    found = [prep_start(tracked, session) for session in (snoozed, expired, withdrawn, a_session(opened, over))]
    assert [begun and begun.at for begun in found] == [opened + 8 * HOUR, None, None, None]
    assert [begun is None for begun in found] == [False, False, True, True]


def test_a_meeting_made_at_short_notice_says_nothing_of_a_habit() -> None:
    meeting = a_meeting()
    plan = PrepPlan(meeting_type="default", type_reason="", prep_trigger_time=meeting.start - 3 * HOUR)
    session = a_session(meeting.start - 3 * HOUR, meeting.start, status=ConversationStatus.EXPIRED)
    assert prep_start(a_tracked(meeting, plan=plan), session) is None
