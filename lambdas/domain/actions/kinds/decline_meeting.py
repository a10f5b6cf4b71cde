"""Declines an invitation."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from lambdas.domain.actions.kinds.base import FieldChange
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.kernel.plain_text import one_line


class DeclineMeeting(CalendarChange):
    action_type = "decline_meeting"
    label = "Decline"
    undo = "The invitation is accepted again; the organizer is told twice."
    editable: ClassVar[Mapping[str, str]] = {"reason": "Reason"}
    response: str = "needs_action"
    reason: str = Field(default="", max_length=500)

    @property
    def title(self) -> str:
        return f"Decline {self.meeting_name}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        answer = FieldChange(what="Answer to the invitation", before=self.response.replace("_", " "), after="declined")
        return (answer, *((FieldChange(what="Reason", after=one_line(self.reason, 500)),) if self.reason else ()))
