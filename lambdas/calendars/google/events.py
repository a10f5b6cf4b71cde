"""One event of a Google calendar as a meeting. Everything people wrote in it is hostile text and stays text."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.conference_links import conference_link
from lambdas.calendars.google.times import UnreadableTime, occurrence_name, read_instant, read_span
from lambdas.calendars.series import series_of
from lambdas.domain.kernel.html_text import clean, one_line, visible
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Attendee, EventKind, Meeting, Response, meeting_id_for

MAX_TITLE = 500
MAX_DESCRIPTION = 8000
MAX_NAME = 200
MAX_PEOPLE = 500

FIELDS = (
    "nextPageToken,nextSyncToken,timeZone,items(id,status,iCalUID,recurringEventId,originalStartTime,summary,"
    "description,location,start,end,organizer(email,displayName,self),"
    "attendees(email,displayName,responseStatus,resource,optional,organizer,self),attendeesOmitted,"
    "conferenceData(entryPoints(entryPointType,uri)),hangoutLink,eventType,visibility,transparency,sequence,updated)"
)
"""The fields asked for, and therefore stored: nothing that no meeting needs."""

PRIVATE = frozenset({"private", "confidential"})
"""An event marked so keeps its description to itself: agendas and what is sent of them may reach others."""

_KINDS = {
    "focusTime": EventKind.FOCUS_TIME,
    "outOfOffice": EventKind.OUT_OF_OFFICE,
    "workingLocation": EventKind.WORKING_LOCATION,
    "birthday": EventKind.BIRTHDAY,
}
_RESPONSES = {
    "accepted": Response.ACCEPTED,
    "declined": Response.DECLINED,
    "tentative": Response.TENTATIVE,
}
_CALENDARS_OWN = ("@group.calendar.google.com", "@import.calendar.google.com", "unknownorganizer@calendar.google.com")
_ROOMS = "@resource.calendar.google.com"

Event = Mapping[str, Any]


def read_meeting(event: Event, request: CalendarRequest, calendar_zone: str) -> Meeting:
    """Raises Unreadable. ``calendar_zone`` is the calendar's own, for wall-clock times that name none."""
    try:
        return _read(event, request, calendar_zone)
    except (AttributeError, KeyError, TypeError, OverflowError):
        raise UnreadableTime("it is not written as Google writes events") from None


def _read(event: Event, request: CalendarRequest, calendar_zone: str) -> Meeting:
    span = read_span(event, request.timezone, calendar_zone)
    uid = str(event.get("iCalUID") or event.get("recurringEventId") or event["id"])
    is_one_of_many = bool(event.get("recurringEventId"))
    attendees = event.get("attendees") or []
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
        organizer=_organizer(event.get("organizer")),
        attendees=tuple(_attendee(each) for each in attendees[:MAX_PEOPLE] if _is_somebody(each)),
        attendees_hidden=event.get("attendeesOmitted") is True or len(attendees) > MAX_PEOPLE,
        owner_response=_owner_response(event, attendees, request.owner_email.strip().lower()),
        event_kind=_KINDS.get(str(event.get("eventType")), EventKind.MEETING),
        shown_as_free=event.get("transparency") == "transparent",
        sequence=_number(event.get("sequence")),
        updated_at=_updated_at(event),
    )


def _wording(event: Event) -> dict[str, str]:
    written, location = str(event.get("description") or ""), one_line(str(event.get("location") or ""), MAX_TITLE)
    links: tuple[str, ...] = ()
    if "<" in written:  # Google's own editor writes HTML; other programs write plain text into the same field
        shown = visible(written, MAX_DESCRIPTION)
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


def _organizer(told: Mapping[str, Any] | None) -> Attendee | None:
    """An organizer comes, unless the attendee list says otherwise. A calendar is nobody."""
    if not told or str(told.get("email", "")).lower().endswith(_CALENDARS_OWN) or not _is_somebody(told):
        return None
    return _person(told, Response.ACCEPTED)


def _attendee(told: Mapping[str, Any]) -> Attendee:
    return _person(told, _RESPONSES.get(str(told.get("responseStatus")), Response.NEEDS_ACTION))


def _person(told: Mapping[str, Any], response: Response) -> Attendee:
    email = str(told.get("email") or "").strip().lower()
    name = one_line(str(told.get("displayName") or ""), MAX_NAME)
    return Attendee(
        name="" if name.lower() == email else name,
        email=email,
        response=response,
        is_room=bool(told.get("resource")) or email.endswith(_ROOMS),
        is_optional=bool(told.get("optional")),
    )


def _is_somebody(told: Mapping[str, Any]) -> bool:
    """Google lists the owner without a name where nothing else may be shown: that still is one."""
    return bool(told.get("email") or told.get("displayName"))


def _owner_response(event: Event, attendees: list[Mapping[str, Any]], owner_email: str) -> Response:
    """Returns the owner's answer: accepted for an entry without an invitation, and for what the owner calls."""
    if (event.get("organizer") or {}).get("self") and not any(each.get("self") for each in attendees):
        return Response.ACCEPTED
    own = [each for each in attendees if each.get("self")]
    own = own or [each for each in attendees if owner_email and str(each.get("email")).lower() == owner_email]
    if not own:
        return Response.ACCEPTED
    answer = _RESPONSES.get(str(own[0].get("responseStatus")), Response.NEEDS_ACTION)
    is_organizer = bool(own[0].get("organizer"))
    return Response.ACCEPTED if is_organizer and answer is Response.NEEDS_ACTION else answer


def _number(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _updated_at(event: Event) -> datetime | None:
    try:
        return read_instant({"dateTime": event["updated"]}, "UTC") if event.get("updated") else None
    except UnreadableTime:
        return None
