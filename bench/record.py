"""Writes a bench's results into its own section of bench/README.md, and reads them there again.

Everything else in the file stays as it is.
"""

import re
import textwrap
from math import ceil
from pathlib import Path

from bench.figures import HEADINGS, Run

README = Path(__file__).with_name("README.md")
_TOOK = re.compile(r"^\d{4}-.*?; took ([\d,]+) s\.$", re.MULTILINE)


def record(run: Run, readme: Path = README) -> None:
    text = readme.read_text(encoding="utf-8")
    begin, end = _marks(run.name)
    section = f"{begin}\n{_section(run)}{end}\n"
    known = _recorded_section(run.name)
    is_known = known.search(text) is not None
    renewed = known.sub(lambda _: section, text) if is_known else f"{text.rstrip()}\n\n{section}"
    readme.write_text(renewed, encoding="utf-8")


def recorded(name: str, readme: Path = README) -> dict[str, float]:
    """Returns the values of a bench's figures as they were last recorded; empty where none were."""
    found = _recorded_section(name).search(readme.read_text(encoding="utf-8"))
    rows = re.findall(r"^\| (?!FIGURE|---)(.+?) \| ([-\d.,e+]+)", found[0], re.MULTILINE) if found else []
    return {figure: float(value.replace(",", "")) for figure, value in rows}


def recorded_seconds(name: str, readme: Path = README) -> float | None:
    """Returns how long the bench took when it was recorded last; None where that was never written down."""
    found = _recorded_section(name).search(readme.read_text(encoding="utf-8"))
    took = _TOOK.search(found[0]) if found else None
    return float(took[1].replace(",", "")) if took else None


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- results of {name} -->", f"<!-- end of {name} -->"


def _recorded_section(name: str) -> re.Pattern[str]:
    begin, end = _marks(name)
    return re.compile(f"{re.escape(begin)}.*?{re.escape(end)}\n", re.DOTALL)


def _section(run: Run) -> str:
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(figure.as_row() for figure in run.result.figures)]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    method = textwrap.fill(run.result.method, 120)
    told = f"{run.date}, {run.machine}; took {ceil(run.seconds):,} s."
    return f"## {run.name}\n\n{told}\n\n{method}\n\n" + "\n".join(lines) + "\n"
