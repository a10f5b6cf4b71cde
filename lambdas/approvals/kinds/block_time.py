"""Blocks time in the calendar to prepare."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lambdas.approvals.kinds.base import Effects, Lookups, TimeRequest
from lambdas.approvals.kinds.calendar_change import CalendarChangeKind, entry_of
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.block_time import BlockTime


class BlockTimeKind(CalendarChangeKind[BlockTime]):
    details = BlockTime

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> BlockTime:
        asked = TimeRequest.model_validate(parameters)
        entry = entry_of(lookups.tracked(user, asked.meeting_id).meeting)
        return BlockTime(**entry, start=asked.start, end=asked.end)

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        writer = self.writer(effects, action)
        return writer.block_time(action.on_behalf_of, self.read(action), action.action_id)
