"""Proposes another time to the organizer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lambdas.approvals.kinds.base import Effects, Lookups, TimeRequest
from lambdas.approvals.kinds.calendar_change import (
    CalendarChangeKind,
    answer_blocking_reason,
    entry_of,
    times_blocking_reason,
)
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.propose_time import ProposeTime
from lambdas.domain.meetings.meeting import Meeting

SAME_TIME = "The meeting is at that very time already."


class ProposeTimeKind(CalendarChangeKind[ProposeTime]):
    details = ProposeTime

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> ProposeTime:
        asked = TimeRequest.model_validate(parameters)
        entry = entry_of(lookups.tracked(user, asked.meeting_id).meeting)
        return ProposeTime(**entry, start=asked.start, end=asked.end)

    def reason_of(self, lookups: Lookups, details: ProposeTime, meeting: Meeting) -> str:
        if (details.start, details.end) == (meeting.start, meeting.end):
            return SAME_TIME
        return answer_blocking_reason(lookups, meeting) or times_blocking_reason(details.start, details.end)

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        writer = self.writer(effects, action)
        return writer.propose_time(action.on_behalf_of, self.read(action), action.action_id)
