"""The evening of each person, at the hour they chose: the brief on tomorrow, and what they are asked besides.

One pass over everybody an hour. Of those whose hour it is, one query reads the meetings of the week behind them and of
the day ahead; all that is said or counted is made of these.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from lambdas.aws import metrics
from lambdas.daily_brief.ask_outcomes import OutcomeQuestions
from lambdas.daily_brief.propose_lead import TimingOffers
from lambdas.daily_brief.send import DailyBriefs
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.calendar_days import day_bounds
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.outcomes.asked_day import LATEST
from lambdas.domain.outcomes.measures import held_with_others, is_prepared
from lambdas.errors import Retryable
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

log = logging.getLogger(__name__)

ONE_DAY = timedelta(days=1)


class EveningMeetings(NamedTuple):
    """``tomorrow`` and the ``week`` until then, in their owner's days."""

    week: tuple[TrackedMeeting, ...]
    tomorrow: tuple[TrackedMeeting, ...]


@dataclass(frozen=True, slots=True)
class Evenings:
    users: Users
    meetings: Meetings
    briefs: DailyBriefs
    outcomes: OutcomeQuestions
    timings: TimingOffers

    def send_due(self, now: datetime) -> int:
        """Returns how many briefs were sent. Sending again within the hour tells nobody twice.

        One that cannot be made keeps nobody else from theirs. Raises Retryable at the end where there was one.
        """
        sent = failed = 0
        for user in self.users.active():
            if not is_evening_of(user, now):
                continue
            try:
                sent += self._send(user, now)
            except Exception as error:  # whatever it was, the others are told
                log.error("the evening of user %s failed: %s", user.user_id, type(error).__name__)
                failed += 1
        if failed:
            raise Retryable(f"{failed} briefs could not be made; they are tried again.")
        return sent

    def _send(self, user: User, now: datetime) -> bool:
        read = self._read(user, now)
        is_sent = self.briefs.send(user, read.tomorrow, now)
        self.outcomes.ask(user, (*read.week, *read.tomorrow), now)
        self.timings.propose(user, now)
        count_prepared([tracked for tracked in read.week if tracked.meeting.end > now - ONE_DAY], now)
        return is_sent

    def _read(self, user: User, now: datetime) -> EveningMeetings:
        there = zone(user.timezone)
        today = now.astimezone(there).date()
        begins, _ = day_bounds(today - LATEST, there)
        midnight, ends = day_bounds(today + ONE_DAY, there)
        found = tuple(self.meetings.between(user.user_id, begins, ends))
        return EveningMeetings(
            week=tuple(tracked for tracked in found if tracked.meeting.start < midnight),
            tomorrow=tuple(tracked for tracked in found if tracked.meeting.start >= midnight),
        )


def is_evening_of(user: User, now: datetime) -> bool:
    return user.active and now.astimezone(zone(user.timezone)).hour == user.brief_hour


def count_prepared(day: list[TrackedMeeting], now: datetime) -> None:
    """For the share of meetings that are prepared; counted twice where an hour is done again, both alike."""
    if held := held_with_others(day, now):
        metrics.count("MeetingsHeld", len(held))
        metrics.count("MeetingsHeldPrepared", sum(map(is_prepared, held)))
