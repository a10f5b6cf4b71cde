"""Slack's Web API as a process: ``emulate`` from npm, with strict scopes, on loopback."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from lambdas.domain.notifications.slack import BOT_SCOPES
from tests.fakes.emulate import emulate, first_answer

TOKEN = "xoxb-emulated-token"
POOR_TOKEN = "xoxb-emulated-without-scopes"


@dataclass(frozen=True)
class Emulate:
    """A running workspace. ``people`` maps an e-mail address to the account's id; all are in ``room``, and AMO."""

    port: int
    team_id: str
    bot_user_id: str
    people: dict[str, str]
    room: str

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def client(self) -> WebClient:
        """Sees the workspace as the bot does."""
        return WebClient(TOKEN, base_url=self.api_url)

    def channel(self, email: str) -> str:
        """The direct message with somebody."""
        return str(self.client.conversations_open(users=self.people[email])["channel"]["id"])

    def messages(self, email: str) -> list[dict[str, Any]]:
        """The direct message with somebody, threads included, oldest first."""
        channel = self.channel(email)
        parents = self.client.conversations_history(channel=channel, limit=200)["messages"][::-1]
        found = []
        for parent in parents:
            found += self.client.conversations_replies(channel=channel, ts=parent["ts"], limit=200)["messages"]
        return found


@contextmanager
def emulated_slack(folder: Path, *emails: str) -> Iterator[Emulate]:
    """The workspace has AMO's bot with exactly the manifest's scopes, and a person for each address."""
    users: list[dict[str, Any]] = [
        {"name": email.partition("@")[0], "real_name": email, "email": email} for email in emails
    ]
    users.append({"name": "amo", "real_name": "AMO", "email": "amo@bots.example", "is_bot": True})
    tokens = [
        {"token": TOKEN, "user": "amo", "type": "bot", "scopes": sorted(BOT_SCOPES)},
        {"token": POOR_TOKEN, "user": "amo", "type": "bot", "scopes": ["users:read"]},
    ]
    port = _free_port()
    room = {"name": "leadership", "is_private": True}
    seed = {"strict_scopes": True, "users": users, "tokens": tokens, "channels": [room]}
    with emulate(folder, port, {"slack": seed}):
        client = WebClient(TOKEN, base_url=f"http://127.0.0.1:{port}/api/")
        who: Any = first_answer(lambda: client.auth_test().data)
        people = {email: str(client.users_lookupByEmail(email=email)["user"]["id"]) for email in emails}
        rooms = client.conversations_list(types="private_channel")["channels"]
        (room_id,) = (str(found["id"]) for found in rooms if found["name"] == room["name"])
        yield Emulate(port, str(who["team_id"]), str(who["user_id"]), people, room_id)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
