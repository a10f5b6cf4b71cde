"""One event of a Google calendar as a meeting. Everything people wrote in it is hostile text and stays text."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import ValidationError

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.conference_links import conference_link
from lambdas.calendars.google.people import Event, are_hidden, read_people
from lambdas.calendars.google.times import UnreadableTime, occurrence_name, read_instant, read_span
from lambdas.calendars.series import series_of
from lambdas.domain.kernel.html_text import clean, one_line, visible, with_lines
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import EventKind, Meeting, meeting_id_for

MAX_TITLE = 500
MAX_DESCRIPTION = 8000

FIELDS = (
    "nextPageToken,nextSyncToken,timeZone,items(id,status,iCalUID,recurringEventId,originalStartTime,summary,"
    "description,location,start,end,organizer(email,displayName,self),"
    "attendees(email,displayName,responseStatus,resource,optional,organizer,self),attendeesOmitted,guestsCanSeeOtherGuests,"
    "conferenceData(entryPoints(entryPointType,uri)),hangoutLink,eventType,visibility,transparency,sequence,updated)"
)
"""The fields asked for, and therefore stored: nothing that no meeting needs."""

PRIVATE = frozenset({"private", "confidential"})
"""An event marked so keeps its description to itself, and no model hears of it: agendas may reach others."""

_KINDS = {
    "focusTime": EventKind.FOCUS_TIME,
    "outOfOffice": EventKind.OUT_OF_OFFICE,
    "workingLocation": EventKind.WORKING_LOCATION,
    "birthday": EventKind.BIRTHDAY,
    "fromGmail": EventKind.FROM_MAIL,
}


def read_meeting(event: Event, request: CalendarRequest, calendar_zone: str) -> Meeting:
    """Raises Unreadable. ``calendar_zone`` is the calendar's own, for wall-clock times that name none."""
    try:
        return _read(event, request, calendar_zone)
    except (AttributeError, KeyError, TypeError, OverflowError, ValidationError):
        raise UnreadableTime("it is not written as Google writes events") from None


def _read(event: Event, request: CalendarRequest, calendar_zone: str) -> Meeting:
    span = read_span(event, request.timezone, calendar_zone)
    uid = str(event.get("iCalUID") or event.get("recurringEventId") or event["id"])
    is_one_of_many = bool(event.get("recurringEventId"))
    people = read_people(event, request.owner)
    return Meeting(
        meeting_id=meeting_id_for(
            request.user_id, uid, occurrence_name(event, calendar_zone or request.timezone) if is_one_of_many else ""
        ),
        user_id=request.user_id,
        calendar_id=request.connection.calendar_id,
        external_id=str(event["id"]),
        source=Source.GOOGLE,
        series_id=series_of(uid) if is_one_of_many else None,
        **_wording(event),
        start=span.start,
        end=span.end,
        timezone=span.zone,
        all_day=span.all_day,
        is_private=event.get("visibility") in PRIVATE,
        organizer=people.organizer,
        attendees=people.attendees,
        attendees_hidden=are_hidden(event),
        owner_response=people.owner_response,
        event_kind=_KINDS.get(str(event.get("eventType")), EventKind.MEETING),
        shown_as_free=event.get("transparency") == "transparent",
        sequence=_number(event.get("sequence")),
        updated_at=_updated_at(event),
    )


def _wording(event: Event) -> dict[str, str]:
    written, location = str(event.get("description") or ""), one_line(str(event.get("location") or ""), MAX_TITLE)
    links: tuple[str, ...] = ()
    if "<" in written:  # Google's own editor writes HTML; other programs write plain text into the same field
        shown = visible(with_lines(written), MAX_DESCRIPTION)
        description, links = shown.text, shown.links
    else:
        description = clean(written, MAX_DESCRIPTION)
    link = conference_link(_dedicated(event), (location, description, *links))
    if event.get("visibility") in PRIVATE:
        description = ""
    return {
        "title": one_line(str(event.get("summary") or ""), MAX_TITLE),
        "description": description,
        "location": location,
        "conference_url": link,
    }


def _dedicated(event: Event) -> Iterable[str]:
    entries = (event.get("conferenceData") or {}).get("entryPoints") or []
    yield from (str(entry.get("uri", "")) for entry in entries if entry.get("entryPointType") == "video")
    yield str(event.get("hangoutLink") or "")


def _number(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _updated_at(event: Event) -> datetime | None:
    try:
        return read_instant({"dateTime": event["updated"]}, "UTC") if event.get("updated") else None
    except UnreadableTime:
        return None
