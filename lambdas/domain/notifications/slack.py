"""The records of Slack: workspaces that are connected, whose account is whose, what was posted where."""

from typing import Literal

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.notifications.messages import Message

API_URL = "https://slack.com/api/"
CHANNEL = "slack"
"""The conversation's name for this way of answering."""
ADD_TO_MEETING = "add_to_meeting"
ASK_ABOUT = "ask_about"
"""The shortcuts in a message's menu."""


BOT_SCOPES = {
    "channels:read": "to see who is in a channel AMO was invited to; no message in it",
    "chat:write": "to say anything",
    "commands": "for /amo",
    "files:read": "to read notes somebody drops into its direct message; no other file",
    "groups:read": "the same of private channels",
    "im:history": "to hear answers, and to find a message whose acknowledgement was lost",
    "im:write": "to open the direct message",
    "links:read": "to notice links to its own page, and no others",
    "links:write": "to show below them what they lead to",
    "users:read": "to look up who clicked, and whom a message to it mentions",
    "users:read.email": "to recognise people by their address",
}
"""Everything AMO may do in a workspace, and why; in channels it reads no message."""
NOT_LINKED = "Your Slack account is not tied to AMO, so nothing can be posted to a channel."


AGENT_SCOPE = "assistant:write"
"""Puts AMO among the agents at the top of Slack, where the workspace's plan has them and its manifest says so."""


class Workspace(Model):
    """``api_url`` is Slack's own unless something Slack-compatible stands in for it."""

    team_id: str = Field(pattern=r"^[A-Z0-9]{1,30}$")
    name: str
    bot_user_id: str
    api_url: str = API_URL
    connected_at: Instant


class SlackLink(Model):
    """One Slack account that is proven to be a user's, and the direct message AMO reaches them in."""

    team_id: str
    slack_user_id: str
    user_id: str
    channel_id: str
    proof: Literal["email", "signed link", "installation"]
    linked_at: Instant


class Posted(Model):
    """A message meant for Slack. Without ``ts`` it may have been posted or not: the channel's history tells.

    ``message`` is stored where it may have to be shown again with something changed.
    """

    message_id: str
    channel_id: str
    thread_ts: str = ""
    ts: str = ""
    intended_at: Instant
    message: Message | None = None


class InstallState(Model):
    """An installation somebody began: it ends in the same login session, once, within minutes (fault 118)."""

    user_id: str
    session_id: str
    expires: Instant


class LinkOffer(Model):
    """A Slack account that asked to be linked: whoever opens its link, signed in, may say that it is theirs."""

    team_id: str
    slack_user_id: str
    channel_id: str
    name: str
    team: str
    expires: Instant


class SavedMessage(Model):
    """A message set aside for a meeting that is still to be chosen; ``jotting_id`` is the same each time it is."""

    jotting_id: str
    text: str
    at: Instant


class Draft(Model):
    """The words somebody typed into a form about an action and could not send; ``callback_id`` names the form."""

    action_id: str
    callback_id: str
    typed: dict[str, str]
    at: Instant
