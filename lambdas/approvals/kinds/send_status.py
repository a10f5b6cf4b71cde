"""Tells its owner something on their own channels. The message has the action's id: told twice, it is one message."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.send_status import SendStatus
from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.messages import Message, MessageKind

TITLE = "AMO tells you"


class StatusRequest(Model):
    text: str = Field(max_length=2000)
    meeting_id: str = Field(default="", max_length=100)


class SendStatusKind(ActionKind[SendStatus]):
    details = SendStatus

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> SendStatus:
        asked = StatusRequest.model_validate(parameters)
        if asked.meeting_id:
            lookups.tracked(user, asked.meeting_id)
        return SendStatus(**asked.model_dump())

    def blocking_reason(self, lookups: Lookups, details: SendStatus, user_id: str) -> str:
        if details.meeting_id:
            lookups.tracked(lookups.users.get(user_id), details.meeting_id)  # raises NotFound
        return ""

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        details = self.read(action)
        user = effects.users.get(action.on_behalf_of)
        message = Message(
            message_id=f"status-{action.action_id}",
            user_id=user.user_id,
            kind=MessageKind.STATUS,
            title=TITLE,
            lines=(details.text,),
            meeting_id=details.meeting_id,
            created_at=now,
        )
        effects.notifier.tell(user, message, now)
        return "On its way to their own channels."

    def proof(self, effects: Effects, action: Action) -> bool | None:
        return False
