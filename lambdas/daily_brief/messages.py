"""The evening brief in words: tomorrow's meetings and how far each is prepared, what waits for a decision, what was
promised and is due. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.action_items.due_items import due_words
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.actions.words import Names, title_for_whom
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
MAX_DUE = 5
MAX_PROMISE = 80
MAX_LINE = 160


@dataclass(frozen=True, slots=True)
class Owed:
    """``origin`` is the title of the meeting it was promised in; ``owed_to`` whose list it is on, if not their own."""

    item: ActionItem
    origin: str = ""
    owed_to: str = ""


@dataclass(frozen=True, slots=True)
class EveningFacts:
    """``owed`` holds those that are told, of all ``owed_count``; ``names`` are of whom there is something to decide
    for, as the reader calls them.
    """

    tomorrow: Sequence[TrackedMeeting]
    to_decide: Sequence[PendingAction] = ()
    names: Names = field(default_factory=dict)
    owed: Sequence[Owed] = ()
    owed_count: int = 0

    @property
    def meetings(self) -> list[TrackedMeeting]:
        return [tracked for tracked in self.tomorrow if is_with_others(tracked)]

    @property
    def besides(self) -> list[TrackedMeeting]:
        scheduled = (tracked for tracked in self.tomorrow if tracked.meeting.status is MeetingStatus.SCHEDULED)
        return [tracked for tracked in scheduled if not is_with_others(tracked)]


def brief_message(user: User, facts: EveningFacts, now: datetime) -> Message | None:
    """One for each evening; None where tomorrow has no meeting, nothing waits and nothing is due."""
    if not facts.meetings and not facts.to_decide and not facts.owed:
        return None
    today = now.astimezone(zone(user.timezone)).date()
    midnight, _ = day_bounds(today + timedelta(days=1), zone(user.timezone))
    return Message(
        message_id=f"brief-{user.user_id}-{today}",
        user_id=user.user_id,
        kind=MessageKind.DAILY_BRIEF,
        title=_title(facts),
        lines=tuple(clip(line, MAX_LINE) for line in _lines(user, facts, now)),
        actions=tuple(_actions(facts)),
        useful_until=midnight,
        created_at=now,
    )


def _title(facts: EveningFacts) -> str:
    waiting, due = len(facts.to_decide), facts.owed_count
    besides = [
        *([f"{counted(waiting, 'decision')} {'waits' if waiting == 1 else 'wait'} for you"] if waiting else ()),
        *([f"{counted(due, 'promise')} of yours {'is' if due == 1 else 'are'} due"] if due else ()),
    ]
    if facts.meetings:
        return "; ".join([f"Tomorrow: {tally(facts.meetings)}", *besides])
    return "; ".join([*besides, "no meetings tomorrow"])


def _lines(user: User, facts: EveningFacts, now: datetime) -> Iterator[str]:
    yield from _meeting_lines(user, facts, now)
    yield from _owed_lines(facts, now.astimezone(zone(user.timezone)).date())
    for action in facts.to_decide[:MAX_DECISIONS]:
        wanted = one_line(title_for_whom(action, facts.names))
        yield f"To decide until {near(action.deadline, user.timezone, now)}: {wanted}"
    if len(facts.to_decide) > MAX_DECISIONS:
        yield f"and {len(facts.to_decide) - MAX_DECISIONS} more to decide"


def _meeting_lines(user: User, facts: EveningFacts, now: datetime) -> Iterator[str]:
    meetings = facts.meetings
    if meetings:
        yield _day(user, now)
    for tracked in meetings[:MAX_MEETINGS]:
        yield f"{_named(tracked, user)}: {state_words(tracked, user.timezone, now)}"
    if len(meetings) > MAX_MEETINGS:
        yield f"and {counted(len(meetings) - MAX_MEETINGS, 'more meeting')}"
    if besides := facts.besides:
        yield f"Besides: {', '.join(_named(tracked, user) for tracked in besides)}"


def _owed_lines(facts: EveningFacts, today: date) -> Iterator[str]:
    for owed in facts.owed:
        promised = f"You promised {owed.owed_to}" if owed.owed_to else "You promised"
        due = due_words(owed.item.due or today, today)
        origin = f" (from {shown_title(owed.origin)})" if owed.origin else ""
        yield f"{promised}: {one_line(owed.item.what, MAX_PROMISE)}, {due}{origin}"
    if facts.owed_count > len(facts.owed):
        yield f"and {facts.owed_count - len(facts.owed)} more that you promised"


def _day(user: User, now: datetime) -> str:
    day = (now.astimezone(zone(user.timezone)) + timedelta(days=1)).replace(hour=12)
    return f"{day_name(day)}, times in {zone_name(day, user.timezone)}"


def _named(tracked: TrackedMeeting, user: User) -> str:
    meeting = tracked.meeting
    begins = "" if meeting.all_day else f"{meeting.start.astimezone(zone(user.timezone)):%H:%M} "
    return f"{begins}{shown_title(meeting.title)}"


def _actions(facts: EveningFacts) -> Iterator[Button]:
    waiting = [tracked for tracked in facts.meetings if tracked.prep_status is PrepStatus.WAITING]
    for tracked in waiting[:MAX_STARTS]:
        label = f"Start Prep: {shown_title(tracked.meeting.title)}"
        yield Button(label=label, verb="start_prep", target=tracked.preparation.session_id)
    if facts.to_decide:
        yield Button(label="See what to decide", verb="see_all", target="")
    if facts.owed:
        yield Button(label="See what you owe", verb="see_items", target="")
