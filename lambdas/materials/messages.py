"""Messages to the user when materials are ready, and before the meeting (MAT-5, NOT-2)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.domain.preparation.due_times import REMINDER_LEAD

MAX_LINE = 160
MAX_SECTIONS = 8
MORE = " more"


def materials_message(meeting: Meeting, run: int, plan: MaterialsPlan, user: User, now: datetime) -> Message:
    """With the agenda's outline as a preview; the documents themselves are behind the button."""
    return Message(
        message_id=f"{meeting.meeting_id}-r{run}-{MessageKind.MATERIALS_READY}",
        user_id=user.user_id,
        kind=MessageKind.MATERIALS_READY,
        title=f"Ready: {shown_title(meeting.title)}, {span(meeting.start, meeting.end, user.timezone)}",
        lines=tuple(one_line(line, MAX_LINE) for line in (*_soon(meeting, now), *_preview(plan))),
        actions=(_view(meeting),),
        meeting_id=meeting.meeting_id,
        created_at=now,
    )


def reminder_message(meeting: Meeting, user: User, now: datetime) -> Message:
    """One for each start: a moved meeting is reminded of again, a repeated timer is not (fault 92)."""
    return Message(
        message_id=f"reminder-{meeting.meeting_id}-{iso(meeting.start)}",
        user_id=user.user_id,
        kind=MessageKind.REMINDER,
        title=f"{_begins(meeting, now)}: {shown_title(meeting.title)}",
        lines=tuple(filter(None, (span(meeting.start, meeting.end, user.timezone), _place(meeting)))),
        actions=(_view(meeting),),
        meeting_id=meeting.meeting_id,
        created_at=now,
    )


def _preview(plan: MaterialsPlan) -> Iterator[str]:
    if plan.wants:
        yield f"You want: {'; '.join(line.text for line in plan.wants)}"
    shown = plan.sections[:MAX_SECTIONS]
    for number, section in enumerate(shown, start=1):
        yield f"{number}. {section.title} ({section.minutes} min)"
    if len(plan.sections) > len(shown):
        yield f"... and {len(plan.sections) - len(shown)} more"
    if plan.gaps:
        yield _not_known(plan.gaps)


def _not_known(gaps: Sequence[str]) -> str:
    """As many as a line of a message holds; the agenda has them all."""
    said = f"Not known: {gaps[0]}"
    for place, gap in enumerate(gaps[1:], start=1):
        if len(said) + len(gap) > MAX_LINE - len(MORE):
            return f"{said}; {len(gaps) - place}{MORE}"
        said = f"{said}; {gap}"
    return said


def _soon(meeting: Meeting, now: datetime) -> tuple[str, ...]:
    """Within two hours no reminder follows: this message is it."""
    is_soon = now < meeting.start <= now + REMINDER_LEAD
    return (f"{_begins(meeting, now)}.",) if is_soon else ()


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
