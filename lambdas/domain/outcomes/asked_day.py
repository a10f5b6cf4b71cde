"""The one evening on which somebody is asked what they reached of what they wanted: then it is left alone. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta, tzinfo

from lambdas.domain.meetings.calendar_days import day_of
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting

ONE_DAY = timedelta(days=1)
LATEST = timedelta(days=7)


def asked_day(meeting: Meeting, around: Iterable[TrackedMeeting], zone: tzinfo) -> date:
    """The day before its series goes on, a week after it at the latest; never before its own day.

    ``around`` has the meetings of the week that follows it.
    """
    own = day_of(meeting.start, zone)
    following = (day_of(other.meeting.start, zone) for other in around if _goes_on(meeting, other.meeting))
    return max(own, min([own + LATEST, *(day - ONE_DAY for day in following)]))


def _goes_on(meeting: Meeting, other: Meeting) -> bool:
    is_same = meeting.series_id is not None and meeting.series_id == other.series_id
    return is_same and other.start > meeting.start and other.status is MeetingStatus.SCHEDULED
