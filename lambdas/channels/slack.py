"""Reaches a person in Slack's direct messages; nothing is asked of Slack in a stage without a workspace."""

from dataclasses import dataclass

from lambdas.channels.base import Delivery
from lambdas.channels.slack_api import SlackRefused
from lambdas.channels.slack_blocks import posts
from lambdas.channels.slack_people import DEAD_TOKENS, SlackPeople
from lambdas.domain.messages import Message
from lambdas.domain.slack import CHANNEL, SlackLink
from lambdas.domain.users import User


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """``public_url`` is the page's address."""

    people: SlackPeople
    public_url: str
    name: str = CHANNEL
    rings: bool = True

    def deliver(self, user: User, message: Message) -> Delivery:
        link = self.people.reach(user)
        if link is None:
            return Delivery(delivered=False, reason="slack: no account is connected")
        try:
            self._post(link, message)
        except SlackRefused as problem:
            if problem.code in DEAD_TOKENS:
                self.people.forget(link.team_id)
            raise
        return Delivery(delivered=True, channel=self.name)

    def settle(self, user: User, message_id: str, note: str) -> None:
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
