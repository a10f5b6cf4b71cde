"""The page's own inbox: always there, never rings, so that nothing AMO says can get lost."""

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Message
from lambdas.notifications.base import DeliveryResult
from lambdas.store.inbox import Inbox


class WebChannel:
    name = "web"
    rings = False

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def deliver(self, user: User, message: Message) -> DeliveryResult:
        is_new = self._inbox.put(user.user_id, message)
        return DeliveryResult(delivered=True, channel=self.name, reason="" if is_new else "told already")
