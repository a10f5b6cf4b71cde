"""``./amo correct MEETING_ID TYPE``"""

import argparse

from cli.session import api_of
from cli.terminal import result


def run(options: argparse.Namespace) -> int:
    answer = api_of(options).post(f"/meetings/{options.meeting_id}/type", {"meeting_type": options.meeting_type})
    result(f"Noted: {answer['meeting_type']}, for this meeting and all of its series.")
    return 0
