"""E-mails what came of a meeting to those who were invited."""

from datetime import datetime, timedelta

from pydantic import Field

from lambdas.domain.actions.kinds.base import FieldChange, Risk
from lambdas.domain.actions.kinds.mail import Mail
from lambdas.domain.kernel.counts import counted
from lambdas.domain.meeting_notes.summary_line import SummaryLine

MAY_WAIT = timedelta(days=7)
"""After the meeting's end: later nobody needs to be told what was said in it."""


class SendSummary(Mail):
    """``lines`` are the summary as it was composed, each with what was confirmed that it tells of.

    ``items`` are the ids of the action items whose owners are among the recipients: once it is sent they find them
    on their own lists.
    """

    action_type = "send_summary"
    label = "Send a summary"
    base_risk = Risk.MEDIUM
    too_late = "the meeting ended more than a week ago"
    lines: tuple[SummaryLine, ...] = Field(min_length=1)
    items: tuple[str, ...] = ()

    @property
    def not_after(self) -> datetime | None:
        return self.meeting.end + MAY_WAIT

    @property
    def title(self) -> str:
        return f"E-mail the summary of {self.meeting_name} to {self.reach}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        listed = f"{counted(len(self.items), 'action item')}, for those who do them and use AMO"
        return (*super().changes, *((FieldChange(what="On their own lists", after=listed),) if self.items else ()))
