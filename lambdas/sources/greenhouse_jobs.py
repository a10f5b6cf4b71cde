"""A job of Greenhouse as a line of staffing, and what AMO remembers of it between two web hooks.

Each web hook tells a part: a job and its openings, or one application. Remembered are the openings, and of each
application its number, its stage and when it came there: nothing of the candidate. A rejection takes its application
back out, and so the furthest stage is that of whoever is left, of those AMO was told of.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.instants import iso, parse_iso
from lambdas.domain.records.statuses import HiringStage
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.domain.sources.sourced_record import SourcedRecord
from lambdas.sources.foreign_json import line_of, list_of, mapping_of
from lambdas.sources.hiring_stages import ORDER, furthest

GONE = ""
"""In place of the stage of an application that was rejected or deleted: an older message must not bring it back."""
ENDS = frozenset({GONE, HiringStage.HIRED.value})
EARLIEST_YEAR = 2000
MAX_REMEMBERED = 200
"""Applications of a job. Of more the hired ones are kept, then the furthest; those that are gone go first."""
MAX_OFFICES = 3
NO_TEAM = "No department"


@dataclass(frozen=True, slots=True)
class Application:
    """``stage`` is one of ours, or ``GONE``; ``at`` is when it came there."""

    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RememberedJob:
    """``openings`` is None where no message told them: one of an application does not."""

    openings: int | None = None
    applications: Mapping[str, Application] = field(default_factory=dict)

    @property
    def hired(self) -> int:
        return sum(one.stage == HiringStage.HIRED for one in self.applications.values())

    @property
    def open_requisitions(self) -> int:
        """Greenhouse lists the openings that are filled, too. An open job has one at least."""
        return max(0, (1 if self.openings is None else self.openings) - self.hired)

    @property
    def stage(self) -> HiringStage | None:
        """Of the furthest who is not hired, while there is an opening left for them."""
        stages = [HiringStage(one.stage) for one in self.applications.values() if one.stage != GONE]
        waiting = [stage for stage in stages if stage is not HiringStage.HIRED]
        return furthest(waiting if self.open_requisitions and waiting else stages)

    def with_application(self, number: str, stage: str, at: datetime) -> "RememberedJob":
        """The same where that is known already, or the application is known to have gone on since."""
        known = self.applications.get(number)
        if known and (at < known.at or known == Application(stage, at) or known.stage == stage in ENDS):
            return self
        kept = sorted({**self.applications, number: Application(stage, at)}.items(), key=_rank, reverse=True)
        return replace(self, applications=dict(kept[:MAX_REMEMBERED]))

    @property
    def as_memory(self) -> dict[str, Any]:
        applications = {number: [one.stage, iso(one.at)] for number, one in self.applications.items()}
        return {"openings": self.openings, "applications": applications}


def remembered(stored: SourcedRecord | None) -> RememberedJob:
    if stored is None or not stored.memory:
        return RememberedJob()
    applications = {
        number: Application(stage, parse_iso(at)) for number, (stage, at) in stored.memory["applications"].items()
    }
    return RememberedJob(stored.memory["openings"], applications)


def _rank(entry: tuple[str, Application]) -> tuple[int, datetime]:
    stage = entry[1].stage
    return (ORDER.index(HiringStage(stage)) if stage != GONE else -1, entry[1].at)


def id_of_number(value: object) -> str:
    """Greenhouse's ids are whole numbers; empty for anything else."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**18 else ""


def is_open(job: Mapping[str, Any]) -> bool:
    """A job that says neither is open until it says when it was closed."""
    status = line_of(job.get("status"))
    return status == "open" if status else not job.get("closed_at")


def is_confidential(job: Mapping[str, Any]) -> bool:
    """A job whose search is a secret is nothing for a brief that others may read."""
    return job.get("confidential") is True


def moment_of(value: object, now: datetime) -> datetime:
    """To the second; ``now`` for what is no moment of our time, or one that is still to come."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else now
    except ValueError:
        moment = now
    moment = now if moment.year < EARLIEST_YEAR else moment
    return min(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now).replace(microsecond=0)


def openings_of(job: Mapping[str, Any]) -> int | None:
    openings = job.get("openings")
    return len(openings) if isinstance(openings, list) else None


def row_of(
    job: Mapping[str, Any], memory: RememberedJob, stored: SourcedRecord | None, owner: str, at: datetime
) -> SourceRow:
    """``job`` as the message has it, perhaps a few fields of it; what it does not say stays as it was stored."""
    before: Mapping[str, Any] = stored.values if stored else {}
    said = {
        "team": _first_name(job, "departments") or _first_name(job, "offices"),
        "role": line_of(job.get("name")),
        "opened_on": line_of(job.get("opened_at"))[:10],
        "note": _note(job),
    }
    stage = memory.stage
    values = {
        **{name: said[name] or before.get(name) or "" for name in said},
        "open_requisitions": memory.open_requisitions,
        "stage": stage.value if stage else "",
        "owner": before.get("owner") or owner,
        "as_of": iso(max(at, stored.record.as_of) if stored else at),
    }
    number = id_of_number(job.get("id")) or (stored.external_id if stored else "")
    return SourceRow(
        RecordKind.STAFFING, number, {**values, "team": values["team"] or NO_TEAM}, memory=memory.as_memory
    )


def says_the_same(row: SourceRow, stored: SourcedRecord | None) -> bool:
    """All but the time: a web hook of a job that is sent again has none of its own."""
    if stored is None or stored.closed_at or dict(row.memory) != stored.memory:
        return False
    names = row.values.keys() - {"as_of"}
    return all((row.values[name] or "") == (stored.values.get(name) or "") for name in names)


def _note(job: Mapping[str, Any]) -> str:
    names = [line_of(mapping_of(one).get("name")) for one in list_of(job.get("offices"))[:MAX_OFFICES]]
    where = ", ".join(name for name in names if name)
    requisition = line_of(job.get("requisition_id"), 60)
    return "; ".join(part for part in (where, f"requisition {requisition}" if requisition else "") if part)


def _first_name(job: Mapping[str, Any], field_name: str) -> str:
    names = (line_of(mapping_of(one).get("name")) for one in list_of(job.get(field_name)))
    return next((name for name in names if name), "")
