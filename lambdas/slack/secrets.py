"""Slack's secrets in Secrets Manager: every signing secret is in one, each workspace's bot token and the app's own
credentials in one each.

Three kinds, since three kinds of functions read them: the edge proves signatures and can never speak; whoever speaks
needs one workspace's token and no signing secret; installing and renewing needs the app's. Made when a workspace is
connected: a stage without Slack pays for none. Imports nothing heavy, for the edge's sake.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from lambdas.aws.errors import translated
from lambdas.aws.secrets import write_secret

Content = dict[str, Any]

APP = "app"
"""Its signing secret proves requests of no workspace: Slack looks at the endpoints before the app is installed."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """One workspace's bot token. With rotation, ``refresh_token`` gets the next one and ``expires_at`` (epoch seconds)
    is when this one ends; without it, they are empty and 0."""

    bot_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: int = 0


@dataclass(frozen=True, slots=True)
class SlackApp:
    """The app as Slack knows it, for installing it and for renewing tokens. ``is_agent``: its manifest says so."""

    client_id: str
    client_secret: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str
    is_agent: bool = False


class SlackSecrets:
    """``client`` is asked for when a secret is; without a workspace that is never.

    ``prefix``, the stage's and ``/slack``, starts every name: ``/signing``, ``/workspace/<team id>``.
    """

    def __init__(self, client: Callable[[], Any], prefix: str) -> None:
        self._client_of = client
        self._prefix = prefix

    def socket_token(self) -> str:
        """The app-level token of Socket Mode; empty where Slack reaches the endpoints by itself."""
        return str(self._read("socket").get("app_token", ""))

    def keep_socket_token(self, token: str) -> None:
        self._write("socket", {"app_token": token})

    def signing_secrets(self) -> dict[str, str]:
        """By team id; empty when no workspace is connected."""
        return self._read("signing")

    def keep_signing_secret(self, team_id: str, secret: str) -> None:
        self._write("signing", {**self.signing_secrets(), team_id: secret})

    def credentials(self, team_id: str) -> Credentials | None:
        """None when the workspace is not connected. Raises Retryable when AWS is busy."""
        with translated("reading Slack's token"):
            content = self._read(f"workspace/{team_id}")
        return Credentials(**content) if content else None

    def keep_credentials(self, team_id: str, credentials: Credentials) -> None:
        self._write(f"workspace/{team_id}", asdict(credentials))

    def app(self) -> SlackApp | None:
        """None where the stage has none: workspaces are then connected by hand."""
        content = self._read(APP)
        return SlackApp(**content) if content else None

    def keep_app(self, app: SlackApp) -> None:
        self._write(APP, asdict(app))

    @property
    def _client(self) -> Any:
        return self._client_of()

    def _read(self, name: str) -> Content:
        try:
            answer = self._client.get_secret_value(SecretId=f"{self._prefix}/{name}")
        except self._client.exceptions.ResourceNotFoundException:
            return {}
        return dict(json.loads(answer["SecretString"]))

    def _write(self, name: str, content: Content) -> None:
        """Encrypted with the stage's own key, which stacks/data.py gives the stage's name."""
        key = f"alias/{self._prefix.partition('/')[0]}"
        write_secret(self._client, f"{self._prefix}/{name}", json.dumps(content), key)
