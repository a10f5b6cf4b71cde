"""What a calendar that can be written to offers. Reading and writing are separate consents, so separate protocols.

No calendar of today implements it: .ics files and feeds cannot be written to. A provider that can is one more module
beside its reader, and one entry in ``wiring.calendar_writers``.
"""

from datetime import datetime
from typing import Protocol

from lambdas.domain.action_types import BlockTime, DeclineMeeting, LinkAgenda, ProposeTime
from lambdas.domain.meetings import Source


class CalendarWriter(Protocol):
    """Every call raises Refused or Retryable when nothing was written, Unproven when that cannot be told.

    ``action_id`` is kept with what is written (a private property, an event id), so that doing it again finds it.
    """

    @property
    def source(self) -> Source: ...

    def may_write(self, user_id: str, calendar_id: str) -> bool:
        """Whether the user has given the consent to write."""

    def link_agenda(self, user_id: str, action: LinkAgenda, action_id: str) -> str: ...

    def propose_time(self, user_id: str, action: ProposeTime, action_id: str) -> str: ...

    def decline(self, user_id: str, action: DeclineMeeting, action_id: str) -> str: ...

    def block_time(self, user_id: str, action: BlockTime, action_id: str) -> str: ...

    def is_written(self, user_id: str, calendar_id: str, action_id: str) -> bool | None:
        """Whether this action's change is there; None when that cannot be told."""

    def take_back(self, user_id: str, calendar_id: str, action_id: str, now: datetime) -> str:
        """Undoes it. Raises Refused where it cannot be undone."""
