"""Reaches a person in Slack's direct messages; nothing is asked of Slack in a stage without a workspace."""

from dataclasses import dataclass

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Message
from lambdas.domain.notifications.slack import CHANNEL
from lambdas.notifications.base import DeliveryResult
from lambdas.slack.cards import settle, show
from lambdas.slack.client import SlackRefused
from lambdas.slack.people import DEAD_TOKENS, SlackPeople
from lambdas.slack.posts import SlackPosts


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
        posting = self.people.posting(link.team_id)
        try:
            if not self._said_in_place(posting, user, message):
                show(posting, link, message, self.public_url)
        except SlackRefused as error:
            if error.code in DEAD_TOKENS:
                self.people.forget(link.team_id)
            raise
        return DeliveryResult(delivered=True, channel=self.name)

    def close(self, user: User, message_id: str, note: str) -> None:
        """A card that has been decided shows that, and nothing to press any more."""
        posted = self.people.records.posted(user.user_id, message_id, self.people.now())
        if posted and (link := self.people.reach(user)):
            settle(self.people.posting(link.team_id), user.user_id, message_id, self.public_url, note)

    def _said_in_place(self, posting: SlackPosts, user: User, message: Message) -> bool:
        note = " ".join(message.lines)
        settled = [settle(posting, user.user_id, card, self.public_url, note) for card in message.card_ids]
        return any(settled)
