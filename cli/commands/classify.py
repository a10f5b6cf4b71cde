"""``./amo classify FILE.csv``: needs no engine."""

import argparse

from cli.classify import classify_file
from cli.terminal import json_result, table


def run(options: argparse.Namespace) -> int:
    rows = classify_file(options.file)
    if options.json:
        json_result(rows)
    else:
        table(["TYPE", "TITLE", "WHY"], [[row["meeting_type"], row["title"], row["type_reason"]] for row in rows])
    return 0
