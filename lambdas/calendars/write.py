"""The interface of a calendar that can be written to. Reading and writing are separate consents, so separate protocols.

Files and feeds cannot be written to. A provider that can is one more module beside its reader, and one entry in
``wiring.calendar_writers``.
"""

from typing import Protocol

from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.actions.kinds.propose_time import ProposeTime
from lambdas.domain.kernel.source import Source
from lambdas.errors import NeedsConsent, NotFound
from lambdas.store.calendar_accounts import CalendarAccounts
from lambdas.store.connected_calendars import ConnectedCalendars

WRITABLE = frozenset({Source.GOOGLE, Source.MICROSOFT})
NOT_ALLOWED = "You have not allowed AMO to write into this calendar; Approvals, Autonomy leads to it."
OWN_MEETING = "You organize this meeting yourself: move it, or cancel it, in your calendar."
FINAL = "A proposal cannot be taken back; write to the organizer."


class CalendarWriter(Protocol):
    """Every call raises Refused or Retryable when nothing was written, Unproven when that cannot be told.

    ``action_id`` is stored with what is written (a private property, an event id), so that doing it again finds it.
    """

    def propose_time(self, user_id: str, action: ProposeTime, action_id: str) -> str: ...

    def decline(self, user_id: str, action: DeclineMeeting, action_id: str) -> str: ...

    def block_time(self, user_id: str, action: BlockTime, action_id: str) -> str: ...

    def is_written(self, user_id: str, action: CalendarChange, action_id: str) -> bool | None:
        """Returns whether this action's change is there; None when nobody can tell. False: doing it again is safe."""

    def take_back(self, user_id: str, action: CalendarChange, action_id: str) -> str:
        """Undoes it. Raises Refused where it cannot be undone."""


class WriteConsents:
    """The calendars their owners let AMO write into: a consent of its own, beside the one to read."""

    def __init__(self, calendars: ConnectedCalendars, accounts: CalendarAccounts) -> None:
        self._calendars = calendars
        self._accounts = accounts

    def may_write(self, user_id: str, calendar_id: str) -> bool:
        """Asks for no address: whoever proposes may be shown none."""
        shown = self._calendars.shown_of(user_id)
        return any(one.calendar_id == calendar_id and self._is_writable(user_id, one) for one in shown)

    def connection(self, user_id: str, calendar_id: str) -> CalendarConnection:
        """The calendar to write into. Raises NeedsConsent."""
        for connection in self._calendars.of_user(user_id):
            if connection.calendar_id == calendar_id and self._is_writable(user_id, connection):
                return connection
        raise NeedsConsent(NOT_ALLOWED)

    def _is_writable(self, user_id: str, connection: CalendarConnection) -> bool:
        try:
            account = self._accounts.get(user_id, connection.account_id)
        except NotFound:
            return False
        return account.may_write and account.revoked_at is None
