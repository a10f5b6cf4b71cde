"""``./amo sync``: reads the calendars now; a calendar that is a file is uploaded again first."""

import argparse
import json
from typing import Any

from cli.calendars import refresh_files
from cli.session import stage_of
from cli.stage import DeployedStage
from cli.terminal import json_result, progress, result
from stacks.stage_file import LOCAL_STAGE


def run(options: argparse.Namespace) -> int:
    stage = stage_of(options)
    if stage.name == LOCAL_STAGE:
        refresh_files(stage)
    report = sync_now(stage)
    if options.json:
        json_result(report)
    else:
        result(summary(report))
    report_refused(report)
    return 1 if report["problems"] else 0


def sync_now(stage: DeployedStage) -> dict[str, Any]:
    """The report of contracts.md, with ``problems``: label and line of each calendar that could not be read."""
    return stage.invoke("sync_user_now", {"user_id": stage.user_id})


def summary(report: dict[str, Any]) -> str:
    counts = ", ".join(f"{report[name]} {name}" for name in ("created", "updated", "cancelled", "unchanged"))
    return f"Read {report['fetched']} meetings in {report['seconds']:.1f} s: {counts}."


def report_refused(report: dict[str, Any], at_most: int = 5) -> None:
    for problem in report["problems"]:
        progress(f"  not read: {problem['label']}: {problem['problem']}")
    refused = report["refused"]
    for entry in refused[:at_most]:
        progress(f"  left out: {entry['reason']} ({json.dumps(entry['item'], ensure_ascii=False)})")
    if len(refused) > at_most:
        progress(f"  ... and {len(refused) - at_most} more; ./amo sync --json lists them all")
