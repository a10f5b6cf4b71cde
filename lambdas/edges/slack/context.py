"""A person who is at work in Slack: who they are in AMO, proven, and how to answer them there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from lambdas import wiring
from lambdas.domain.notifications.slack import SlackLink
from lambdas.slack.blocks import MAX_FALLBACK, NAMELESS, Block, Post, section
from lambdas.slack.cards import settle
from lambdas.slack.posts import SlackPosts
from lambdas.slack.text import clipped, literal


@dataclass(frozen=True, slots=True)
class SlackContext:
    """``key`` names the delivery that is worked on: what is said about it is said once, in ``thread_ts``."""

    link: SlackLink
    posting: SlackPosts
    key: str
    now: datetime
    thread_ts: str = ""

    @property
    def user_id(self) -> str:
        return self.link.user_id

    def in_thread(self, thread_ts: str) -> Self:
        """Of the direct message; empty for none."""
        return replace(self, thread_ts=thread_ts)

    def say(self, text: str, thread_ts: str = "", name: str = "") -> None:
        self.show(text, [section(literal(text))], thread_ts, name)

    def show(self, text: str, blocks: list[Block], thread_ts: str = "", name: str = "") -> None:
        """``text`` is what a notification shows. What has a ``name`` is said once, whatever it answers."""
        self.posting.post(self.link, name or f"answer-{self.key}", as_post(text, blocks), thread_ts or self.thread_ts)

    def close(self, message_id: str, note: str, thread_ts: str) -> None:
        """Says what became of a message, in its place; below it where it cannot be changed."""
        if not settle(self.posting, self.user_id, message_id, wiring.settings().public_url, note):
            self.say(note, thread_ts)


def as_post(text: str, blocks: Iterable[Block]) -> Post:
    """``text`` is as people wrote it: it is escaped here."""
    return Post(clipped(text, MAX_FALLBACK) or NAMELESS, tuple(blocks))
