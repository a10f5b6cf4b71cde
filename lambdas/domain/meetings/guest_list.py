"""The people who take part in a meeting, by one rule for every provider.

- A calendar's own address is nobody, and so is one that only sends; whoever has neither name nor address is one.
- Two spellings of one mailbox are one, and so are all the addresses of the calendar's owner.
- A group is one entry, marked: it makes the count a lower bound.
- The owner takes part in what stands in their calendar: a list that names just one other leaves them out. A longer
  one may know them by an address AMO does not, or show what others do; it stays as it is. One without any attendee
  says nothing of who comes, and somebody alone may be the owner where they, or the owner, are known by nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from lambdas.domain.meetings.calendar_owner import ROOMS, CalendarOwner, is_nobody
from lambdas.domain.meetings.group_names import is_group
from lambdas.domain.meetings.mailboxes import mailbox_key
from lambdas.domain.meetings.meeting import Attendee, Response

MAX_GUESTS = 500

_WORTH = (Response.NEEDS_ACTION, Response.DECLINED, Response.TENTATIVE, Response.ACCEPTED)
"""Of two answers of one person the later one here is kept: any answer rather than none."""


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of an invitation. ``is_self``: the calendar says that it is its own owner's.

    ``takes_part`` is False for whoever is only informed: that line tells an answer, nothing else. ``reference`` tells
    those apart, or together, who have neither name nor address.
    """

    person: Attendee
    is_self: bool = False
    takes_part: bool = True
    reference: str = ""


class GuestList(NamedTuple):
    attendees: tuple[Attendee, ...]
    organizer: Attendee | None
    owner_response: Response


def guest_list(
    entries: Iterable[ListEntry],
    organizer: ListEntry | None,
    owner: CalendarOwner,
    owner_response: Response | None = None,
) -> GuestList:
    """``owner_response`` is what the calendar itself says of it, beside the list; None where it says nothing."""
    listed = [entry for entry in entries if not is_nobody(entry.person.email)]
    caller = organizer if organizer and _is_caller(organizer.person) else None
    if _is_a_colleague_s([*listed, *([caller] if caller else [])], owner):
        owner = owner.model_copy(update={"is_theirs": False})
    counted = [_judged(entry, owner) for entry in listed]
    caller = _judged(caller, owner) if caller else None
    own = [entry.person.response for entry in counted if _is_of_holder(entry, owner)]
    answer = owner_response or _own_answer(own, is_caller=caller is not None and _is_of_holder(caller, owner))
    people = _distinct(entry for entry in counted if entry.takes_part)
    called_by = _as_listed(caller.person, people) if caller else None
    if _leaves_out_owner(people, called_by, owner, [*counted, *([caller] if caller else [])]):
        people.append(_listed_owner(owner, answer))
    return GuestList(tuple(people[:MAX_GUESTS]), called_by, answer)


def _is_a_colleague_s(entries: Sequence[ListEntry], owner: CalendarOwner) -> bool:
    """Returns whether the calendar calls somebody its own beside the owner: they may look into that one's."""
    others = any(entry.is_self and not owner.goes_by(entry.person.email) for entry in entries)
    return others and any(owner.goes_by(entry.person.email) for entry in entries)


def _is_caller(person: Attendee) -> bool:
    return bool(person.name or person.email) and not is_nobody(person.email)


def _judged(entry: ListEntry, owner: CalendarOwner) -> ListEntry:
    """Returns the entry with what its name and address say of it; the owner's under the one AMO knows."""
    changes = _changes(entry, owner)
    return replace(entry, person=entry.person.model_copy(update=changes)) if changes else entry


def _changes(entry: ListEntry, owner: CalendarOwner) -> dict[str, object]:
    """Mostly none: a copy of each of thousands of guests would be most of a reading's work."""
    person = entry.person
    if _is_owner(entry, owner):
        named = {"email": owner.email} if owner.email else {"name": owner.name} if owner.name else {}
        said = {**named, "is_group": False}
    else:
        is_room = person.is_room or person.email.endswith(ROOMS)
        grouped = not is_room and (person.is_group or is_group(person.name, person.email))
        said = {"is_room": is_room, "is_group": grouped}
    return {name: value for name, value in said.items() if getattr(person, name) != value}


def _is_owner(entry: ListEntry, owner: CalendarOwner) -> bool:
    person = entry.person
    is_named = not person.email and bool(owner.name) and person.name.casefold() == owner.name.casefold()
    return (entry.is_self and owner.is_theirs) or owner.goes_by(person.email) or is_named


def _is_of_holder(entry: ListEntry, owner: CalendarOwner) -> bool:
    return entry.is_self or _is_owner(entry, owner)


def _own_answer(own: Sequence[Response], *, is_caller: bool) -> Response:
    """An entry in one's calendar without an invitation is accepted, and so is a meeting one calls."""
    answer = max(own, key=_WORTH.index, default=Response.ACCEPTED)
    return Response.ACCEPTED if is_caller and answer is Response.NEEDS_ACTION else answer


def _distinct(entries: Iterable[ListEntry]) -> list[Attendee]:
    found: dict[str, Attendee] = {}
    for number, entry in enumerate(entries):
        person = entry.person
        name = entry.reference or f"{number}"
        key = mailbox_key(person.email) if person.email else f"name {person.name.casefold()}" if person.name else name
        found[key] = _merged(found[key], person) if key in found else person
    return list(found.values())


def _merged(one: Attendee, other: Attendee) -> Attendee:
    return one.model_copy(
        update={
            "name": one.name or other.name,
            "response": max(one.response, other.response, key=_WORTH.index),
            "is_room": one.is_room or other.is_room,
            "is_optional": one.is_optional and other.is_optional,
            "is_group": one.is_group or other.is_group,
        }
    )


def _as_listed(caller: Attendee, people: Iterable[Attendee]) -> Attendee:
    """An organizer comes, unless the list says otherwise; there they may be spelled another way."""
    key = mailbox_key(caller.email) if caller.email else ""
    spelled = next((person.email for person in people if key and person.email and mailbox_key(person.email) == key), "")
    return caller.model_copy(update={"email": spelled or caller.email, "response": Response.ACCEPTED})


def _leaves_out_owner(
    people: Sequence[Attendee], organizer: Attendee | None, owner: CalendarOwner, entries: Iterable[ListEntry]
) -> bool:
    if not (owner.is_theirs and owner.known) or any(
        entry.takes_part and _may_be_owner(entry, owner) for entry in entries
    ):
        return False
    invited = [person for person in people if not person.is_room]
    named = {person.identity for person in (*invited, *([organizer] if organizer and not organizer.is_room else []))}
    return bool(invited) and len(named) == 1 and named != {""}


def _may_be_owner(entry: ListEntry, owner: CalendarOwner) -> bool:
    """Their whole name beside an address that is not known makes it theirs."""
    name = entry.person.name.casefold()
    return _is_owner(entry, owner) or (" " in name and name == owner.name.casefold())


def _listed_owner(owner: CalendarOwner, answer: Response) -> Attendee:
    return Attendee(name=owner.name, email=owner.email or owner.known[0], response=answer)
