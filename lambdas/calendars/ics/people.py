"""Reads who is invited, from ATTENDEE and ORGANIZER lines as real calendars write them."""

from collections.abc import Iterable

from lambdas.calendars.ics.text import RawEvent
from lambdas.calendars.ics.values import Property, UnreadableValue, read_line, read_property
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.guest_list import GuestList, ListEntry, guest_list
from lambdas.domain.meetings.mailboxes import mailbox_key, read_mailbox, read_person
from lambdas.domain.meetings.meeting import Attendee, Response

_ICLOUD_RELAY = "@imip.me.com"
_RESPONSES = {
    "ACCEPTED": Response.ACCEPTED,
    "CONFIRMED": Response.ACCEPTED,
    "TENTATIVE": Response.TENTATIVE,
    "DECLINED": Response.DECLINED,
    "DELEGATED": Response.DECLINED,
}
"""CONFIRMED is not in RFC 5545, but calendars write it. Who delegated will not come."""


def read_people(event: RawEvent, owner: CalendarOwner) -> GuestList:
    """Somebody only informed (ROLE=NON-PARTICIPANT, and no room) is no attendee, but may have answered."""
    holder = _holder(event)
    listed = [_entry(item, holder) for item in _read(event.lines.get("ATTENDEE", []))]
    organizer = next((_entry(item, holder) for item in _read(event.lines.get("ORGANIZER", [])[:1])), None)
    return guest_list(listed, organizer, owner)


def _holder(event: RawEvent) -> str:
    """Returns the address the calendar is named by: Google calls everybody's first calendar so."""
    named = read_mailbox(event.calendar.name).address
    return mailbox_key(named) if named and named == event.calendar.name.lower() else ""


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


def _entry(item: Property, holder: str) -> ListEntry:
    told = read_person(_address(item), item.params.get("CN", ""))
    person = Attendee(
        name=read_line(told.name, 200),
        email=told.address,
        response=_response(item),
        is_room=_is_room(item),
        is_optional=item.params.get("ROLE", "").upper() == "OPT-PARTICIPANT",
        is_group=item.params.get("CUTYPE", "").upper() == "GROUP",
    )
    is_told_apart = item.value.lower().startswith(("urn:", "/"))
    return ListEntry(
        person,
        is_self=bool(holder) and mailbox_key(person.email) == holder,
        takes_part=_takes_part(item),
        reference=item.value.lower() if is_told_apart else "",
    )


def _response(item: Property) -> Response:
    return _RESPONSES.get(item.params.get("PARTSTAT", "").strip('"').upper(), Response.NEEDS_ACTION)


def _address(item: Property) -> str:
    """The EMAIL parameter (RFC 7986) where the value holds none, or iCloud's, which hides it."""
    shown = read_mailbox(item.value).address
    other = item.params.get("EMAIL", "")
    return other if other and (not shown or shown.endswith(_ICLOUD_RELAY)) else item.value
