"""The report on a stage's stacks: what state each is in, who brought it there, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cli.cloudformation.drift import Drifted, detect
from cli.cloudformation.record import UNKNOWN, Deployment, Record
from cli.cloudformation.stacks import GONE, Stacks, StackState
from stacks.stage_file import STACKS, prefix_of

MISSING = "MISSING"
NEVER = Deployment()


@dataclass(frozen=True)
class StackReport:
    """``drifted``: None where nobody knows."""

    name: str
    state: StackState | None
    deployment: Deployment = NEVER
    reason: str = ""
    drifted: tuple[Drifted, ...] | None = None

    @property
    def status(self) -> str:
        return self.state.status if self.state else MISSING

    @property
    def drift(self) -> str:
        if self.drifted is None:
            return UNKNOWN
        return "drifted" if self.drifted else "in sync"

    @property
    def changed_at(self) -> str:
        known = self.state.changed_at if self.state else None
        return known.isoformat(timespec="seconds") if known else ""

    def row(self) -> list[str]:
        by = self.deployment.by.rpartition(":")[2]
        return [self.name, self.status, self.changed_at, by, self.deployment.version, self.drift]

    def remarks(self) -> list[str]:
        because = [f"{self.name}: {self.reason}"] if self.reason else []
        return because + [f"{self.name}: {one}" for one in self.drifted or ()]

    def document(self, here: str) -> dict[str, Any]:
        return {
            "stack": self.name,
            "status": self.status,
            "changed_at": self.changed_at,
            "by": self.deployment.by,
            "version": self.deployment.version,
            "is_version_here": self.deployment.version == here,
            "reason": self.reason,
            "drift": self.drift,
            "drifted": [one.document() for one in self.drifted or ()],
        }


def is_bad(report: StackReport, *, strict: bool) -> bool:
    """Failed, gone back, or not there; ``strict``: also changed by hand."""
    is_well = report.state is not None and not report.state.has_failed and report.state.is_there
    return not is_well or (strict and bool(report.drifted))


def states_of(stacks: Stacks, stage: str) -> dict[str, StackState | None]:
    return {name: stacks.state(name) for name in (f"{prefix_of(stage)}-{part}" for part in STACKS)}


def reports_of(stacks: Stacks, stage: str, record: Record) -> Sequence[StackReport]:
    return [_report(stacks, name, state, record) for name, state in states_of(stacks, stage).items()]


def _report(stacks: Stacks, name: str, state: StackState | None, record: Record) -> StackReport:
    if state is None or state.status == GONE:
        return StackReport(name, None)
    reason = str(stacks.failure(state)) if state.has_failed else ""
    drifted = detect(stacks, state) if state.is_there and not state.is_moving else None
    return StackReport(name, state, record.of(state), reason, drifted)
