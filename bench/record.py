"""Writes a bench's results into its own section of bench/README.md, and for programs into bench/results.json.

Everything else in both files stays as it is.
"""

import json
import re
import textwrap
from pathlib import Path

from bench.figures import HEADINGS, Run

README = Path(__file__).with_name("README.md")
RESULTS = Path(__file__).with_name("results.json")


def record(run: Run, readme: Path = README, results: Path = RESULTS) -> None:
    known = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    content = json.dumps(known | {run.name: run.as_json()}, indent=1, ensure_ascii=False)
    results.write_text(content + "\n", encoding="utf-8")
    _write_section(run, readme)


def _write_section(run: Run, readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    begin, end = f"<!-- results of {run.name} -->", f"<!-- end of {run.name} -->"
    section = f"{begin}\n{_section(run)}{end}\n"
    known = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}\n", re.DOTALL)
    is_known = known.search(text) is not None
    renewed = known.sub(lambda _: section, text) if is_known else f"{text.rstrip()}\n\n{section}"
    readme.write_text(renewed, encoding="utf-8")


def _section(run: Run) -> str:
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(figure.as_row() for figure in run.result.figures)]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    method = textwrap.fill(run.result.method, 120)
    return f"## {run.name}\n\n{run.date}, {run.machine}.\n\n{method}\n\n" + "\n".join(lines) + "\n"
