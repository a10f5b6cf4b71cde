"""Registers AMO at Google or Microsoft, so that people can sign in and connect calendars there."""

import argparse
import sys
from getpass import getpass

from cli.session import operated_stage
from cli.terminal import progress, result
from lambdas.errors import Refused


def connect_client(options: argparse.Namespace) -> int:
    """The secret may be typed instead of given: a command line is seen by others on the machine."""
    secret = options.client_secret or (getpass("Client secret: ") if sys.stdin.isatty() else "")
    if not options.client_id or not secret:
        raise Refused("give --client-id and --client-secret; docs/sign-in.md says where they are shown")
    request = {
        "provider": options.command,
        "client_id": options.client_id,
        "client_secret": secret,
        "directory": getattr(options, "tenant", ""),
        "domains": options.allow_domain,
        "issuer": options.issuer,
        "api_url": options.api_url,
    }
    answer = operated_stage(options).invoke("register_identity_provider", request)
    result(f"Connected to {answer['issuer']}. People can sign in there from now on. It has to know these addresses:")
    for address in answer["redirect_uris"]:
        result(f"  {address}")
    if not answer["vouches_for_addresses"]:
        progress("Addresses prove nothing there: give --tenant with your directory, or nobody is recognised by theirs.")
    return 0
