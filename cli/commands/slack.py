"""``./amo slack manifest`` and ``./amo slack connect``"""

import argparse

from cli.session import stage_of
from cli.slack_manifest import manifest
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused


def run(options: argparse.Namespace) -> int:
    return _manifest(options) if options.verb == "manifest" else _connect(options)


def _manifest(options: argparse.Namespace) -> int:
    """JSON on stdout, to be pasted into Slack's page."""
    address = stage_of(options).page_url
    json_result(manifest(address))
    if not address.startswith("https://"):
        progress(f"Slack must be able to reach {address} by https; docs/slack.md says how on a laptop.")
    return 0


def _connect(options: argparse.Namespace) -> int:
    if not options.bot_token or not options.signing_secret:
        raise Refused("give --bot-token and --signing-secret; docs/slack.md says where Slack shows them")
    request = {"bot_token": options.bot_token, "signing_secret": options.signing_secret, "team_id": options.team_id}
    if options.api_url:
        request["api_url"] = options.api_url
    answer = stage_of(options).invoke("connect_slack", request)
    result(f"Connected to {answer['team']} ({answer['team_id']}). AMO writes to people there from now on.")
    return 0
