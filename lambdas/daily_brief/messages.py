"""The evening brief in words: tomorrow's meetings, how far each is prepared, and what waits for a decision. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import day_name, near, zone, zone_name
from lambdas.domain.kernel.plain_text import clip, one_line, shown_title
from lambdas.domain.meetings.calendar_days import day_bounds
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.domain.preparation.outlook import is_with_others, state_words, tally

MAX_MEETINGS = 20
MAX_STARTS = 5
MAX_DECISIONS = 3
MAX_LINE = 160


def brief_message(
    user: User, tomorrow: Sequence[TrackedMeeting], to_decide: Sequence[PendingAction], now: datetime
) -> Message | None:
    """One for each evening; None where tomorrow has no meeting and nothing waits."""
    meetings = [tracked for tracked in tomorrow if is_with_others(tracked)]
    if not meetings and not to_decide:
        return None
    today = now.astimezone(zone(user.timezone)).date()
    midnight, _ = day_bounds(today + timedelta(days=1), zone(user.timezone))
    return Message(
        message_id=f"brief-{user.user_id}-{today}",
        user_id=user.user_id,
        kind=MessageKind.DAILY_BRIEF,
        title=_title(meetings, to_decide),
        lines=tuple(clip(line, MAX_LINE) for line in _lines(user, tomorrow, to_decide, now)),
        actions=tuple(_actions(meetings, to_decide)),
        useful_until=midnight,
        created_at=now,
    )


def _title(meetings: Sequence[TrackedMeeting], to_decide: Sequence[PendingAction]) -> str:
    decisions = f"{counted(len(to_decide), 'decision')} {'waits' if len(to_decide) == 1 else 'wait'} for you"
    if not meetings:
        return f"{decisions}; no meetings tomorrow"
    return f"Tomorrow: {tally(meetings)}" + (f"; {decisions}" if to_decide else "")


def _lines(
    user: User, tomorrow: Sequence[TrackedMeeting], to_decide: Sequence[PendingAction], now: datetime
) -> Iterator[str]:
    meetings = [tracked for tracked in tomorrow if is_with_others(tracked)]
    if meetings:
        yield _day(user, now)
    for tracked in meetings[:MAX_MEETINGS]:
        yield f"{_named(tracked, user)}: {state_words(tracked, user.timezone, now)}"
    if len(meetings) > MAX_MEETINGS:
        yield f"and {counted(len(meetings) - MAX_MEETINGS, 'more meeting')}"
    if besides := [t for t in tomorrow if t.meeting.status is MeetingStatus.SCHEDULED and not is_with_others(t)]:
        yield f"Besides: {', '.join(_named(tracked, user) for tracked in besides)}"
    for action in to_decide[:MAX_DECISIONS]:
        yield f"To decide until {near(action.deadline, user.timezone, now)}: {one_line(action.preview.title)}"
    if len(to_decide) > MAX_DECISIONS:
        yield f"and {len(to_decide) - MAX_DECISIONS} more to decide"


def _day(user: User, now: datetime) -> str:
    day = (now.astimezone(zone(user.timezone)) + timedelta(days=1)).replace(hour=12)
    return f"{day_name(day)}, times in {zone_name(day, user.timezone)}"


def _named(tracked: TrackedMeeting, user: User) -> str:
    meeting = tracked.meeting
    begins = "" if meeting.all_day else f"{meeting.start.astimezone(zone(user.timezone)):%H:%M} "
    return f"{begins}{shown_title(meeting.title)}"


def _actions(meetings: Sequence[TrackedMeeting], to_decide: Sequence[PendingAction]) -> Iterator[Button]:
    waiting = [tracked for tracked in meetings if tracked.prep_status is PrepStatus.WAITING]
    for tracked in waiting[:MAX_STARTS]:
        label = f"Start Prep: {shown_title(tracked.meeting.title)}"
        yield Button(label=label, verb="start_prep", target=tracked.preparation.session_id)
    if to_decide:
        yield Button(label="See what to decide", verb="see_all", target="")
