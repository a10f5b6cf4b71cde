"""Posts where a whole team reads: into a channel somebody invited AMO to, on an approved action's behalf."""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.domain.notifications.slack import NOT_LINKED
from lambdas.errors import Refused, Unproven
from lambdas.slack.blocks import MAX_FALLBACK, NAMELESS, Post, titled
from lambdas.slack.client import AnswerLost, SlackRefused
from lambdas.slack.people import SlackPeople
from lambdas.slack.text import clipped

ABSENT = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})
NOT_INVITED = "AMO is not in that Slack channel: type /invite @AMO there first."
MAYBE = "Slack did not say whether the message was posted; look into the channel."


@dataclass(frozen=True, slots=True)
class SlackRooms:
    people: SlackPeople

    def post(self, user_id: str, channel: str, title: str, lines: Sequence[str], action_id: str) -> str:
        """Returns what was done, in words. Raises Refused or Retryable when nothing was, Unproven when nobody knows.

        AMO reads no channel, so a message whose answer was lost cannot be looked for.
        """
        link = self.people.records.link_of(user_id)
        if link is None:
            raise Refused(NOT_LINKED)
        post = Post(clipped(title, MAX_FALLBACK) or NAMELESS, tuple(titled(title, lines)))
        try:
            self.people.api(link.team_id).call(
                "chat_postMessage",
                channel=channel.removeprefix("#"),
                text=post.text,
                blocks=list(post.blocks),
                metadata={"event_type": "amo_action", "event_payload": {"action_id": action_id}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except AnswerLost as error:
            raise Unproven(MAYBE) from error
        except SlackRefused as error:
            raise Refused(NOT_INVITED if error.code in ABSENT else str(error)) from error
        return f"Posted to {channel}."
