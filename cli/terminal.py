"""Prints a command's output: results on stdout, everything else on stderr, and calendar text made harmless."""

import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any, TextIO


def result(text: str) -> None:
    sys.stdout.write(_harmless(text) + "\n")


def json_result(value: Any) -> None:
    """The one JSON document of a command called with --json; what could rewrite a terminal is escaped in it."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    sys.stdout.write("".join(json.dumps(c)[1:-1] if _is_hostile(c) else c for c in text) + "\n")


ERASED = "\r\x1b[2K"
"""Takes away what a terminal's line shows: cli/long_step.py writes one that does not stay."""


def progress(line: str, stream: TextIO | None = None) -> None:
    """``stream``: where stderr was when a long step began, whoever listens to it since."""
    out = stream or sys.stderr
    out.write((ERASED if out.isatty() else "") + _harmless(line) + "\n")
    out.flush()


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Left-aligned columns as wide as their widest cell."""
    cells = [list(headings), *([_harmless(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    for row in cells:
        result("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _harmless(text: str) -> str:
    """Titles come from strangers: control characters could rewrite the terminal, bidi marks could fool a reader."""
    return "".join(c for c in text if not _is_hostile(c))


def _is_hostile(c: str) -> bool:
    return c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Cs")
