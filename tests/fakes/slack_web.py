"""Slack's Web API in memory; passes the same contract as emulate's (tests/contracts/test_slack_api.py).

Stricter than any emulator: whatever is posted goes through the linter, and a token has only the scopes it was given.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lambdas.slack.client import SlackRefused
from tests.fakes.slack_lint import lint, lint_view
from tests.fakes.slack_requests import direct_channel

SCOPES = {
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "conversations_open": "im:write",
    "conversations_history": "im:history",
    "conversations_replies": "im:history",
    "assistant_threads_setStatus": "chat:write",
    "chat_unfurl": "links:write",
    "conversations_info": "channels:read",
    "conversations_members": "channels:read",
    "files_info": "files:read",
    "users_info": "users:read",
    "users_lookupByEmail": "users:read.email",
}
PRIVATE = "groups:read"
"""What the two take that ask about a channel, where it is private."""
ALL_SCOPES = frozenset({*SCOPES.values(), PRIVATE, "links:read"})


@dataclass
class FakeSlackWeb:
    """One workspace with its people; ``people`` maps an account's id to its e-mail address."""

    team_id: str
    bot_user_id: str
    people: dict[str, str] = field(default_factory=dict)
    scopes: frozenset[str] = ALL_SCOPES
    timezone: str = "Etc/UTC"
    """Everybody's, as ``users.info`` tells it."""
    channels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who is in them, by the channel's id; that of a private one begins with G."""
    names: dict[str, str] = field(default_factory=dict)
    """What people are called, by account."""
    unconfirmed: set[str] = field(default_factory=set)
    """Accounts of which Slack does not say that their address is confirmed."""
    teams: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The workspaces of accounts in Enterprise Grid, the home first."""
    messages: list[dict[str, Any]] = field(default_factory=list)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    views: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    statuses: list[tuple[str, str]] = field(default_factory=list)
    """The thread, and what AMO is said to do there."""
    unfurled: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    """Where, and what by its address."""
    files: dict[str, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    """What Slack tells of each file, and what is in it, by its id."""
    clock: Callable[[], float] = lambda: 1_700_000_000.0
    """Seconds since the epoch, as Slack counts them."""
    last_ts: float = 0.0

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        self.calls.append(method)
        is_private = SCOPES.get(method) == "channels:read" and arguments["channel"].startswith("G")
        needed = PRIVATE if is_private else SCOPES.get(method)
        if needed not in (None, *self.scopes):
            raise SlackRefused("missing_scope")
        return {"ok": True, **getattr(self, f"_{method}")(**arguments)}

    def thread(self, ts: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message.get("thread_ts") == ts]

    def next_ts(self) -> str:
        """Every message has its own, later than the one before."""
        self.last_ts = max(self.clock(), self.last_ts + 0.001)
        return f"{self.last_ts:.6f}"

    def share(self, name: str, content: bytes, by: str, **changes: Any) -> str:
        """Somebody drops a file into their direct message with the app; returns its id."""
        file_id = f"F{len(self.files) + 1:09d}"
        address = f"https://files.slack.com/files-pri/{self.team_id}-{file_id}/download/file"
        told = {"id": file_id, "name": name, "size": len(content), "user": by, "url_private_download": address}
        self.files[file_id] = ({**told, "ims": [direct_channel(by)], **changes}, content)
        return file_id

    def read_file(self, url: str, most: int) -> bytes:
        """Of an address that :meth:`share` gave."""
        (content,) = [content for told, content in self.files.values() if told["url_private_download"] == url]
        assert len(content) <= most
        return content

    def _files_info(self, file: str) -> dict[str, Any]:
        if file not in self.files:
            raise SlackRefused("file_not_found")
        return {"file": self.files[file][0]}

    def _auth_test(self) -> dict[str, Any]:
        return {"team_id": self.team_id, "team": "Example", "user_id": self.bot_user_id, "bot_id": "B1"}

    def _oauth_v2_access(self, code: str, **_: str) -> dict[str, Any]:
        """Nobody is installing the app here: it has given no code."""
        assert code
        raise SlackRefused("invalid_code")

    def _users_info(self, user: str) -> dict[str, Any]:
        if user not in self.people:
            raise SlackRefused("user_not_found")
        profile = {"email": self.people[user]} if "users:read.email" in self.scopes else {}
        named = {"real_name": self.names[user]} if user in self.names else {}
        person = {"id": user, **named, "team_id": self.team_id, "is_bot": False, "deleted": False, "tz": self.timezone}
        confirmed = {} if user in self.unconfirmed else {"is_email_confirmed": True}
        teams = self.teams.get(user, ())
        grid = {"team_id": teams[0], "enterprise_user": {"id": f"W{user}", "teams": list(teams)}} if teams else {}
        return {"user": {**person, "profile": profile, **confirmed, **grid}}

    def _users_lookupByEmail(self, email: str) -> dict[str, Any]:  # noqa: N802 - the SDK's name
        found = [user for user, address in self.people.items() if address == email]
        if not found:
            raise SlackRefused("users_not_found")
        return self._users_info(found[0])

    def _conversations_open(self, users: str) -> dict[str, Any]:
        if users not in self.people:
            raise SlackRefused("user_not_found")
        return {"channel": {"id": direct_channel(users)}}

    def _conversations_members(self, channel: str, limit: int = 100) -> dict[str, Any]:
        members = self._channel(channel)
        return {"members": list(members[:limit]), "response_metadata": {"next_cursor": "more" * (len(members) > limit)}}

    def _conversations_info(self, channel: str) -> dict[str, Any]:
        self._channel(channel)
        return {"channel": {"id": channel, "is_private": channel.startswith("G"), "is_ext_shared": False}}

    def _channel(self, channel: str) -> tuple[str, ...]:
        """Slack tells who is in a channel to those who are in it."""
        if self.bot_user_id not in self.channels.get(channel, ()):
            raise SlackRefused("channel_not_found")
        return self.channels[channel]

    def _chat_postMessage(self, channel: str, text: str, **rest: Any) -> dict[str, Any]:  # noqa: N802 - the SDK's name
        self._check(rest.get("blocks", []), text)
        message = {"type": "message", "user": self.bot_user_id, "text": text, "channel": channel, **rest}
        message["ts"] = self.next_ts()
        self.messages.append(message)
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _chat_update(self, channel: str, ts: str, text: str, blocks: list[Any]) -> dict[str, Any]:
        self._check(blocks, text)
        for message in self.messages:
            if (message["channel"], message["ts"]) == (channel, ts):
                message.update(text=text, blocks=blocks, edited=True)
                return {"channel": channel, "ts": ts}
        raise SlackRefused("message_not_found")

    def _assistant_threads_setStatus(self, channel_id: str, thread_ts: str, status: str) -> dict[str, Any]:  # noqa: N802 - the SDK's name
        assert channel_id.startswith("D")
        self.statuses.append((thread_ts, status))
        return {}

    def _chat_unfurl(self, unfurls: dict[str, dict[str, Any]], **place: str) -> dict[str, Any]:
        if not unfurls or set(place) not in ({"channel", "ts"}, {"unfurl_id", "source"}):
            raise SlackRefused("invalid_arguments")
        for url, shown in unfurls.items():
            assert url.startswith("https://")
            assert set(shown) == {"blocks"}
            self._check(shown["blocks"], "unfurl")
        self.unfurled.append((place, unfurls))
        return {}

    def _chat_getPermalink(self, channel: str, message_ts: str) -> dict[str, Any]:  # noqa: N802 - the SDK's name
        """No scope is needed; a reply's address names its thread."""
        for message in self.messages:
            if (message["channel"], message["ts"]) == (channel, message_ts):
                path = f"https://example.slack.com/archives/{channel}/p{message_ts.replace('.', '')}"
                thread_ts = message.get("thread_ts")
                return {
                    "channel": channel,
                    "permalink": f"{path}?thread_ts={thread_ts}&cid={channel}" if thread_ts else path,
                }
        raise SlackRefused("message_not_found")

    def _conversations_history(self, channel: str, limit: int = 100, **_: Any) -> dict[str, Any]:
        found = [m for m in self.messages if m["channel"] == channel and m.get("thread_ts", m["ts"]) == m["ts"]]
        return {"messages": found[::-1][:limit]}

    def _conversations_replies(self, channel: str, ts: str, limit: int = 100, **_: Any) -> dict[str, Any]:
        found = [m for m in self.messages if m["channel"] == channel and ts in (m["ts"], m.get("thread_ts"))]
        if not found:
            raise SlackRefused("thread_not_found")
        return {"messages": found[:limit]}

    def _views_publish(self, user_id: str, view: dict[str, Any], **_: Any) -> dict[str, Any]:
        problems = lint(view["blocks"], most_blocks=100, most_text=250_000)
        assert view["type"] == "home"
        assert problems == [], problems
        self.homes[user_id] = view
        return {"view": view}

    def _views_open(self, trigger_id: str, view: dict[str, Any]) -> dict[str, Any]:
        """A trigger opens one view, once."""
        problems = lint_view(view)
        assert problems == [], problems
        if not trigger_id or any(used == trigger_id for used, _ in self.views):
            raise SlackRefused("expired_trigger_id")
        self.views.append((trigger_id, view))
        return {"view": {"id": f"V{len(self.views)}", **view}}

    def _check(self, blocks: list[Any], text: str) -> None:
        problems = lint(blocks, text) if blocks else []
        assert problems == [], problems
