"""``./amo prep MEETING_ID``"""

import argparse
import time

from cli.session import api_of
from cli.terminal import result
from lambdas.errors import Retryable

BEGINNING_SECONDS = 120
"""From the bus through the queue to the first step; a first start of every function takes longest."""


def run(options: argparse.Namespace) -> int:
    """Returns once the preparation is under way, so that ./amo chat finds this run and no earlier one."""
    api = api_of(options)
    api.post(f"/meetings/{options.meeting_id}/prep")
    deadline = time.monotonic() + BEGINNING_SECONDS
    while api.get(f"/meetings/{options.meeting_id}")["prep_status"] not in ("gathering", "waiting", "generating"):
        if time.monotonic() > deadline:
            raise Retryable("asked for, but not begun yet; see ./amo meetings, and ./amo status")
        time.sleep(0.2)
    result(f"Preparing. Answer its questions with: ./amo chat {options.meeting_id}")
    return 0
