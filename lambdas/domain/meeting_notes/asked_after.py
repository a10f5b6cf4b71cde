"""Picks the meetings of a day whose owner is asked how they went (POST-1)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.meeting import MeetingStatus, Response
from lambdas.domain.meetings.people import others
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting

MAX_ASKED_A_DAY = 2
ASKED_FOR = timedelta(hours=24)
"""Nobody wants to be asked about yesterday."""


def asked_after(day: Iterable[TrackedMeeting], user: User) -> list[TrackedMeeting]:
    """Of the meetings of one day the first that end, if their owner wants to be asked at all."""
    if not user.asked_after_meetings:
        return []
    worth = [tracked for tracked in day if _is_worth_asking(tracked, user)]
    return sorted(worth, key=lambda tracked: (tracked.meeting.end, tracked.meeting.meeting_id))[:MAX_ASKED_A_DAY]


def just_ended(meetings: Iterable[TrackedMeeting], user: User, now: datetime) -> list[TrackedMeeting]:
    """Those its owner is asked about now, the first that ended first. ``meetings`` are in the order they begin."""
    local = zone(user.timezone)
    days = groupby(meetings, key=lambda tracked: tracked.meeting.start.astimezone(local).date())
    asked = [tracked for _, day in days for tracked in asked_after(day, user)]
    return [tracked for tracked in asked if now - ASKED_FOR < tracked.meeting.end <= now]


def is_held_with_others(tracked: TrackedMeeting, user: User) -> bool:
    """Not cancelled, not a whole day long, not declined by its owner, and with somebody else."""
    meeting = tracked.meeting
    is_there = meeting.owner_response is not Response.DECLINED
    is_held = meeting.status is MeetingStatus.SCHEDULED and not meeting.all_day and is_there
    return is_held and (bool(others(meeting, user.called)) or meeting.is_count_a_minimum)


def _is_worth_asking(tracked: TrackedMeeting, user: User) -> bool:
    return is_held_with_others(tracked, user) and tracked.preparation.materials is not None
