"""Posts to a person's direct message so that nothing is said twice, whatever gets lost on the way (fault 65).

What is about to be posted is written down first. Whoever finds it written down, and not how it ended, looks for it in
the conversation before posting: each message names itself in its metadata.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.domain.notifications.messages import Message
from lambdas.domain.notifications.slack import Posted, SlackLink
from lambdas.slack.blocks import Post
from lambdas.slack.client import AnswerLost, SlackApi, SlackRefused
from lambdas.store.slack_records import SlackRecords

log = logging.getLogger(__name__)

EVENT_TYPE = "amo_message"
LOOKED_AT = 50
"""Newest messages among which a lost one is looked for."""
UNCHANGED = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


@dataclass(frozen=True, slots=True)
class SlackPosts:
    api: SlackApi
    records: SlackRecords
    now: Callable[[], datetime]

    def post(
        self, link: SlackLink, message_id: str, post: Post, thread_ts: str = "", message: Message | None = None
    ) -> Posted:
        """The message as it stands in Slack, posted now or before. Raises AmoError when it does not."""
        known = self.records.posted(link.user_id, message_id, self.now())
        if known and known.ts:
            return known
        if known and (ts := self._find(known)):
            return self._kept(link.user_id, known, ts)
        intended = Posted(
            message_id=message_id,
            channel_id=link.channel_id,
            thread_ts=thread_ts,
            intended_at=self.now(),
            message=message,
        )
        self.records.put_posted(link.user_id, intended)
        return self._kept(link.user_id, intended, self._posted(intended, post))

    def standing(self, user_id: str, message_id: str) -> Posted | None:
        """The message where it stands in Slack; one whose answer was lost is looked for. None where it is not there."""
        known = self.records.posted(user_id, message_id, self.now())
        if known is None or known.ts:
            return known
        ts = self._find(known)
        return self._kept(user_id, known, ts) if ts else None

    def change(self, posted: Posted, post: Post) -> None:
        """Shows something else in the same place. One that the person deleted stays deleted."""
        try:
            self.api.call(
                "chat_update", channel=posted.channel_id, ts=posted.ts, text=post.text, blocks=list(post.blocks)
            )
        except SlackRefused as error:
            if error.code not in UNCHANGED:
                raise

    def _posted(self, intended: Posted, post: Post) -> str:
        arguments: dict[str, Any] = {
            "channel": intended.channel_id,
            "text": post.text,
            "blocks": list(post.blocks),
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"message_id": intended.message_id}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if intended.thread_ts:
            arguments["thread_ts"] = intended.thread_ts
        try:
            return str(self.api.call("chat_postMessage", **arguments)["ts"])
        except AnswerLost:
            if ts := self._find(intended):
                return ts
            raise

    def _find(self, intended: Posted) -> str:
        """Returns where the message stands (its ``ts``); empty when it was never posted."""
        where: dict[str, Any] = {"channel": intended.channel_id, "limit": LOOKED_AT, "include_all_metadata": True}
        try:
            if intended.thread_ts:
                answer = self.api.call("conversations_replies", ts=intended.thread_ts, **where)
            else:
                answer = self.api.call("conversations_history", **where)
        except SlackRefused as error:
            if error.code != "thread_not_found":  # its parent was deleted, and all below it
                raise
            return ""
        for message in answer.get("messages", ()):
            if _names(message, intended.message_id):
                log.info("message %s had been posted, its answer was lost", intended.message_id)
                return str(message["ts"])
        return ""

    def _kept(self, user_id: str, posted: Posted, ts: str) -> Posted:
        done = posted.model_copy(update={"ts": ts})
        self.records.put_posted(user_id, done)
        return done


def _names(message: dict[str, Any], message_id: str) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return bool(payload.get("message_id") == message_id)
