"""Measures the claim gate: how many true lines it drops and how many made-up ones, from tests/data/claims."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lambdas.domain.llm.claims import Evidence, Objection

DATA = Path(__file__).parents[1] / "tests" / "data" / "claims"


@dataclass(frozen=True, slots=True)
class GateCase:
    """``group`` is the language of a true line, or what is made up in a false one."""

    group: str
    meeting: str
    refs: tuple[str, ...]
    line: str


def evidence() -> Mapping[str, Evidence]:
    return {
        name: Evidence(given["texts"], frozenset(given["names"]), frozenset(given["computed"]))
        for name, given in _read("evidence").items()
    }


def cases(name: str) -> Iterator[GateCase]:
    """Lines of ``true_lines``, ``fresh_lines``, ``unseen_lines`` or ``false_lines``."""
    for group, meetings in _read(name).items():
        for meeting, rows in meetings.items():
            for refs, line in rows:
                yield GateCase(group, meeting, tuple(refs.split(", ")), line)


def judged(name: str) -> Iterator[tuple[GateCase, Objection | None]]:
    known = evidence()
    for case in cases(name):
        yield case, known[case.meeting].objection(case.line, case.refs)


def measure() -> dict[str, Any]:
    """Shares in percent; ``wrong`` are the lines judged wrongly, so that a figure can be looked into."""
    kept, fresh = list(judged("true_lines")), list(judged("fresh_lines"))
    false, unseen = list(judged("false_lines")), list(judged("unseen_lines"))
    return {
        "true_lines": len(kept),
        "true_kept_percent": _share(kept, is_kept=True),
        "true_by_language": dict(Counter(case.group for case, _ in kept)),
        "fresh_lines": len(fresh),
        "fresh_kept_percent": _share(fresh, is_kept=True),
        "unseen_lines": len(unseen),
        "unseen_kept_percent": _share(unseen, is_kept=True),
        "false_lines": len(false),
        "false_dropped_percent": _share(false, is_kept=False),
        "false_by_kind": dict(Counter(case.group for case, _ in false)),
        "wrong": [
            *(f"dropped ({why.name}): {case.line}" for case, why in (*kept, *fresh, *unseen) if why),
            *(f"kept ({case.group}): {case.line}" for case, why in false if not why),
        ],
    }


def _share(rows: list[tuple[GateCase, Objection | None]], *, is_kept: bool) -> float:
    good = sum((why is None) == is_kept for _, why in rows)
    return round(100 * good / len(rows), 1) if rows else 0.0


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
    return read
