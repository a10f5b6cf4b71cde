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

    def _post(self, link: SlackLink, message: Message) -> None:
        """The first page is the message, further ones stand in its thread."""
        posting, thread_ts = self.people.posting(link.team_id), ""
        for number, post in enumerate(posts(message, self.public_url)):
            page = f"{message.message_id}/{number}" if number else message.message_id
            posted = posting.post(link, page, post, thread_ts, None if number else message)
            thread_ts = thread_ts or posted.ts
