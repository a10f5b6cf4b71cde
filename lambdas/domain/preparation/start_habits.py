"""The habit of preparing a type of meeting: when a person really starts, and the lead that would meet it. Pure.

A lead is proposed where the starts of the last meetings lie together more than chance would have them. Chance is a
person who starts at any moment they could have, awake or in their working hours, whichever makes lying together the
likelier. A window as wide as one of ``WIDTHS`` is looked for twice: in the time left to the meeting ("two hours
before"), and on the clock of the days before it ("the evening before"). For one that begins at any of n starts, the
chance to find k of them in it is at most n times the chance that k - 1 of the others are (a union bound).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from math import ceil, comb
from statistics import fmean, median
from typing import NamedTuple

from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.calendar_days import day_bounds, day_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.notifications.quiet_hours import quiet_until
from lambdas.domain.preparation.working_time import WorkingTime, working_time

FEWEST_STARTS = 8
MAX_STARTS = 16
"""Older ones are another year's habit."""
LEAST_SHARE = 0.8
"""So many of the starts lie together, and so many of the preparations would be done in time."""
DIFFERS = 0.25
ENOUGH_TIME = timedelta(minutes=30)
SHORTEST = timedelta(hours=1)
FURTHEST_FACTOR = 2
WIDTHS = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=9))
MAX_CHANCE = 0.005
AWAKE = (time(7), time(22))
STEP = timedelta(minutes=30)
ON_TIME = timedelta(hours=1)
"""One planned later than that after its due time was made at short notice: its start says nothing of a habit."""
BY_HAND = timedelta(minutes=15)
"""Opened further than that from when AMO asked, a conversation was asked for by its person."""


class PrepStart(NamedTuple):
    """``earliest`` to ``latest`` is the time it could have been started in; ``at`` is None where it never was."""

    meeting_start: datetime
    asked_at: datetime
    earliest: datetime
    latest: datetime
    at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def time_left(self) -> timedelta:
        return self.meeting_start - (self.at or self.meeting_start)


class LeadProposal(NamedTuple):
    """``usual_start`` says when they usually start: "the evening before"."""

    hours: int
    usual_start: str


def prep_start(tracked: TrackedMeeting, session: Conversation) -> PrepStart | None:
    """Returns how a preparation was begun: by the first answer, else when its person asked to be asked again.

    None of one that was made at short notice or withdrawn, or is still open with nothing said.
    """
    asked_at, meeting = tracked.plan.prep_trigger_time, tracked.meeting
    lead = timedelta(hours=tracked.plan.prep_hours)
    if asked_at is None or asked_at - (meeting.start - lead) > ON_TIME:
        return None
    given = [answer.answered_at for answer in session.answers.values() if answer.answered_at >= session.opened_at]
    at = min(given, default=None) or (session.nudge_at if session.snoozed_at else None)
    if at is None and session.status in (ConversationStatus.OPEN, ConversationStatus.WITHDRAWN):
        return None
    if abs(session.opened_at - asked_at) <= BY_HAND:
        earliest, latest = session.opened_at, session.deadline
    else:
        earliest, latest = min(meeting.start - FURTHEST_FACTOR * lead, session.opened_at), meeting.start
    finished_at = session.closed_at if session.status is ConversationStatus.FINISHED else None
    return PrepStart(meeting.start, asked_at, earliest, latest, at, finished_at)


def proposed_lead(
    starts: Iterable[PrepStart], current_hours: int, usual_hours: int, account: UserAccount
) -> LeadProposal | None:
    """Returns the lead that meets the habit; None where there is none, or the present lead does well enough.

    ``usual_hours`` is the type's own lead. Between an hour and twice that; no notice comes in quiet hours.
    """
    latest = sorted(starts, key=lambda start: start.meeting_start)[-MAX_STARTS:]
    begun = [start for start in latest if start.at is not None]
    if len(begun) < FEWEST_STARTS or len(begun) < LEAST_SHARE * len(latest):
        return None
    if not _differs(begun) or not _ends_in_time(begun) or not _is_habit(begun, account):
        return None
    hours = _lead(begun, usual_hours, account)
    if hours is None or abs(hours - current_hours) <= DIFFERS * current_hours or not _helps(begun, hours, account):
        return None
    return LeadProposal(hours, usual_start(begun, zone(account.user.timezone)))


