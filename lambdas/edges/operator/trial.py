"""For the operator, with AWS credentials: one message to somebody's own channels, and what became of it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from lambdas import wiring
from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.edges.operator.accounts import USER_ID
from lambdas.edges.operator.answers import answer
from lambdas.errors import Refused


class SendTrialMessage(Model):
    """Without ``message_id`` one is sent; with that of one that was sent, nothing is, and its attempts are answered."""

    user_id: str = USER_ID
    message_id: str = Field(default="", pattern=r"^(trial-[0-9a-z-]{1,64})?$")


def send_trial_message(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return answer(_tried, SendTrialMessage, event)


def _tried(request: SendTrialMessage) -> dict[str, Any]:
    user, now = wiring.users().get(request.user_id), wiring.now()
    message = _message(request, now)
    if request.message_id:
        record = wiring.deliveries().find(user.user_id, message, now)
        attempts = record.attempts if record else ()
        return {"message_id": message.message_id, "attempts": [one.model_dump(mode="json") for one in attempts]}
    delivery = wiring.notifier().send(user, message, now)
    if not delivery.delivered:
        raise Refused(delivery.reason)
    return {"message_id": message.message_id, "attempts": []}


def _message(request: SendTrialMessage, now: datetime) -> Message:
    return Message(
        message_id=request.message_id or f"trial-{wiring.new_id()}",
        user_id=request.user_id,
        kind=MessageKind.TRIAL,
        title="A test: AMO reaches you here",
        lines=("Whoever runs AMO here asked for it. There is nothing to do.",),
        created_at=now,
    )
