"""Socket Mode, for a laptop Slack cannot reach: each envelope is handed to the same endpoints, signed as Slack signs.

It is acknowledged once the endpoint has it in its queue; one that is not, Slack sends again.
"""

import json
import logging
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from cli.stage import DeployedStage
from lambdas.domain.notifications.slack import API_URL
from lambdas.edges.slack.signature import sign
from lambdas.errors import Refused, Retryable
from lambdas.slack.secrets import SlackSecrets

if TYPE_CHECKING:
    from slack_sdk.socket_mode import SocketModeClient

ENDPOINTS = {"events_api": "events", "interactive": "interactions", "slash_commands": "commands"}
TIMEOUT_SECONDS = 10
log = logging.getLogger(__name__)


def remember_socket(stage: DeployedStage, app_token: str) -> None:
    if not app_token.startswith("xapp-"):
        raise Refused("an app token begins with xapp-; make one under Basic Information, App-Level Tokens")
    _secrets(stage).keep_socket_token(app_token)


@dataclass(frozen=True, slots=True)
class SlackEndpoints:
    """The running instance's. ``signing_secrets`` are by team id."""

    page_url: str
    signing_secrets: dict[str, str]

    def hand_on(self, kind: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """Returns the endpoint's answer, once it has stored the envelope; None when it has not."""
        endpoint = ENDPOINTS.get(kind)
        if endpoint is None:
            return {}
        body = _body(kind, payload)
        timestamp = str(int(time.time()))
        headers = {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._secret(payload), timestamp, body),
        }
        request = urllib.request.Request(f"{self.page_url}/slack/{endpoint}", body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                content = answer.read()
        except (urllib.error.URLError, OSError) as error:
            log.warning("an envelope could not be handed on: %s", type(error).__name__)
            return None
        return dict(json.loads(content)) if content else {}

    def _secret(self, payload: dict[str, Any]) -> str:
        team_id = payload.get("team_id") or (payload.get("team") or {}).get("id") or ""
        return self.signing_secrets.get(str(team_id), "")


@contextmanager
def listening(stage: DeployedStage, api_url: str = "") -> Iterator[None]:
    """As long as it lasts, what happens in Slack reaches this instance. Raises Refused without a token that works."""
    from slack_sdk import WebClient
    from slack_sdk.errors import SlackApiError, SlackClientNotConnectedError
    from slack_sdk.socket_mode import SocketModeClient
    from slack_sdk.socket_mode.client import BaseSocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest
    from slack_sdk.socket_mode.response import SocketModeResponse

    token = _secrets(stage).socket_token()
    if not token:
        raise Refused("no app token yet: ./amo slack connect --app-token xapp-... ; docs/slack.md says where it is")
    endpoints = SlackEndpoints(stage.page_url, _secrets(stage).signing_secrets())

    def take(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = endpoints.hand_on(request.type, dict(request.payload))
        if answer is None:
            return
        payload = answer if request.accepts_response_payload and answer else None
        try:
            client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=payload))
        except SlackClientNotConnectedError:
            log.warning("the socket closed before an envelope was acknowledged: Slack sends it again")

    client = SocketModeClient(app_token=token, web_client=WebClient(base_url=api_url or API_URL))
    client.socket_mode_request_listeners.append(take)
    try:
        client.connect()
    except SlackApiError as error:
        client.close()
        raise Refused(f"Slack does not take the app token ({error.response.get('error')}); connect anew") from None
    except OSError as error:
        client.close()
        raise Retryable(f"Slack cannot be reached ({type(error).__name__}); try again") from None
    try:
        yield
    finally:
        _hang_up(client)
        client.close()


def _hang_up(client: "SocketModeClient") -> None:
    """Wakes the reader, which else keeps the socket from closing until it has heard nothing for three seconds."""
    client.auto_reconnect_enabled = False
    client.current_session_state.terminated = True
    if client.current_session and client.current_session.sock:
        with suppress(OSError):  # Slack was faster
            client.current_session.sock.shutdown(socket.SHUT_RDWR)


def _body(kind: str, payload: dict[str, Any]) -> bytes:
    """As Slack would have posted it."""
    if kind == "events_api":
        return json.dumps(payload).encode()
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode()
    return urlencode({name: str(value) for name, value in payload.items()}).encode()


def _secrets(stage: DeployedStage) -> SlackSecrets:
    client = stage.client("secretsmanager")
    return SlackSecrets(lambda: client, f"{stage.prefix}/slack")
