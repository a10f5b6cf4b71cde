"""The people to write to about a meeting: those on its invitation, nobody a request or a model names (fault 112)."""

from collections.abc import Iterable

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.base import MeetingFacts, Recipient
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.meeting import Attendee, Meeting, MeetingStatus, Response


def recipients_of(meeting: Meeting, user: User) -> tuple[Recipient, ...]:
    """Everybody invited but the user, rooms, those who declined and those without an address; by address."""
    return _addressed(meeting.people, user)


def invited_recipients(meeting: Meeting, user: User) -> tuple[Recipient, ...]:
    """As :func:`recipients_of`, those who declined too."""
    return _addressed(meeting.invited, user)


def unanswered(meeting: Meeting, owner: CalendarOwner) -> frozenset[str]:
    """Returns the addresses of those invited who have said neither yes nor no."""
    return frozenset(
        person.email.casefold()
        for person in meeting.people
        if person.email and person.response is Response.NEEDS_ACTION and not owner.goes_by(person.email)
    )


def _addressed(people: Iterable[Attendee], user: User) -> tuple[Recipient, ...]:
    own = user.email.casefold()
    found = {
        person.email.casefold(): Recipient(name=one_line(person.name, 60), email=person.email.casefold())
        for person in people
        if person.email and person.email.casefold() != own
    }
    return tuple(found[email] for email in sorted(found))


def facts_of(meeting: Meeting) -> MeetingFacts:
    return MeetingFacts(
        meeting_id=meeting.meeting_id,
        title=meeting.title,
        start=meeting.start,
        end=meeting.end,
        timezone=meeting.timezone,
    )


def why_other(facts: MeetingFacts, meeting: Meeting) -> str:
    """Returns why the meeting is no longer the one that was approved, in plain words; empty when it is."""
    if meeting.status is MeetingStatus.CANCELLED:
        return "The meeting was cancelled."
    if (meeting.start, meeting.end) != (facts.start, facts.end):
        return "The meeting has moved since this was proposed."
    return ""
