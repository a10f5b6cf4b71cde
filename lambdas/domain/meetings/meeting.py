"""A meeting as AMO sees it, whatever calendar it came from (CAL-5)."""

import hashlib
from datetime import timedelta
from enum import StrEnum

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.source import Source


class MeetingStatus(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class EventKind(StrEnum):
    """The kind of entry, as the provider says; only ``MEETING`` is ever prepared."""

    MEETING = "meeting"
    FOCUS_TIME = "focus_time"
    OUT_OF_OFFICE = "out_of_office"
    WORKING_LOCATION = "working_location"
    BIRTHDAY = "birthday"
    FROM_MAIL = "from_mail"


class Response(StrEnum):
    NEEDS_ACTION = "needs_action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Attendee(Model):
    """A person, a group or a room on the invitation. ``email`` is lower-case, empty when the calendar hides it.

    ``is_group``: one address for several people; nobody says how many.
    """

    name: str = ""
    email: str = ""
    response: Response = Response.NEEDS_ACTION
    is_room: bool = False
    is_optional: bool = False
    is_group: bool = False

    @property
    def identity(self) -> str:
        """Returns what names the person from one invitation to the next: the address, else the name; or nothing."""
        return self.email or self.name.casefold()


class Meeting(Model):
    """One occurrence. ``title``, ``description`` and names are hostile text: never markup, never instruction.

    ``external_id`` is the provider's id of this occurrence; ``series_id`` is shared by all occurrences of a
    recurring meeting and is None for a single one. ``updated_at``/``sequence`` order two versions of the same
    occurrence (a later one wins). ``owner_response`` is the calendar owner's own answer. ``end`` is exclusive.
    ``shown_as_free``: the calendar says that it takes none of the owner's time. ``is_private``: marked private or
    confidential there, so no model hears of it.
    """

    meeting_id: str
    user_id: str
    calendar_id: str
    external_id: str
    source: Source
    series_id: str | None = None
    title: str = ""
    description: str = ""
    location: str = ""
    conference_url: str = ""
    start: Instant
    end: Instant
    timezone: str = "UTC"
    all_day: bool = False
    is_private: bool = False
    organizer: Attendee | None = None
    attendees: tuple[Attendee, ...] = ()
    attendees_hidden: bool = False
    owner_response: Response = Response.ACCEPTED
    status: MeetingStatus = MeetingStatus.SCHEDULED
    event_kind: EventKind = EventKind.MEETING
    shown_as_free: bool = False
    sequence: int = 0
    updated_at: Instant | None = None

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        return round(self.duration.total_seconds() / 60)

    @property
    def series_key(self) -> str:
        """Returns what a correction of the type holds for: the series, or this one meeting when it does not recur."""
        return self.series_id or self.meeting_id

    @property
    def invited(self) -> tuple[Attendee, ...]:
        """Organizer and attendees, each once, and whoever has neither name nor address; rooms left out."""
        invited = (*self.attendees, *((self.organizer,) if self.organizer else ()))
        distinct: dict[str | int, Attendee] = {}
        for place, attendee in enumerate(invited):
            distinct.setdefault(attendee.identity or place, attendee)
        return tuple(attendee for attendee in distinct.values() if not attendee.is_room)

    @property
    def people(self) -> tuple[Attendee, ...]:
        """Returns those who are invited and did not decline."""
        return tuple(attendee for attendee in self.invited if attendee.response is not Response.DECLINED)

    @property
    def attendee_count(self) -> int:
        """Returns how many come; at least so many where a group is among them (``is_count_a_minimum``)."""
        return len(self.people)

    @property
    def is_count_a_minimum(self) -> bool:
        return any(attendee.is_group for attendee in self.people)


def newcomers(meeting: Meeting, last: Meeting) -> list[Attendee]:
    """In this occurrence and not in the last one; nobody, where a calendar hides one of the lists."""
    if meeting.attendees_hidden or last.attendees_hidden or not meeting.people or not last.people:
        return []
    there = {attendee.identity for attendee in last.people}
    return [attendee for attendee in meeting.people if attendee.identity and attendee.identity not in there]


def meeting_id_for(user_id: str, ical_uid: str, occurrence: str = "") -> str:
    """Stable id of an occurrence: the same in every calendar of one user, different between users.

    ``occurrence`` is the original start of a recurring instance (ISO UTC), empty for a single meeting.
    """
    digest = hashlib.sha256("\x1f".join((user_id, ical_uid, occurrence)).encode()).hexdigest()
    return f"m{digest[:20]}"
