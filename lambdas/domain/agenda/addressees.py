"""Finds who in the room can answer: the owner on record, the person an answer names, the other one of two, everyone."""

import re
from collections.abc import Collection

from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.people_names import own_name
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.people import counterpart, display_name, invited_as, is_elsewhere, is_role, others
from lambdas.domain.meetings.subject import guests

EVERYONE = "Everyone"
READER = "You, to have the answer ready"
MAX_ASKED = 80
_WORD = re.compile(r"[^\W_]+")


class Room:
    """The people of one meeting, as questions are put to them. ``reader``: the user's own names and addresses."""

    def __init__(self, meeting: Meeting, reader: Collection[str]) -> None:
        self._meeting = meeting
        self._own = {name.casefold() for name in reader if name}
        self._others = others(meeting, reader)
        self._guests = guests(meeting, reader)
        self.counterpart = counterpart(meeting, reader)

    def owner(self, asked: str) -> str:
        """Returns whoever answers for a record; a role that no one person here has is anybody's."""
        name = one_line(asked, MAX_ASKED)
        if not name:
            return EVERYONE
        if name.casefold() in self._own:
            return READER
        if is_elsewhere(name, self._meeting):
            return READER
        return invited_as(name, self._meeting) or self._in_role(name) or EVERYONE

    def is_absent(self, asked: str) -> bool:
        """Returns whether a person is meant who is not invited."""
        name = one_line(asked, MAX_ASKED)
        return bool(name) and name.casefold() not in self._own and is_elsewhere(name, self._meeting)

    def named_in(self, said: str) -> str:
        """The one other person whose name the text holds; "you" names nobody who is called so."""
        words = {word.casefold() for word in _WORD.findall(said)}
        named = [
            display_name(person)
            for person in self._others
            if (first := _WORD.findall(person.name)[:1])
            and own_name(first[0], MAX_ASKED)
            and first[0].casefold() in words
        ]
        return named[0] if len(named) == 1 else ""

    @property
    def other_side(self) -> str:
        """The other one of two; else the guest who called the meeting, or the first of the guests."""
        if self.counterpart or not self._guests:
            return self.counterpart
        organizer = self._meeting.organizer
        called = next((guest for guest in self._guests if organizer and guest.email == organizer.email), None)
        return display_name(called or self._guests[0])

    def _in_role(self, role: str) -> str:
        """``Ana Ruiz (Finance)`` for the finance lead, where she is the only one of finance."""
        words = content_words(role)
        having = [
            display_name(person)
            for person in self._others
            if words & content_words(" ".join(re.findall(r"\(([^)]*)\)", person.name)))
        ]
        return having[0] if len(having) == 1 and is_role(role) else ""
