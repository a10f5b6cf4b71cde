"""Keeps a line about a meeting in AMO's own log."""

from lambdas.domain.actions.kinds.base import Details, FieldChange, MeetingFacts, Risk
from lambdas.domain.kernel.bounded_text import LongText
from lambdas.domain.kernel.plain_text import shown_title


class AddLogEntry(Details):
    """The line stands in the action itself, among the actions and in the audit log: nothing else holds it."""

    action_type = "add_log_entry"
    label = "Keep a note in the log"
    base_risk = Risk.LOW
    meeting: MeetingFacts
    text: LongText

    @property
    def title(self) -> str:
        return f"Keep a note in the log about “{shown_title(self.meeting.title)}”"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (FieldChange(what="Note", after=self.text),)
