"""The person a calendar is read for, and all the addresses they go by."""

import re
from collections.abc import Iterable
from functools import cached_property

from lambdas.domain.accounts.user import CalendarConnection, User
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.mailboxes import mailbox_key, read_mailbox, untagged_key
from lambdas.domain.meetings.meeting import Meeting

_CALENDARS = re.compile(r"@(?:[\w.-]+\.)?calendar\.google\.com$")
_ONLY_SENDS = re.compile(r"(?:[\w.+-]*[._+-])?(?:no|do[._-]?not)[._-]?reply(?:[._+-][\w.+-]*)?@")
"""A booking's confirmation comes from ``noreply@``, and nobody meets it."""

ROOMS = "@resource.calendar.google.com"

_SECRET_FEED = re.compile(r"//calendar\.google\.com/calendar/ical/([^/]+)/private-")
"""Google's secret address of a calendar names it, and its owner alone is shown that; a public one may be anybody's."""


class CalendarOwner(Model):
    """``email`` is the address AMO knows them by, ``addresses`` are the others.

    ``is_theirs``: the calendar is their own, or a team's, not that of a colleague or a room that they may look into.
    """

    name: str = ""
    email: str = ""
    addresses: frozenset[str] = frozenset()
    is_theirs: bool = True

    def goes_by(self, address: str) -> bool:
        return bool(address) and untagged_key(address) in self.keys

    def organizes(self, meeting: Meeting) -> bool:
        return meeting.organizer is not None and self.goes_by(meeting.organizer.email)

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(map(untagged_key, self.known))

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Returns every address, sorted."""
        return tuple(sorted({mailbox_key(one) for one in (self.email, *self.addresses) if one}))


def is_calendar(address: str) -> bool:
    """Returns whether it is a calendar's own (a team's, an imported one, "unknownorganizer"): that is nobody.

    https://developers.google.com/workspace/calendar/api/concepts/events-calendars names them; rooms have their own.
    """
    return bool(_CALENDARS.search(address)) and not address.endswith(ROOMS)


def is_nobody(address: str) -> bool:
    """Returns whether no person reads what is sent there: a calendar's own address, or one that only sends."""
    return is_calendar(address) or bool(_ONLY_SENDS.match(address))


def owner_of(user: User, connections: Iterable[CalendarConnection], read: CalendarConnection) -> CalendarOwner:
    """``connections`` are all of the user's, ``read`` is the one that is to be read."""
    accounts = {connection.account_email for connection in connections} | {read.account_email}
    known = frozenset(address for address in (*accounts, _named_by(read)) if address)
    owner = CalendarOwner(name=user.name, email=user.email.strip().lower(), addresses=known)
    is_theirs = not read.shared_by or owner.goes_by(read.shared_by)
    return owner if is_theirs else owner.model_copy(update={"is_theirs": False})


def _named_by(connection: CalendarConnection) -> str:
    """Returns the address of a person by which their own calendar is known."""
    found = _SECRET_FEED.search(connection.address) if connection.source is Source.ICS else None
    is_id = connection.source is Source.GOOGLE and not connection.shared_by
    written = f"mailto:{found[1]}" if found else connection.address if is_id else ""
    address = read_mailbox(written).address
    return "" if is_calendar(address) or address.endswith(ROOMS) else address
