"""E-mails what came of a meeting to those who were invited."""

from collections.abc import Iterator
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
    on their own lists. ``outside_texts`` are what others may have written and a model read for its lines, by name.
    """

    action_type = "send_summary"
    label = "Send a summary"
    base_risk = Risk.MEDIUM
    too_late = "the meeting ended more than a week ago"
    lines: tuple[SummaryLine, ...] = Field(min_length=1)
    items: tuple[str, ...] = ()
    outside_texts: tuple[str, ...] = ()

    @property
    def of_model(self) -> tuple[SummaryLine, ...]:
        return tuple(line for line in self.lines if line.written_by)

    @property
    def risk(self) -> Risk:
        """At least high where a model wrote of what others wrote: that may have told it what to write."""
        is_tainted = bool(self.of_model and self.outside_texts)
        return max(super().risk, Risk.HIGH, key=lambda risk: risk.rank) if is_tainted else super().risk

    @property
    def not_after(self) -> datetime | None:
        return self.meeting.end + MAY_WAIT

    @property
    def title(self) -> str:
        return f"E-mail the summary of {self.meeting_name} to {self.reach}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        listed = f"{counted(len(self.items), 'action item')}, for those who do them and use AMO"
        on_lists = (FieldChange(what="On their own lists", after=listed),) if self.items else ()
        return (*super().changes, *self._by_model(), *on_lists)

    def _by_model(self) -> Iterator[FieldChange]:
        """Says which lines a model wrote, and which text of others went into them."""
        if not self.of_model:
            return
        models = ", ".join(dict.fromkeys(line.written_by for line in self.of_model))
        said = f"{counted(len(self.of_model), 'line')} at the beginning, by {models}, from what was confirmed"
        yield FieldChange(what="Written by AI", after=said)
        if self.outside_texts:
            yield FieldChange(what="Text of others in it", after=", ".join(self.outside_texts))
