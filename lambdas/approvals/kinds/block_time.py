"""Blocks time in the calendar to prepare."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from lambdas.approvals.kinds.base import Effects, Lookups, TimeRequest
from lambdas.approvals.kinds.calendar_change import CalendarChangeKind, entry_of, times_blocking_reason
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.meetings.meeting import Meeting

MAX_BLOCK = timedelta(hours=8)
AFTER_IT = "Time to prepare has to end before the meeting begins."
TOO_LONG = "Time to prepare is blocked for eight hours at most."


class BlockTimeKind(CalendarChangeKind[BlockTime]):
    details = BlockTime

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> BlockTime:
        asked = TimeRequest.model_validate(parameters)
        entry = entry_of(lookups.tracked(user, asked.meeting_id).meeting)
        return BlockTime(**entry, start=asked.start, end=asked.end)

    def reason_of(self, lookups: Lookups, details: BlockTime, meeting: Meeting) -> str:
        if details.end > meeting.start:
            return AFTER_IT
        if details.end - details.start > MAX_BLOCK:
            return TOO_LONG
        return times_blocking_reason(details.start, details.end)

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        writer = self.writer(effects, action)
        return writer.block_time(action.on_behalf_of, self.read(action), action.action_id)
