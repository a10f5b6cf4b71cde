"""Reads who is invited, from ATTENDEE and ORGANIZER lines as real calendars write them."""

import re
from collections.abc import Iterable

from lambdas.calendars.ics.text import RawEvent
from lambdas.calendars.ics.values import Property, UnreadableValue, read_line, read_property
from lambdas.domain.meetings.meeting import Attendee, Response

_MAX_PEOPLE = 500
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")
_RESPONSES = {
    "ACCEPTED": Response.ACCEPTED,
    "CONFIRMED": Response.ACCEPTED,
    "TENTATIVE": Response.TENTATIVE,
    "DECLINED": Response.DECLINED,
    "DELEGATED": Response.DECLINED,
}
"""CONFIRMED is not in RFC 5545, but calendars write it. Who delegated will not come."""


def read_attendees(event: RawEvent) -> tuple[Attendee, ...]:
    """People and rooms. Who is only informed (ROLE=NON-PARTICIPANT, and no room) is left out."""
    kept = (item for item in _read(event.lines.get("ATTENDEE", [])) if _takes_part(item))
    return tuple(_attendee(item) for item in kept)[:_MAX_PEOPLE]


def read_organizer(event: RawEvent) -> Attendee | None:
    """An organizer comes, unless the attendee list says otherwise."""
    for item in _read(event.lines.get("ORGANIZER", [])[:1]):
        organizer = _attendee(item)
        if organizer.email or organizer.name:
            return organizer.model_copy(update={"response": Response.ACCEPTED})
    return None


def response_of_owner(event: RawEvent, owner_email: str) -> Response:
    """The owner's own answer; what stands in one's calendar without an invitation is accepted."""
    owner = owner_email.strip().lower()
    answers = [_response(item) for item in _read(event.lines.get("ATTENDEE", [])) if owner and _email(item) == owner]
    organizer = read_organizer(event) if answers == [Response.NEEDS_ACTION] else None
    if not answers or (organizer and organizer.email == owner):
        return Response.ACCEPTED
    return answers[0]


def _read(lines: Iterable[str]) -> Iterable[Property]:
    for line in lines:
        try:
            item = read_property(line)
        except UnreadableValue:
            continue
        yield _inner_parameters(item)


def _inner_parameters(item: Property) -> Property:
    """Confluence writes the parameters after the colon: ``ATTENDEE:CN=Ann;CUTYPE=...:mailto:ann@example.org``."""
    head, mailto, _ = item.value.partition(":mailto:")
    if not mailto or "=" not in head:
        return item
    try:
        return read_property(f"{item.name};{item.value}")
    except UnreadableValue:
        return item


def _takes_part(item: Property) -> bool:
    return item.params.get("ROLE", "").upper() != "NON-PARTICIPANT" or _is_room(item)


def _is_room(item: Property) -> bool:
    return item.params.get("CUTYPE", "").upper() in ("ROOM", "RESOURCE")


def _attendee(item: Property) -> Attendee:
    email = _email(item)
    name = read_line(item.params.get("CN", ""), 200)
    return Attendee(
        name="" if name.lower() == email else name,
        email=email,
        response=_response(item),
        is_room=_is_room(item),
        is_optional=item.params.get("ROLE", "").upper() == "OPT-PARTICIPANT",
    )


def _response(item: Property) -> Response:
    return _RESPONSES.get(item.params.get("PARTSTAT", "").strip('"').upper(), Response.NEEDS_ACTION)


def _email(item: Property) -> str:
    """The address in lower case, from the value or the EMAIL parameter; empty when there is none."""
    for text in (_MAILTO.split(item.value)[-1], item.params.get("EMAIL", "")):
        address = read_line(text.strip().strip('"<>'), 254).lower()
        if _ADDRESS.fullmatch(address):
            return address
    return ""
