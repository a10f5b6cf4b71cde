"""The people in the room, as the invitation names them."""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.people_names import name_of
from lambdas.domain.meetings.meeting import Attendee, Meeting

MAX_NAME = 60


def display_name(attendee: Attendee) -> str:
    """The name, or the part of the address before the @; the whole address where these read as the reader."""
    return name_of(attendee.name, attendee.email, MAX_NAME)


def email_of(owner: str, people: Iterable[Attendee]) -> str:
    """Returns the address of the one invited person called so, by whole name, address or a first name alone."""
    said = " ".join(owner.casefold().split())
    if not said:
        return ""
    exact = {one.email for one in people if said in (one.email.casefold(), display_name(one).casefold())}
    partial = {one.email for one in people if said == display_name(one).casefold().partition(" ")[0]}
    matches = exact or partial
    return next(iter(matches)) if len(matches) == 1 else ""


def person_key(person: Attendee) -> str:
    """Returns what a page's address names the person by: it says nothing to whoever has not met them."""
    return hashlib.sha256(person.identity.encode("utf-8", errors="replace")).hexdigest()[:12]


def person_of(meeting: Meeting, key: str) -> Attendee | None:
    return next((person for person in meeting.invited if person.identity and person_key(person) == key), None)


def others(meeting: Meeting, reader: Collection[str]) -> list[Attendee]:
    """Everybody but the reader, who goes by any of the names and addresses in ``reader``."""
    own = {name.casefold() for name in reader if name}
    return [a for a in meeting.people if a.email.casefold() not in own and a.name.casefold() not in own]


def counterpart(meeting: Meeting, reader: Collection[str]) -> str:
    """The other one in a meeting of two, empty when it cannot be told who that is."""
    remaining = others(meeting, reader) if is_of_two(meeting) else []
    return display_name(remaining[0]) if len(remaining) == 1 and remaining[0].identity else ""


def is_of_two(meeting: Meeting) -> bool:
    return meeting.attendee_count == 2 and not meeting.is_count_a_minimum


def headcount(meeting: Meeting) -> str:
    """``3 people``; of a group nobody knows how many it is."""
    said = counted(meeting.attendee_count, "person", "people")
    return f"at least {said}" if meeting.is_count_a_minimum else said


_ROLE = re.compile(
    r"\b(?:lead|leads|head|manager|chief|officer|director|vp|president|team|owner|group|board|council|committee|c[efotm]o|"
    r"finance|legal|security|platform|product|sales|marketing|people|hr|engineering|support|operations)\b",
    re.IGNORECASE,
)


def is_role(whom: str) -> bool:
    """Returns whether ``whom`` says what somebody does; one word alone is nobody's full name."""
    return len(whom.split()) < 2 or bool(_ROLE.search(whom))


def is_elsewhere(whom: str, meeting: Meeting) -> bool:
    """Returns whether ``whom`` is a person who is not invited; a role may be anybody's, a hidden list tells nothing."""
    is_listed = not meeting.attendees_hidden and any(person.name for person in meeting.invited)
    return not is_role(whom) and is_listed and not _is_invited(whom, meeting)


def _is_invited(whom: str, meeting: Meeting) -> bool:
    wanted = set(whom.casefold().split())
    return any(wanted <= set(re.findall(r"[^\W_]+", person.name.casefold())) for person in meeting.invited)


def first_name(name: str) -> str:
    """As people call each other; a title ("Dr.") keeps the whole name."""
    first = name.split(" ", 1)[0]
    return name if first.endswith(".") else first


def invited_as(whom: str, meeting: Meeting) -> str:
    """``whom`` as the invitation spells them, where it fits exactly one of the people; empty otherwise."""
    return invited_name(whom, meeting.people)


def invited_name(whom: str, people: Sequence[Attendee]) -> str:
    """``whom`` as one of ``people`` is spelled, where it fits exactly one; empty otherwise."""
    wanted = whom.casefold().strip()
    exact = [a for a in people if wanted and wanted in (a.name.casefold(), a.email.casefold())]
    parts = set(wanted.split())
    close = exact or [a for a in people if parts and parts <= set(a.name.casefold().split())]
    return display_name(close[0]) if len(close) == 1 else ""
