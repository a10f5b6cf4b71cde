"""Reads who is invited, from an event as Google writes it."""

from collections.abc import Mapping
from typing import Any

from lambdas.domain.kernel.html_text import one_line
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.guest_list import MAX_GUESTS, GuestList, ListEntry, guest_list
from lambdas.domain.meetings.mailboxes import read_person
from lambdas.domain.meetings.meeting import Attendee, Response

MAX_NAME = 200

Event = Mapping[str, Any]

_RESPONSES = {
    "accepted": Response.ACCEPTED,
    "declined": Response.DECLINED,
    "tentative": Response.TENTATIVE,
}


def read_people(event: Event, owner: CalendarOwner) -> GuestList:
    listed = [_entry(told) for told in event.get("attendees") or []]
    organizer = event.get("organizer")
    return guest_list(listed, _entry(organizer) if organizer else None, owner)


def are_hidden(event: Event) -> bool:
    """Says whether there are others whom Google does not show. Who may not see the guests is shown themself alone."""
    is_cut = event.get("attendeesOmitted") is True or len(event.get("attendees") or []) > MAX_GUESTS
    is_guest = not (event.get("organizer") or {}).get("self")
    return is_cut or (is_guest and event.get("guestsCanSeeOtherGuests") is False)


def _entry(told: Mapping[str, Any]) -> ListEntry:
    box = read_person(str(told.get("email") or ""), str(told.get("displayName") or ""))
    person = Attendee(
        name=one_line(box.name, MAX_NAME),
        email=box.address,
        response=_RESPONSES.get(str(told.get("responseStatus")), Response.NEEDS_ACTION),
        is_room=bool(told.get("resource")),
        is_optional=bool(told.get("optional")),
    )
    return ListEntry(person, is_self=told.get("self") is True)
