"""The result of a bench: figures, each with its bar and its peer, and how they were measured."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """``bar`` is the most it may be, or with ``at_least`` the least; None where nothing was promised.

    ``beside`` names the peer and its own value in the same run.
    """

    name: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False
    beside: str = ""

    @property
    def holds(self) -> bool | None:
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def as_json(self) -> dict[str, Any]:
        return {
            "value": _rounded(self.value),
            "unit": self.unit,
            "bar": self.bar,
            "holds": self.holds,
            "beside": self.beside,
        }

    def as_row(self) -> list[str]:
        bar = "" if self.bar is None else f"{'>=' if self.at_least else '<='} {self.bar:g}"
        verdict = {None: "", True: "holds", False: "MISSED"}[self.holds]
        return [self.name, f"{_rounded(self.value):,g} {self.unit}".rstrip(), bar, verdict, self.beside]


HEADINGS = ("FIGURE", "VALUE", "BAR", "", "BESIDE IT")


@dataclass(frozen=True, slots=True)
class Result:
    """``method`` is one paragraph: what was done, how often, and what was counted."""

    method: str
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Run:
    """A bench's result, with where and when it was measured, and how many seconds that took."""

    name: str
    result: Result
    machine: str
    date: str
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        figures = {figure.name: figure.as_json() for figure in self.result.figures}
        return {"figures": figures, "machine": self.machine, "date": self.date, "seconds": round(self.seconds)}


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def machine() -> str:
    """Describes what matters of this machine for a time, with how busy it was when asked."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    parts = (
        f"{os.cpu_count()} cores of {_processor()}",
        f"{memory:.0f} GB",
        f"{platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}",
        f"load {os.getloadavg()[0]:.1f} when it began",
    )
    return ", ".join(parts)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: a value that was really measured. ``share`` from 0 to 1."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def middle(values: Sequence[float]) -> float:
    return float(median(values))


def _rounded(value: float) -> float:
    """Four significant digits: no figure here is truer than that."""
    return float(f"{value:.4g}")


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
