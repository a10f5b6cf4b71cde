"""The mails attendees get, as they read rightly from their side: sections, times, what is asked to be decided.

The user's own aims, leans, figures and gaps stay home, and so does what a model wrote.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lambdas.domain.accounts.user import User
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.local_time import day_name, span, zone
from lambdas.domain.kernel.plain_text import MAX_TITLE, one_line, shown_title
from lambdas.domain.meeting_notes.candidates import MAX_WHAT
from lambdas.domain.meeting_notes.summary_line import SummaryLine
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.people import counterpart
from lambdas.domain.meetings.subject import guests

if TYPE_CHECKING:
    from lambdas.domain.meeting_notes.summary_words import SummaryWording

FOOTER = "Sent by AMO on behalf of {}."


def agenda_subject(meeting: Meeting) -> str:
    return f"Agenda: {shown_title(meeting.title)}"


def agenda_body(plan: MaterialsPlan, meeting: Meeting, user: User) -> tuple[str, ...]:
    return (_heading(meeting), "", *shared_sections(plan, meeting, user), "", FOOTER.format(user.shown_name))


def shared_sections(plan: MaterialsPlan, meeting: Meeting, user: User) -> Iterator[str]:
    begins, has_guests = meeting.start.astimezone(zone(meeting.timezone)), bool(guests(meeting, (user.email,)))
    for number, section in enumerate(plan.sections, start=1):
        title = section.shared_title or section.title
        asked = ", decision asked" if section.asks_decision else ""
        yield f"{number}. {begins:%H:%M} {title} ({section.minutes} min{asked})"
        for line in section.decisions:
            said = (has_guests and line.guest_text) or line.by_rules
            if said and not line.is_private:
                yield f"   Decision asked: {said}"
        if section.shared_title:
            yield from (f"   {line}" for line in _promised(plan, meeting, user))
        begins += timedelta(minutes=section.minutes)


def _promised(plan: MaterialsPlan, meeting: Meeting, user: User) -> Iterator[str]:
    """Promises as the other one of two reads them: what the user promised them, and what they promised."""
    other = counterpart(meeting, (user.name, user.email))
    own = {user.name.casefold(), user.email.casefold()} - {""}
    for promise in plan.promises:
        standing = f" ({promise.standing})" if promise.standing else ""
        if promise.by.casefold() in own:
            yield f"{user.shown_name.partition(' ')[0]} promised: {promise.what}{standing}"
        elif other and promise.by.casefold() == other.casefold():
            yield f"You promised: {promise.what}{standing}"


def reminder_subject(meeting: Meeting) -> str:
    return f"Reminder: {shown_title(meeting.title)}"


def reminder_body(meeting: Meeting, user: User) -> tuple[str, ...]:
    return (_heading(meeting), "", FOOTER.format(user.shown_name))


def item_reminder_subject(what: str) -> str:
    return f"Reminder: {one_line(what, MAX_TITLE)}"


def item_reminder_body(what: str, due: date | None, meeting: Meeting, user: User) -> tuple[str, ...]:
    day = f", due {day_name(due)}" if due else ""
    said = f"In “{shown_title(meeting.title)}” ({_day(meeting)}) it was noted that you do this:"
    return (said, "", f"- {one_line(what, MAX_WHAT)}{day}", "", FOOTER.format(user.shown_name))


def summary_subject(meeting: Meeting, words: "SummaryWording") -> str:
    return words.subject.format(**_named(meeting))


def summary_body(
    lines: Sequence[SummaryLine], meeting: Meeting, user: User, words: "SummaryWording"
) -> tuple[str, ...]:
    said = (line.text for line in lines)
    return (words.opening.format(**_named(meeting)), "", *said, "", FOOTER.format(user.shown_name))


def _named(meeting: Meeting) -> dict[str, str]:
    when = span(meeting.start, meeting.end, meeting.timezone)
    return {"title": shown_title(meeting.title), "day": _day(meeting), "when": when}


def _day(meeting: Meeting) -> str:
    return day_name(meeting.start.astimezone(zone(meeting.timezone)))


def _heading(meeting: Meeting) -> str:
    return f"{shown_title(meeting.title)}, {span(meeting.start, meeting.end, meeting.timezone)} ({meeting.timezone})"
