"""``./amo audit``: who did what, automatically or approved by whom, in names; ``--json`` has the rows as stored, by id.

``--verify`` names the first row that is wrong.
"""

import argparse
from datetime import datetime
from typing import Any

from cli.api_client import ApiClient
from cli.session import api_of
from cli.terminal import json_result, result, table
from lambdas.errors import Refused

SHOWN = 50
OF_JSON = 1000


def run(options: argparse.Namespace) -> int:
    """Exit 1 when the log is not whole."""
    api = api_of(options)
    team = options.team or api.get("/autonomy")["team_id"]
    return _verify(api, team, options.json) if options.verify else _show(api, team, options.json)


def _verify(api: ApiClient, team: str, as_json: bool) -> int:
    verdict = api.get(f"/audit/{team}/verification")
    if as_json:
        json_result(verdict)
        return 0 if verdict["whole"] else 1
    if not verdict["whole"]:
        raise Refused(
            f"the audit log of {team} is not whole: first bad row {verdict['first_bad']}; {verdict['problem']}"
        )
    result(f"The audit log of {team} is whole: {verdict['rows']} rows, {verdict['anchors']} anchors.")
    return 0


def _show(api: ApiClient, team: str, as_json: bool) -> int:
    if as_json:
        json_result(api.get(f"/audit/{team}", limit=OF_JSON))
        return 0
    rows = api.get(f"/audit/{team}", limit=SHOWN, names="true")
    if not rows:
        result("Nothing has been done or asked for yet.")
    else:
        table(["ROW", "WHEN", "WHO", "WHAT", "ABOUT", "HOW IT WENT"], [_row(row) for row in rows])
    return 0


def _row(row: dict[str, Any]) -> list[str]:
    at = datetime.fromisoformat(row["at"]).astimezone()
    what = f"{row['what']} (automatic)" if row["automatic"] else row["what"]
    when = f"{at:%a %d %b %H:%M:%S}" if row["event"] != "unreadable" else "–"
    return [row["sequence"].lstrip("0"), when, row["who"], what, row["about"], row["said"]]
