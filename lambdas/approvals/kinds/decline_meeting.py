"""Declines an invitation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import Effects, Lookups, MeetingRequest
from lambdas.approvals.kinds.calendar_change import CalendarChangeKind, entry_of
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting


class ReasonRequest(MeetingRequest):
    reason: str = Field(default="", max_length=500)


class DeclineMeetingKind(CalendarChangeKind[DeclineMeeting]):
    details = DeclineMeeting

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> DeclineMeeting:
        asked = ReasonRequest.model_validate(parameters)
        meeting = lookups.tracked(user, asked.meeting_id).meeting
        return DeclineMeeting(**entry_of(meeting), response=meeting.owner_response.value, reason=asked.reason)

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        writer = self.writer(effects, action)
        return writer.decline(action.on_behalf_of, self.read(action), action.action_id)
