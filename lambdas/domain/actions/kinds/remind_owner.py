"""Reminds the one who promised something of it, by e-mail."""

from datetime import date, datetime

from lambdas.domain.actions.kinds.base import FieldChange, Risk
from lambdas.domain.actions.kinds.mail import Mail
from lambdas.domain.kernel.local_time import day_name
from lambdas.domain.kernel.plain_text import MAX_TITLE, one_line


class RemindOwner(Mail):
    """``what`` and ``due`` are the action item's; ``timezone`` its list's, whose days count."""

    action_type = "remind_owner"
    label = "Remind of an action item"
    base_risk = Risk.MEDIUM
    item_id: str
    what: str
    due: date | None = None
    timezone: str = "UTC"

    @property
    def not_after(self) -> datetime | None:
        """Returns None: the meeting is over, what was promised in it is not."""
        return None

    @property
    def title(self) -> str:
        return f"Remind {self.recipients[0].email} of “{one_line(self.what, MAX_TITLE)}” by e-mail"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        due = f", due {day_name(self.due)}" if self.due else ""
        item = FieldChange(what="Action item", after=f"{one_line(self.what, 300)}{due}")
        return (item, FieldChange(what="Of", after=self.meeting_name), *super().changes)
