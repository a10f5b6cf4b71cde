"""Promises between two people: open action items, told apart by who has to do them and for whom."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.kernel.people_names import own_name
from lambdas.domain.meetings.meeting import Attendee, Meeting
from lambdas.domain.meetings.people import MAX_NAME, others

ONESELF = frozenset({"", "me", "i", "myself", "you"})
"""Nobody named is whoever keeps the list."""


class Promises(NamedTuple):
    """``theirs`` the other one owes, ``yours`` the reader owes them."""

    theirs: tuple[ActionItem, ...]
    yours: tuple[ActionItem, ...]


def promises_between(
    items: Iterable[ActionItem], person: Attendee, own: Collection[str], together: Iterable[Meeting]
) -> Promises:
    """``own`` are the reader's names and addresses, ``together`` the meetings both are invited to.

    A first name alone is the person's only where the item comes from a meeting with them. What the reader promised is
    owed to them where it comes from a meeting of the two, or says their name.
    """
    met = _Met.of(together, own)
    theirs, yours = [], []
    for item in items:
        if _is_owner(item, person, is_met=met.includes(item)):
            theirs.append(item)
        elif is_own(item, own) and (met.was_of_two(item) or _is_named(person, item.what)):
            yours.append(item)
    return Promises(tuple(theirs), tuple(yours))


def is_own(item: ActionItem, own: Collection[str]) -> bool:
    names = {name.casefold() for name in own if name}
    if item.owner_email:
        return item.owner_email.casefold() in names
    owner = item.owner.strip().casefold()
    return owner in ONESELF or owner in names


class _Met(NamedTuple):
    """Meetings and series by id; the value says whether only the two are invited."""

    of_two: Mapping[str, bool]

    @classmethod
    def of(cls, together: Iterable[Meeting], own: Collection[str]) -> "_Met":
        found = {}
        for meeting in together:
            is_of_two = len(others(meeting, own)) == 1 and not meeting.is_count_a_minimum
            found[meeting.meeting_id] = is_of_two
            if meeting.series_id:
                found.setdefault(meeting.series_id, is_of_two)
        return cls(found)

    def includes(self, item: ActionItem) -> bool:
        return item.meeting_id in self.of_two or bool(item.series_id and item.series_id in self.of_two)

    def was_of_two(self, item: ActionItem) -> bool:
        return self.of_two.get(item.meeting_id, self.of_two.get(item.series_id or "", False))


def _is_owner(item: ActionItem, person: Attendee, *, is_met: bool) -> bool:
    """One whose address is known is nobody else of the same name."""
    said = item.owner.strip().casefold()
    if item.owner_email or not said:
        return bool(item.owner_email) and item.owner_email.casefold() == person.email.casefold()
    name = _name(person)
    if said in (person.email, name):
        return True
    return is_met and set(said.split()) <= set(name.split())


def _is_named(person: Attendee, text: str) -> bool:
    """By their whole name or their address."""
    said = text.casefold()
    return any(name and name in said for name in (_name(person), person.email))


def _name(person: Attendee) -> str:
    """Empty for one who calls themselves "you": every other line would be about them."""
    return person.name.casefold() if own_name(person.name, MAX_NAME) else ""
