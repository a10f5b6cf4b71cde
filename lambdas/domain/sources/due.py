"""A source is to be read at its interval, and shortly before somebody will look at what it says. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.due_times import REFRESH_LEAD
from lambdas.domain.sources.account import NEEDS_A_PERSON, SourceAccount

BEFORE_IT_IS_NEEDED = timedelta(minutes=30)
"""A source is read anew where a preparation, or the refresh before its reminder, is due within this time."""
LOOK_EVERY = timedelta(minutes=10)
"""Between two looks at an account: so a reading before a preparation begins at least twenty minutes before it."""
SHARE_OF_INTERVAL = 4
"""What was read within this part of its interval is fresh enough for a preparation: a source that is read seldom is
asked seldom for a reason, its price or its own pace."""


def is_to_be_read(account: SourceAccount, needed_at: Iterable[datetime], every: timedelta, now: datetime) -> bool:
    """``needed_at`` are the moments at which its owner's meetings are prepared or refreshed."""
    if not account.spec.is_read:
        return False
    if account.next_at is None or account.next_at <= now or account.reading is not None:
        return True
    if account.status in NEEDS_A_PERSON:
        return False
    is_fresh = account.read_at is not None and now - account.read_at < max(
        BEFORE_IT_IS_NEEDED, every / SHARE_OF_INTERVAL
    )
    return not is_fresh and any(now <= moment <= now + BEFORE_IT_IS_NEEDED for moment in needed_at)


def needed_moments(meetings: Iterable[TrackedMeeting]) -> Iterator[datetime]:
    """Each preparation that is still to begin, and each refresh before a reminder."""
    for tracked in meetings:
        if tracked.plan.prep_trigger_time is not None:
            yield tracked.plan.prep_trigger_time
            yield tracked.meeting.start - REFRESH_LEAD
