"""Prints why the materials of a meeting say what they say: each line with its reasons, then what was left out."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from cli.terminal import result, table

WIDTH = 100
TEXT, REASON = "  ", "      "


def explain(explanation: dict[str, Any]) -> None:
    result(explanation["title"])
    for document in ("brief", "agenda"):
        _print_document(document.capitalize(), explanation[document])
    _print_left_out(explanation["left_out"])


def _print_document(name: str, parts: Sequence[dict[str, Any]]) -> None:
    for part in parts:
        result(f"\n{name}: {part['title']}")
        for line in part["lines"]:
            result(_wrapped(line["text"], TEXT))
            for reason in _reasons(line):
                result(_wrapped(reason, REASON))


def _reasons(line: dict[str, Any]) -> Iterator[str]:
    if line["written_by"]:
        said = f" for “{line['rules_text']}”" if line["rules_text"] else ""
        yield f"AI: written by {line['written_by']}{said}"
    for reason in line["reasons"]:
        why = f", because {reason['why']}" if reason["why"] else ""
        yield f"{reason['source']} [{reason['ref']}]{why}"


def _print_left_out(left_out: Sequence[dict[str, Any]]) -> None:
    if not left_out:
        result("\nLeft out: nothing")
        return
    result("\nLeft out")
    table(
        ("  RECORD", "WHAT", "WHY NOT"),
        [(f"  {one['ref']}", textwrap.shorten(one["subject"], 48, placeholder=" …"), one["why"]) for one in left_out],
    )


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
