"""``./amo slack manifest`` and ``./amo slack connect``"""

import argparse

from cli.session import operated_stage
from cli.slack_manifest import manifest
from cli.slack_socket import remember_socket
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused


def run(options: argparse.Namespace) -> int:
    return _manifest(options) if options.verb == "manifest" else _connect(options)


def _manifest(options: argparse.Namespace) -> int:
    """JSON on stdout, to be pasted into Slack's page."""
    address = operated_stage(options).page_url
    asked = {"token_rotation": options.token_rotation, "socket_mode": options.socket_mode, "agent": options.agent}
    json_result(manifest(address, **asked))
    if not address.startswith("https://") and not options.socket_mode:
        progress(f"Slack must be able to reach {address} by https; or add --socket-mode: docs/slack.md says how.")
    return 0


def _connect(options: argparse.Namespace) -> int:
    if options.client_id:
        return _configure(options)
    if options.app_token:
        remember_socket(operated_stage(options), options.app_token)
    if options.app_token and not options.bot_token:
        result("Kept. ./amo up --slack listens with it.")
        return 0
    if not options.bot_token or not options.signing_secret:
        raise Refused("give --bot-token and --signing-secret; docs/slack.md says where Slack shows them")
    stage = operated_stage(options)
    request = {"bot_token": options.bot_token, "signing_secret": options.signing_secret, "team_id": options.team_id}
    answer = stage.invoke("connect_slack", request | _api_url(options))
    result(f"Connected to {answer['team']} ({answer['team_id']}). AMO writes to people there from now on.")
    return 0


def _configure(options: argparse.Namespace) -> int:
    if not options.client_secret or not options.signing_secret:
        raise Refused("with --client-id give --client-secret and --signing-secret; all are under Basic Information")
    stage = operated_stage(options)
    request = {name: getattr(options, name) for name in ("client_id", "client_secret", "signing_secret")}
    stage.invoke("connect_slack", {**request, "is_agent": options.agent, **_api_url(options)})
    result(f"Now open {stage.page_url}/slack/install, signed in as an operator, for each workspace.")
    return 0


def _api_url(options: argparse.Namespace) -> dict[str, str]:
    return {"api_url": options.api_url} if options.api_url else {}
