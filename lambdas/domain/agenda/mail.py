"""The mails attendees get: the agenda's sections and times. The user's own aims, figures and gaps stay home."""

from lambdas.domain.accounts.user import User
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.meeting import Meeting

FOOTER = "Sent by AMO on behalf of {}."


def agenda_subject(meeting: Meeting) -> str:
    return f"Agenda: {shown_title(meeting.title)}"


def agenda_body(plan: MaterialsPlan, meeting: Meeting, user: User) -> tuple[str, ...]:
    sections = (
        f"{number}. {section.title} ({section.minutes} min)" for number, section in enumerate(plan.sections, start=1)
    )
    return (_heading(meeting), "", *sections, "", FOOTER.format(_name(user)))


def reminder_subject(meeting: Meeting) -> str:
    return f"Reminder: {shown_title(meeting.title)}"


def reminder_body(meeting: Meeting, user: User) -> tuple[str, ...]:
    return (_heading(meeting), "", FOOTER.format(_name(user)))


def _heading(meeting: Meeting) -> str:
    return f"{shown_title(meeting.title)}, {span(meeting.start, meeting.end, meeting.timezone)} ({meeting.timezone})"


def _name(user: User) -> str:
    return one_line(user.name or user.email.partition("@")[0] or user.user_id, 60)
