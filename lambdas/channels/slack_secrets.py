"""Slack's secrets in Secrets Manager: one holds every signing secret, each workspace's bot token is one of its own.

Two kinds, since two kinds of functions read them: the door proves signatures and can never speak; whoever speaks
needs one workspace's token and no signing secret. Made when a workspace is connected: a stage without Slack pays for
none. Imports nothing heavy, for the door's sake.
"""

import json
from collections.abc import Callable
from typing import Any

Content = dict[str, Any]


class SlackSecrets:
    """``client`` is asked for when a secret is; without a workspace that is never.

    ``prefix``, the stage's and ``/slack``, starts every name: ``/signing``, ``/workspace/<team id>``.
    """

    def __init__(self, client: Callable[[], Any], prefix: str) -> None:
        self._client_of = client
        self._prefix = prefix

    def signing_secrets(self) -> dict[str, str]:
        """By team id; empty when no workspace is connected."""
        return self._read("signing")

    def keep_signing_secret(self, team_id: str, secret: str) -> None:
        self._write("signing", {**self.signing_secrets(), team_id: secret})

    def bot_token(self, team_id: str) -> str:
        """Empty when the workspace is not connected."""
        return str(self._read(f"workspace/{team_id}").get("bot_token", ""))

    def keep_bot_token(self, team_id: str, token: str) -> None:
        self._write(f"workspace/{team_id}", {"bot_token": token})

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
        full_name, text = f"{self._prefix}/{name}", json.dumps(content)
        try:
            self._client.put_secret_value(SecretId=full_name, SecretString=text)
        except self._client.exceptions.ResourceNotFoundException:
            self._client.create_secret(
                Name=full_name, SecretString=text, KmsKeyId=f"alias/{self._prefix.partition('/')[0]}"
            )
