"""``./amo sign-in``: confirms that commands are yours, where somebody else's link signed them in."""

import argparse
import sys
from typing import Any

from cli.api_client import ApiClient
from cli.session import api_of
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused

PROOF = "/sign-in/proof"
OWN = (
    "This session is your own: what you decide counts as your word. It ends after a week without a command, after 30 "
    "days, or when you end all sessions in your settings; the next one is confirmed again."
)


def run(options: argparse.Namespace) -> int:
    """Sends a code and asks for it; ``--code`` gives the one that was sent."""
    state = _confirmed(api_of(options), options)
    if options.json:
        json_result(state)
    else:
        result(OWN if state["is_own"] else f"A code is on its way by {_ways(state)}. Then: ./amo sign-in --code CODE")
    return 0


def _confirmed(api: ApiClient, options: argparse.Namespace) -> dict[str, Any]:
    if options.code:
        return _given(api, options.code)
    state: dict[str, Any] = api.post(PROOF)
    if state["is_own"] or options.json or not sys.stdin.isatty():
        return state
    progress(f"Commands came in by a link that {state['lender']} made. A code is on its way by {_ways(state)}.")
    if options.stage == "local":
        progress("On this computer no mail leaves: ./amo mail shows it.")
    return _given(api, _typed())


def _given(api: ApiClient, code: str) -> dict[str, Any]:
    state: dict[str, Any] = api.post(f"{PROOF}/confirmation", {"code": code})
    return state


def _typed() -> str:
    try:
        return input("The code: ").strip()
    except EOFError:
        raise Refused("no code was given; ./amo sign-in --code CODE takes it too") from None


def _ways(state: dict[str, Any]) -> str:
    return " or ".join(state["reaches"])
