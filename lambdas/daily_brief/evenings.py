"""The evening of each person, at the hour they chose: the brief on tomorrow, and what they are asked besides.

One pass over everybody an hour. Of those whose hour it is, one query reads the meetings of the week behind them and of
the day ahead; all that is said or counted is made of these.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from lambdas.aws import metrics
from lambdas.aws.side_by_side import AT_ONCE, side_by_side
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


class EveningResult(NamedTuple):
    """One person's evening: of the meetings with others since the last one, how many were held and prepared."""

    is_brief_sent: bool = False
    held: int = 0
    prepared: int = 0
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Evenings:
    """``at_once`` people are told side by side: each waits for a few reads, one after the other."""

    users: Users
    meetings: Meetings
    briefs: DailyBriefs
    outcomes: OutcomeQuestions
    timings: TimingOffers
    at_once: int = AT_ONCE

    def send_due(self, now: datetime) -> int:
        """Returns how many briefs were sent. Sending again within the hour tells nobody twice.

        One that cannot be made keeps nobody else from theirs. Raises Retryable at the end where there was one.
        """
        due = (user for user in self.users.active() if is_evening_of(user, now))
        # one after the other, 100,000 would outlast the function
        sent = side_by_side(partial(self._send_calmly, now=now), due, self.at_once)
        count_prepared(sent)
        if failed := sum(one.has_failed for one in sent):
            raise Retryable(f"{failed} briefs could not be made; they are tried again.")
        return sum(one.is_brief_sent for one in sent)

    def _send_calmly(self, user: User, now: datetime) -> EveningResult:
        try:
            return self._send(user, now)
        except Exception as error:  # whatever it was, the others are told
            log.error("the evening of user %s failed: %s", user.user_id, type(error).__name__)
            return EveningResult(has_failed=True)

    def _send(self, user: User, now: datetime) -> EveningResult:
        read = self._read(user, now)
        is_sent = self.briefs.send(user, read.tomorrow, now)
        self.outcomes.ask(user, (*read.week, *read.tomorrow), now)
        self.timings.propose(user, now)
        held = [tracked for tracked in held_with_others(read.week, now) if tracked.meeting.end > now - ONE_DAY]
        return EveningResult(is_brief_sent=is_sent, held=len(held), prepared=sum(map(is_prepared, held)))

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


def count_prepared(sent: Iterable[EveningResult]) -> None:
    """For the share of meetings that are prepared; an hour that is done again counts both again."""
    held = prepared = 0
    for one in sent:
        held, prepared = held + one.held, prepared + one.prepared
    if held:
        metrics.count("MeetingsHeld", held)
        metrics.count("MeetingsHeldPrepared", prepared)
