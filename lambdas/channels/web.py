"""The page's own inbox: always there, never rings, so that nothing AMO says can get lost."""

from lambdas.channels.base import Delivery
from lambdas.domain.messages import Message
from lambdas.domain.users import User
from lambdas.store.notices import Notices


class WebChannel:
    name = "web"
    rings = False

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    def deliver(self, user: User, message: Message) -> Delivery:
        is_new = self._notices.put(user.user_id, message)
        return Delivery(delivered=True, channel=self.name, reason="" if is_new else "told already")
