"""``./amo forget MEETING_ID``"""

import argparse
import sys
import time
from typing import Any

from cli.api_client import ApiClient
from cli.session import api_of
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused, Retryable

DELETION_SECONDS = 120
ASKED = "Delete everything AMO holds of this meeting, for good? Type yes: "


def run(options: argparse.Namespace) -> int:
    api = api_of(options)
    meeting = api.get(f"/meetings/{options.meeting_id}")
    progress(f"{meeting['title']}, {meeting['start']}")
    if not (options.yes or _is_wanted()):
        progress("Nothing was deleted.")
        return 1
    receipt = _finished(api, f"/meetings/{options.meeting_id}/forget")
    if options.json:
        json_result(receipt)
        return 0
    result("Forgotten. Deleted:" if receipt["lines"] else "Forgotten. There was nothing but the meeting itself.")
    for line in receipt["lines"]:
        result(f"  {line}")
    result("What stays:")
    for line in receipt["kept"]:
        result(f"  {line}")
    return 0


def _finished(api: ApiClient, path: str) -> dict[str, Any]:
    """The receipt once nothing is left. Raises Retryable where that takes too long."""
    receipt: dict[str, Any] = api.post(path)
    deadline = time.monotonic() + DELETION_SECONDS
    while receipt["left"]:
        if time.monotonic() > deadline:
            raise Retryable("it is marked as forgotten, and not all of it is deleted yet; ask for it once more")
        time.sleep(0.2)
        receipt = api.get(path)
    return receipt


def _is_wanted() -> bool:
    """Raises Refused where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Refused("this cannot be undone: say --yes when nobody is there to be asked")
    try:
        return input(ASKED).strip().casefold() == "yes"
    except EOFError:
        return False
