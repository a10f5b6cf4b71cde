"""Keeps a line about a meeting in AMO's own log: the action and its rows in the audit log are that line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups, MeetingRequest
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.add_log_entry import AddLogEntry
from lambdas.domain.actions.recipients import facts_of


class EntryRequest(MeetingRequest):
    text: str = Field(max_length=2000)


class AddLogEntryKind(ActionKind[AddLogEntry]):
    details = AddLogEntry

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> AddLogEntry:
        asked = EntryRequest.model_validate(parameters)
        return AddLogEntry(meeting=facts_of(lookups.tracked(user, asked.meeting_id).meeting), text=asked.text)

    def blocking_reason(self, lookups: Lookups, details: AddLogEntry, user_id: str) -> str:
        lookups.tracked(lookups.users.get(user_id), details.meeting.meeting_id)  # raises NotFound
        return ""

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        self.read(action)
        return "Kept in the log."

    def proof(self, effects: Effects, action: Action) -> bool | None:
        return False