def usual_start(begun: Sequence[PrepStart], there: tzinfo) -> str:
    """``about 2 hours before``, ``the evening before``, ``on the morning of the day``, ``at the weekend before``."""
    typical = sorted(begun, key=lambda start: start.time_left)[len(begun) // 2]
    at, meeting = (typical.at or typical.meeting_start).astimezone(there), typical.meeting_start.astimezone(there)
    days = (meeting.date() - at.date()).days
    hours = round(_median(start.time_left for start in begun) / timedelta(hours=1))
    if days > 1:
        is_weekend = at.weekday() > 4 and meeting.weekday() <= 4
        return "at the weekend before" if is_weekend else f"{days} days before"
    if days == 1:
        return "the evening before" if at.hour >= 17 else "the day before"
    if hours <= 3:
        return f"about {'an hour' if hours <= 1 else f'{hours} hours'} before"
    return "on the morning of the day" if at.hour < 12 else "on the same day"


def _differs(begun: Sequence[PrepStart]) -> bool:
    """From when they were really asked: a notice goes back to the last working day."""
    asked = _median(start.meeting_start - start.asked_at for start in begun)
    return abs(_median(start.time_left for start in begun) - asked) > DIFFERS * asked


def _ends_in_time(begun: Sequence[PrepStart]) -> bool:
    left = [start.meeting_start - (start.finished_at or start.at or start.meeting_start) for start in begun]
    return sum(rest >= ENOUGH_TIME for rest in left) >= LEAST_SHARE * len(begun)


def _lead(begun: Sequence[PrepStart], usual_hours: int, account: UserAccount) -> int | None:
    """The median start in whole hours, earlier where quiet hours ask for it; None where they leave nothing."""
    furthest = FURTHEST_FACTOR * usual_hours
    hours = ceil(_median(start.time_left for start in begun) / SHORTEST)
    hours = max(1, min(hours, furthest))
    fitting = (longer for longer in range(hours, furthest + 1) if not _is_quiet(begun, longer, account))
    return next(fitting, None)


def _is_quiet(begun: Sequence[PrepStart], hours: int, account: UserAccount) -> bool:
    notices = (start.meeting_start - timedelta(hours=hours) for start in begun)
    return sum(quiet_until(account.user, at) is not None for at in notices) > (1 - LEAST_SHARE) * len(begun)


def _helps(begun: Sequence[PrepStart], hours: int, account: UserAccount) -> bool:
    """Notices go to working time: the new ones come nearer to the starts than those there were, by half at least."""
    working = working_time(account)
    asked = _median(_distance(start, start.asked_at) for start in begun)
    would_ask = (working.last_before(start.meeting_start - timedelta(hours=hours)).at for start in begun)
    return _median(map(_distance, begun, would_ask)) <= asked / 2


def _distance(start: PrepStart, notice: datetime) -> timedelta:
    return abs((start.at or notice) - notice)


def _is_habit(begun: Sequence[PrepStart], account: UserAccount) -> bool:
    there = zone(account.user.timezone)
    measured = (lambda start: start.meeting_start, lambda start: _midnight_of(start.meeting_start, there))
    times = (_Plausible(working_time(account), there), _Plausible(None, there))
    chances = (_chance(begun, origin, width, times) for origin in measured for width in WIDTHS)
    return min(chances) * len(WIDTHS) * len(measured) <= MAX_CHANCE


def _chance(
    begun: Sequence[PrepStart],
    origin: Callable[[PrepStart], datetime],
    width: timedelta,
    times: Sequence["_Plausible"],
) -> float:
    """Returns how likely somebody without a habit has as many starts in such a window as this one."""
    places = sorted((start.at or start.meeting_start) - origin(start) for start in begun)
    first, inside = max(
        ((place, sum(place <= other <= place + width for other in places)) for place in places),
        key=lambda window: window[1],
    )
    if inside < LEAST_SHARE * len(begun):
        return 1.0
    shares = (fmean(plausible.share(start, origin(start) + first, width) for start in begun) for plausible in times)
    return len(begun) * _at_least(inside - 1, len(begun) - 1, max(shares))


def _at_least(successes: int, tries: int, chance: float) -> float:
    """The binomial tail; also a bound where the chances differ and ``chance`` is their mean (Hoeffding)."""
    return sum(comb(tries, k) * chance**k * (1 - chance) ** (tries - k) for k in range(successes, tries + 1))


@dataclass(frozen=True, slots=True)
class _Plausible:
    """The moments somebody could start at: in their working time, or else awake."""

    working: WorkingTime | None
    there: tzinfo

    def share(self, start: PrepStart, opens: datetime, width: timedelta) -> float:
        """Returns the share of the plausible time of ``start`` that falls into a window; 1 where there is none."""
        moments = [start.earliest + STEP * n for n in range(max(1, ceil((start.latest - start.earliest) / STEP)))]
        there = [moment for moment in moments if self._holds(moment)]
        inside = sum(opens - STEP / 2 <= moment <= opens + width + STEP / 2 for moment in there)
        return inside / len(there) if there else float(self.working is None)

    def _holds(self, moment: datetime) -> bool:
        local = moment.astimezone(self.there)
        if self.working is None:
            return AWAKE[0] <= local.time() < AWAKE[1]
        return self.working.is_working_day(local.date()) and self.working.week.includes(local.time())


def _midnight_of(moment: datetime, there: tzinfo) -> datetime:
    return day_bounds(day_of(moment, there), there)[0]


def _median(spans: Iterable[timedelta]) -> timedelta:
    return timedelta(seconds=median(span.total_seconds() for span in spans))
