"""A finding of the doctor: how one thing is, what to do, and the call that sets it right where that is safe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["ok", "warn", "bad", "skipped"]
WORD: Mapping[State, str] = {"ok": "ok  ", "warn": "WARN", "bad": "BAD ", "skipped": "skip"}


@dataclass(frozen=True, slots=True)
class Fix:
    """One call of an AWS client that takes nothing away; ``done`` is what it has done, as the operator reads it."""

    service: str
    operation: str
    arguments: Mapping[str, Any] = field(repr=False)
    done: str


@dataclass(frozen=True, slots=True)
class Finding:
    """``name`` is what was looked at, ``detail`` one line. ``skipped`` says why; it never stands for a failed read."""

    name: str
    state: State
    detail: str
    fix: Fix | None = None

    @property
    def is_ok(self) -> bool:
        """A warning does not fail a check: the stage works, and somebody should look."""
        return self.state != "bad"

    def as_check(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.is_ok, "detail": self.detail, "state": self.state}


def bad(name: str, detail: str, fix: Fix | None = None) -> Finding:
    return Finding(name, "bad", detail, fix)


def warn(name: str, detail: str, fix: Fix | None = None) -> Finding:
    return Finding(name, "warn", detail, fix)


def skipped(name: str, detail: str) -> Finding:
    return Finding(name, "skipped", detail)


def in_order(name: str, detail: str) -> Finding:
    return Finding(name, "ok", detail)
