"""Reads who is invited, from an event as Microsoft Graph writes it."""

from collections.abc import Iterable

from lambdas.calendars.microsoft.event import GraphAttendee, GraphEvent, GraphRecipient
from lambdas.domain.meetings.meeting import Attendee, Response

_RESPONSES = {
    "accepted": Response.ACCEPTED,
    "organizer": Response.ACCEPTED,
    "tentativelyAccepted": Response.TENTATIVE,
    "declined": Response.DECLINED,
}


def read_organizer(told: GraphRecipient | None) -> Attendee | None:
    """An organizer comes, unless the attendee list says otherwise."""
    if told is None or not (told.email_address.address or told.email_address.name):
        return None
    return _person(told, Response.ACCEPTED)


def read_attendees(told: Iterable[GraphAttendee]) -> Iterable[Attendee]:
    for one in told:
        if one.email_address.address or one.email_address.name:
            person = _person(one, _RESPONSES.get(one.status.response, Response.NEEDS_ACTION))
            kind = {"is_room": one.type == "resource", "is_optional": one.type == "optional"}
            yield person.model_copy(update=kind)


def _person(told: GraphRecipient, response: Response) -> Attendee:
    """Exchange knows colleagues by an address like ``/o=ExchangeLabs/...`` at times: that is none to people."""
    name, address = told.email_address.name, told.email_address.address
    email = address if "@" in address else ""
    return Attendee(name="" if name.lower() == email else name, email=email, response=response)


def response_of_owner(event: GraphEvent, owner_email: str) -> Response:
    """Returns the owner's answer: accepted for what stands in one's calendar without an invitation."""
    told = event.response_status.response
    if event.is_organizer or (told == "none" and not event.attendees):
        return Response.ACCEPTED
    owner = owner_email.strip().lower()
    own = (one.status.response for one in event.attendees if owner and one.email_address.address == owner)
    return _RESPONSES.get(next(own, told) if told == "none" else told, Response.NEEDS_ACTION)
