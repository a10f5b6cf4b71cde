"""A promise somebody made in a meeting: one object, followed until it is done, never copied from brief to brief."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meeting_notes.candidates import MAX_QUOTES, Quote

MAX_ASKED = 24


class ActionItemStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ActionItem(Model):
    """``series_id`` links it to a recurring meeting, ``meeting_id`` to the occurrence it comes from.

    ``owner`` is who does it, as it was said; ``owner_email`` only where that is one invited person. ``quotes`` are the
    lines it was said in, ``confirmed_by`` the user who kept it. ``asked_in`` are the meetings whose materials asked
    about it while it was open. ``shared_at``: those who were in the meeting have been sent it. ``task_systems`` hold a
    task made of it. ``reminded_on`` is the day its owner was last reminded, ``reminded_by`` the action that did.
    """

    item_id: str
    user_id: str
    what: str
    owner: str = ""
    owner_email: str = ""
    due: date | None = None
    status: ActionItemStatus = ActionItemStatus.OPEN
    meeting_id: str = ""
    series_id: str | None = None
    created_at: Instant
    closed_at: Instant | None = None
    quotes: tuple[Quote, ...] = Field(default=(), max_length=MAX_QUOTES)
    confirmed_by: str = ""
    asked_in: tuple[str, ...] = Field(default=(), max_length=MAX_ASKED)
    shared_at: Instant | None = None
    task_systems: tuple[str, ...] = ()
    reminded_on: date | None = None
    reminded_by: str = ""

    @property
    def asked_times(self) -> int:
        return len(self.asked_in)
