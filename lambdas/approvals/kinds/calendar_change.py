"""The base of the actions that change the calendar itself, over the writer of the meeting's calendar."""

from datetime import datetime
from typing import Any, TypeVar

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups
from lambdas.calendars.write import NOT_ALLOWED, WRITABLE, CalendarWriter
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.actions.recipients import facts_of, why_other
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import Refused

READ_ONLY = (
    "This calendar is an .ics file or feed, which can be read but not written to. "
    "Writing needs a Google or Microsoft calendar, connected under Settings."
)
ChangeT = TypeVar("ChangeT", bound=CalendarChange)


class CalendarChangeKind(ActionKind[ChangeT]):
    def blocking_reason(self, lookups: Lookups, details: ChangeT, user_id: str) -> str:
        if Source(details.source) not in WRITABLE:
            return READ_ONLY
        if not lookups.consents.may_write(user_id, details.calendar_id):
            return NOT_ALLOWED
        return why_other(details.meeting, lookups.meeting_of(details, user_id))

    def proof(self, effects: Effects, action: Action) -> bool | None:
        return self.writer(effects, action).is_written(action.on_behalf_of, self.read(action), action.action_id)

    def undo(self, effects: Effects, action: Action, now: datetime) -> str:
        return self.writer(effects, action).take_back(action.on_behalf_of, self.read(action), action.action_id)

    def writer(self, effects: Effects, action: Action) -> CalendarWriter:
        """Raises Refused for a calendar that cannot be written to."""
        writer = effects.writers.get(Source(self.read(action).source))
        if writer is None:
            raise Refused("This calendar cannot be written to.")
        return writer


def entry_of(meeting: Meeting) -> dict[str, Any]:
    """Returns the fields of ``CalendarChange``: which entry of which calendar."""
    return {
        "meeting": facts_of(meeting),
        "calendar_id": meeting.calendar_id,
        "source": meeting.source.value,
        "external_id": meeting.external_id,
    }
