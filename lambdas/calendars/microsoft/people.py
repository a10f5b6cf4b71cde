"""Reads who is invited, from an event as Microsoft Graph writes it."""

from lambdas.calendars.microsoft.event import GraphAttendee, GraphEvent, GraphRecipient
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.guest_list import GuestList, ListEntry, guest_list
from lambdas.domain.meetings.mailboxes import read_person
from lambdas.domain.meetings.meeting import Attendee, Response

_RESPONSES = {
    "accepted": Response.ACCEPTED,
    "organizer": Response.ACCEPTED,
    "tentativelyAccepted": Response.TENTATIVE,
    "declined": Response.DECLINED,
}


def read_people(event: GraphEvent, owner: CalendarOwner) -> GuestList:
    listed = (_attendee(told) for told in event.attendees)
    return guest_list(listed, _organizer(event), owner, _told_response(event))


def _organizer(event: GraphEvent) -> ListEntry | None:
    if event.organizer is None:
        return None
    return ListEntry(_person(event.organizer, Response.ACCEPTED), is_self=event.is_organizer)


def _attendee(told: GraphAttendee) -> ListEntry:
    person = _person(told, _RESPONSES.get(told.status.response, Response.NEEDS_ACTION))
    kind = {"is_room": told.type == "resource", "is_optional": told.type == "optional"}
    return ListEntry(person.model_copy(update=kind))


def _person(told: GraphRecipient, response: Response) -> Attendee:
    """Exchange knows colleagues by an address like ``/o=ExchangeLabs/...`` at times: that is none to people."""
    box = read_person(told.email_address.address, told.email_address.name)
    return Attendee(name=box.name, email=box.address, response=response)


def _told_response(event: GraphEvent) -> Response | None:
    """Graph tells the owner's answer beside the list; "none" where it does not know of an invitation."""
    if event.is_organizer:
        return Response.ACCEPTED
    told = event.response_status.response
    return None if told == "none" else _RESPONSES.get(told, Response.NEEDS_ACTION)
