"""Declines an invitation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import Effects, Lookups, MeetingRequest
from lambdas.approvals.kinds.calendar_change import CalendarChangeKind, answer_blocking_reason, entry_of
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.meeting import Meeting, Response

MAX_REASON = 500
DECLINED = "You have declined this meeting already."


class ReasonRequest(MeetingRequest):
    reason: str = Field(default="", max_length=MAX_REASON)


class DeclineMeetingKind(CalendarChangeKind[DeclineMeeting]):
    details = DeclineMeeting

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> DeclineMeeting:
        asked = ReasonRequest.model_validate(parameters)
        meeting = lookups.tracked(user, asked.meeting_id).meeting
        return DeclineMeeting(
            **entry_of(meeting), response=meeting.owner_response.value, reason=one_line(asked.reason, MAX_REASON)
        )

    def reason_of(self, lookups: Lookups, details: DeclineMeeting, meeting: Meeting) -> str:
        reason = answer_blocking_reason(lookups, meeting)
        return reason or (DECLINED if meeting.owner_response is Response.DECLINED else "")

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        writer = self.writer(effects, action)
        return writer.decline(action.on_behalf_of, self.read(action), action.action_id)
