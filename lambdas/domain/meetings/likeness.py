"""Judges whether two entries of calendars are the same meeting to the people in it."""

from collections.abc import Callable
from datetime import timedelta

from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.meeting import Meeting

MAX_MOVE = timedelta(days=14)
"""Further away a meeting of the same title and people is another one."""

COMMON_PEOPLE = 2
"""The owner and one more: two entries that begin together, are called the same and have these are one meeting."""

COMMON_SHARE = 0.5
"""Of all who are on either list besides the owner: half of them on both is the same group of people."""


def title_key(meeting: Meeting) -> str:
    """Returns the title as two entries are compared by it; empty where there is none."""
    return one_line(meeting.title, len(meeting.title) + 1).casefold()


Identities = Callable[[Meeting], frozenset[str]]
"""The people of a meeting by what names them."""


def identities(meeting: Meeting) -> frozenset[str]:
    return frozenset(person.identity for person in meeting.invited if person.identity)


class RememberedIdentities:
    """Looks at each list once, however many others it is compared with; holds the meetings it has seen."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Meeting, frozenset[str]]] = {}

    def __call__(self, meeting: Meeting) -> frozenset[str]:
        if id(meeting) not in self._known:
            self._known[id(meeting)] = meeting, identities(meeting)
        return self._known[id(meeting)][1]


def is_copy(one: Meeting, other: Meeting, identities: Identities = identities) -> bool:
    """Returns whether they are the same meeting in two calendars: same start, same title, and link or two people.

    Two stand-ups of one name stay apart: each has a link of its own and people the other has not.
    """
    if one.start != other.start or not title_key(one) or title_key(one) != title_key(other):
        return False
    links = {link for link in (one.conference_url, other.conference_url) if link}
    if len(links) == 1 and one.conference_url == other.conference_url:
        return True
    mine, theirs = identities(one), identities(other)
    are_separate = len(links) == 2 and mine - theirs and theirs - mine
    return len(mine & theirs) >= COMMON_PEOPLE and not are_separate


def is_recreated(gone: Meeting, new: Meeting, identities: Identities = identities) -> bool:
    """Returns whether ``new`` was put in the place of ``gone``: same title, same people, not far away."""
    if not title_key(gone) or title_key(gone) != title_key(new) or abs(new.start - gone.start) > MAX_MOVE:
        return False
    before, after = identities(gone), identities(new)
    is_in_its_place = new.start == gone.start and not _are_other_people(before, after)
    return is_in_its_place or _are_same_people(before, after) or _has_same_link(gone, new)


def is_renamed(gone: Meeting, new: Meeting, identities: Identities = identities) -> bool:
    """Returns whether ``new`` is the series of ``gone`` under another title: same time, and the very same people.

    Many hold all their meetings in one room: a link tells only with its people, where these are known. Two single
    entries are two meetings, whoever comes: a calendar does not name an entry anew because its title changes.
    """
    if (gone.start, gone.end) != (new.start, new.end) or not (gone.series_id and new.series_id):
        return False
    before, after = identities(gone), identities(new)
    if _has_same_link(gone, new):
        return not (before and after) or _are_same_people(before, after)
    return len(before) >= COMMON_PEOPLE and before == after


def _are_other_people(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Returns whether both name somebody, and nobody but the owner is on both: a stranger may invite to anything."""
    return len(mine) > 1 and len(theirs) > 1 and len(mine & theirs) <= 1


def _are_same_people(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """The owner is on every list of theirs: one in common says nothing, unless there is nobody else on either."""
    owner = 1
    common, all_of_them = len(mine & theirs) - owner, len(mine | theirs) - owner
    return common > 0 and common >= COMMON_SHARE * all_of_them


def _has_same_link(one: Meeting, other: Meeting) -> bool:
    return bool(one.conference_url) and one.conference_url == other.conference_url
