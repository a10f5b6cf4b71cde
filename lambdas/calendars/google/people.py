"""Reads who is invited, from an event as Google writes it."""

from collections.abc import Mapping
from typing import Any

from lambdas.domain.kernel.html_text import one_line
from lambdas.domain.meetings.meeting import Attendee, Response

MAX_NAME = 200
MAX_PEOPLE = 500

Event = Mapping[str, Any]

_RESPONSES = {
    "accepted": Response.ACCEPTED,
    "declined": Response.DECLINED,
    "tentative": Response.TENTATIVE,
}
_CALENDARS_OWN = ("@group.calendar.google.com", "@import.calendar.google.com", "unknownorganizer@calendar.google.com")
_ROOMS = "@resource.calendar.google.com"


def read_organizer(told: Mapping[str, Any] | None) -> Attendee | None:
    """An organizer comes, unless the attendee list says otherwise. A calendar is nobody."""
    if not told or str(told.get("email", "")).lower().endswith(_CALENDARS_OWN) or not is_somebody(told):
        return None
    return _person(told, Response.ACCEPTED)


def read_attendee(told: Mapping[str, Any]) -> Attendee:
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


def is_somebody(told: Mapping[str, Any]) -> bool:
    """Google lists the owner without a name where nothing else may be shown: that still is one."""
    return bool(told.get("email") or told.get("displayName"))


def response_of_owner(event: Event, attendees: list[Mapping[str, Any]], owner_email: str) -> Response:
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
