"""``./amo records import KIND FILE``"""

import argparse
from pathlib import Path

from cli.session import api_of
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused

MAX_FILE = 4 * 1024 * 1024
"""Bytes; a synchronous function takes 6 MB, and the API encodes what it hands on."""


def run(options: argparse.Namespace) -> int:
    content = _read(options.file)
    content_type = "application/json" if options.file.suffix.lower() == ".json" else "text/csv"
    report = api_of(options).upload(f"/records/{options.kind}/import", content, content_type)
    if options.json:
        json_result(report)
    else:
        result(f"{report['created']} created, {report['updated']} updated, {report['unchanged']} unchanged.")
        if report["ignored_columns"]:
            progress(f"AMO has no use for these columns: {', '.join(report['ignored_columns'])}")
        for problem in report["refused"]:
            progress(f"  row {problem['row']}: {problem['column']} {problem['reason']}")
        if report["refused_rows"]:
            progress(f"{report['refused_rows']} rows were left out; mend them and import the file again.")
    return 1 if report["refused_rows"] else 0


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"cannot read {path}: {error.strerror}") from error
    if len(content) > MAX_FILE:
        raise Refused(f"{path} is larger than {MAX_FILE // 1024 // 1024} MB; split it")
    return content
