"""Reaches a person in Slack's direct messages; nothing is asked of Slack in a stage without a workspace."""

from dataclasses import dataclass

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Message
from lambdas.domain.notifications.slack import CHANNEL, SlackLink
from lambdas.notifications.base import DeliveryResult
from lambdas.slack.blocks import posts
from lambdas.slack.client import SlackRefused
from lambdas.slack.people import DEAD_TOKENS, SlackPeople


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """``public_url`` is the page's address."""

    people: SlackPeople
    public_url: str
    name: str = CHANNEL

    def deliver(self, user: User, message: Message) -> DeliveryResult:
        link = self.people.reach(user)
        if link is None:
            return DeliveryResult(delivered=False, reason="slack: no account is connected")
        try:
            self._post(link, message)
        except SlackRefused as error:
            if error.code in DEAD_TOKENS:
                self.people.forget(link.team_id)
            raise
        return DeliveryResult(delivered=True, channel=self.name)

    def close(self, user: User, message_id: str, note: str) -> None:
        """A card that has been decided shows that, and nothing to press any more."""
        posted = self.people.records.posted(user.user_id, message_id, self.people.now())
        link = self.people.reach(user) if posted and posted.ts and posted.message else None
        if link is None or posted is None or posted.message is None:
            return
        pages = posts(posted.message, self.public_url, note)
        if len(pages) == 1:
            self.people.posting(link.team_id).change(posted, pages[0])

    def _post(self, link: SlackLink, message: Message) -> None:
        """The first page is the message, further ones stand in its thread."""
        posting, thread_ts = self.people.posting(link.team_id), ""
        for number, post in enumerate(posts(message, self.public_url)):
            page = f"{message.message_id}/{number}" if number else message.message_id
            posted = posting.post(link, page, post, thread_ts, None if number else message)
            thread_ts = thread_ts or posted.ts
