"""A promise somebody made in a meeting, followed until it is done."""

from datetime import date
from enum import StrEnum

from lambdas.domain.kernel.model import Instant, Model


class ActionItemStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ActionItem(Model):
    """``series_id`` links it to a recurring meeting, ``meeting_id`` to the occurrence it comes from."""

    item_id: str
    user_id: str
    what: str
    owner: str = ""
    due: date | None = None
    status: ActionItemStatus = ActionItemStatus.OPEN
    meeting_id: str = ""
    series_id: str | None = None
    created_at: Instant
    closed_at: Instant | None = None
