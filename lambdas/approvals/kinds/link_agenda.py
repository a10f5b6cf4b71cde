"""Writes the agenda's link into the meeting's description."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lambdas.approvals.kinds.base import Effects, Lookups, MeetingRequest
from lambdas.approvals.kinds.calendar_change import (
    NOT_YOURS_TO_CHANGE,
    CalendarChangeKind,
    calendar_owner,
    entry_of,
)
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.link_agenda import LinkAgenda
from lambdas.domain.meetings.meeting import Meeting


class LinkAgendaKind(CalendarChangeKind[LinkAgenda]):
    details = LinkAgenda

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> LinkAgenda:
        meeting = lookups.tracked(user, MeetingRequest.model_validate(parameters).meeting_id).meeting
        return LinkAgenda(**entry_of(meeting), link=f"{lookups.page}/meetings/{meeting.meeting_id}")

    def reason_of(self, lookups: Lookups, details: LinkAgenda, meeting: Meeting) -> str:
        return "" if calendar_owner(lookups, meeting).organizes(meeting) else NOT_YOURS_TO_CHANGE

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        writer = self.writer(effects, action)
        return writer.link_agenda(action.on_behalf_of, self.read(action), action.action_id)
