"""Messages to the user when materials are ready, and before the meeting (MAT-5, NOT-2)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from lambdas.domain.accounts.user import User
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.local_time import clock, near, span
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.domain.preparation.due_times import REMINDER_LEAD

MAX_LINE = 160
MAX_SECTIONS = 8
MORE = " more"
LONG_AGO = timedelta(hours=1)
"""Materials older than that, when they were to be refreshed minutes ago, were not."""


def materials_message(meeting: Meeting, run: int, plan: MaterialsPlan, user: User, now: datetime) -> Message:
    """With the agenda's outline as a preview; the documents themselves are behind the button."""
    return Message(
        message_id=f"{meeting.meeting_id}-r{run}-{MessageKind.MATERIALS_READY}",
        user_id=user.user_id,
        kind=MessageKind.MATERIALS_READY,
        title=f"Ready: {shown_title(meeting.title)}, {near(meeting.start, user.timezone, now)}",
        lines=tuple(one_line(line, MAX_LINE) for line in (_when(meeting, user, now), *outline(plan))),
        actions=(_view(meeting),),
        meeting_id=meeting.meeting_id,
        useful_until=meeting.start,
        created_at=now,
    )


def reminder_message(meeting: Meeting, plan: MaterialsPlan | None, user: User, now: datetime) -> Message:
    """One for each start: a moved meeting is reminded of again, a repeated timer is not (fault 92).

    ``plan`` says what has changed since the user read it, None where it is no longer kept.
    """
    news = _news(plan, user, now) if plan else ""
    return Message(
        message_id=f"reminder-{meeting.meeting_id}-{iso(meeting.start)}",
        user_id=user.user_id,
        kind=MessageKind.REMINDER,
        title=f"{_begins(meeting, now)}: {shown_title(meeting.title)}",
        lines=tuple(filter(None, (span(meeting.start, meeting.end, user.timezone), _place(meeting), news))),
        actions=(_view(meeting),),
        meeting_id=meeting.meeting_id,
        useful_until=meeting.start,
        created_at=now,
    )


def _news(plan: MaterialsPlan, user: User, now: datetime) -> str:
    """Returns what changed on record since the materials were read; or that nobody could look."""
    if now - plan.composed_at > LONG_AGO:
        return f"Your brief is of {clock(plan.composed_at, user.timezone)}: what changed since could not be looked up."
    called = {mark.ref: mark.label.partition(": ")[2] or mark.label for mark in plan.sources}
    changed = [line.refs[0] for line in plan.lines() if line.is_changed and len(line.refs) == 1]
    names = tuple(dict.fromkeys(called[ref] for ref in changed if ref in called))
    return _as_many("Changed", names) if names else ""


def outline(plan: MaterialsPlan) -> Iterator[str]:
    """Yields what is wanted of the meeting, its timed sections by title, and what is not known."""
    if plan.wants:
        yield f"You want: {'; '.join(line.text for line in plan.wants)}"
    shown = plan.sections[:MAX_SECTIONS]
    for number, section in enumerate(shown, start=1):
        yield f"{number}. {section.title} ({section.minutes} min)"
    if len(plan.sections) > len(shown):
        yield f"... and {len(plan.sections) - len(shown)} more"
    if plan.gaps:
        yield _as_many("Not known", plan.gaps)


def _as_many(label: str, things: Sequence[str]) -> str:
    """As many as a line of a message holds; the documents have them all."""
    said = one_line(f"{label}: {things[0]}", MAX_LINE)
    for place, thing in enumerate(things[1:], start=1):
        if len(said) + len(thing) > MAX_LINE - len(MORE):
            return f"{said}; {len(things) - place}{MORE}"
        said = f"{said}; {thing}"
    return said


def _when(meeting: Meeting, user: User, now: datetime) -> str:
    """Within two hours no reminder follows: this message is it."""
    shown = span(meeting.start, meeting.end, user.timezone)
    is_soon = now < meeting.start <= now + REMINDER_LEAD
    return f"{_begins(meeting, now)}: {shown}" if is_soon else shown


def _begins(meeting: Meeting, now: datetime) -> str:
    minutes = max(1, round((meeting.start - now).total_seconds() / 60))
    if minutes < 90:
        return f"Begins in {minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"Begins in {hours} h {rest} min" if rest else f"Begins in {hours} h"


def _place(meeting: Meeting) -> str:
    """The room; a conference's address is on the page, where it can be told from a stranger's link."""
    return one_line(meeting.location, MAX_LINE)


def _view(meeting: Meeting) -> Button:
    return Button(label="View Materials", verb="view_materials", target=meeting.meeting_id)
