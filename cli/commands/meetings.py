"""``./amo meetings``"""

import argparse
from datetime import datetime

from cli.session import api_of
from cli.terminal import json_result, result, table


def run(options: argparse.Namespace) -> int:
    meetings = api_of(options).get("/meetings", days=options.days, past_days=options.past)
    if options.json:
        json_result(meetings)
    elif not meetings:
        result(f"No meetings in the next {options.days} days.")
    else:
        table(["ID", "START", "TITLE", "TYPE", "WHY", "PREPARATION"], [_row(meeting) for meeting in meetings])
    return 0


def _row(meeting: dict[str, str]) -> list[str]:
    start = datetime.fromisoformat(meeting["start"]).astimezone()
    preparation = meeting["prep_status"] if not meeting.get("skip_reason") else f"none: {meeting['skip_reason']}"
    title = meeting["title"] if len(meeting["title"]) <= 40 else meeting["title"][:39] + "…"
    when = f"{start:%a %d %b %H:%M %Z}"
    return [meeting["meeting_id"], when, title, meeting["meeting_type"], meeting["type_reason"], preparation]
