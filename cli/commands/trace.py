"""``./amo trace MEETING_ID``"""

import argparse
from typing import Any

from cli.session import api_of
from cli.terminal import json_result, result, table


def run(options: argparse.Namespace) -> int:
    trace = api_of(options).get(f"/meetings/{options.meeting_id}/trace")
    if options.json:
        json_result(trace)
        return 0
    result(f"{trace['status']}  {trace['execution']}".rstrip())
    rows = [
        [
            state["name"],
            state["status"],
            f"{state['seconds']:.2f} s" if state["seconds"] is not None else "",
            state["error"] or "",
        ]
        for state in trace["states"]
    ]
    table(["STATE", "STATUS", "TOOK", "ERROR"], rows)
    if recognised := trace["recognised"]:
        result("")
        table(["RECOGNISED", "WAS AT", "WHY"], [[each["at"], each["was_at"], each["reason"]] for each in recognised])
    if told := trace["deliveries"]:
        result("")
        table(["TOLD", "AT", "ON", "NOT ON"], [_told(record) for record in told])
    return 0


def _told(record: dict[str, Any]) -> list[str]:
    missed = [attempt for attempt in record["attempts"] if attempt["outcome"] != "took it"]
    reasons = (f"{attempt['channel']} ({attempt['reason'] or attempt['outcome']})" for attempt in missed)
    return [record["kind"], record["at"], record["channel"] or "no channel yet", ", ".join(reasons)]
