"""A posting of Lever as a line of staffing, with the candidates who are in its pipeline now; of them only the number.

Lever gives a candidate's name and address along with the stage, asked or not; none of it leaves this module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.statuses import HiringStage
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.sources.foreign_json import id_of, line_of, list_of, mapping_of, moment_of_epoch
from lambdas.sources.hiring_stages import furthest, stage_of

NO_TEAM = "No team"
NOT_ALL = "Not all of its candidates were counted: there are too many."


@dataclass(frozen=True, slots=True)
class Pipeline:
    """``changed_at`` is when the last of them moved, empty where nobody did; ``is_cut``: there are more."""

    candidates: int = 0
    stage: HiringStage | None = None
    changed_at: str = ""
    is_cut: bool = False


def pipelines_of(opportunities: Sequence[Any], postings: frozenset[str], *, is_cut: bool) -> dict[str, Pipeline]:
    """By posting. A candidate may have applied to several; one who is archived counts for none."""
    found = {posting: Pipeline(is_cut=is_cut) for posting in postings}
    for one in map(mapping_of, opportunities):
        if one.get("archivedAt") or mapping_of(one.get("archived")).get("archivedAt"):
            continue
        for posting in _postings(one) & postings:
            found[posting] = _with(found[posting], one)
    return found


def _postings(opportunity: Mapping[str, Any]) -> frozenset[str]:
    applications = map(mapping_of, list_of(opportunity.get("applications")))
    return frozenset(id_of(_id_or_expanded(one.get("posting"))) for one in applications)


def _id_or_expanded(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else value


def _with(pipeline: Pipeline, opportunity: Mapping[str, Any]) -> Pipeline:
    """A candidate in a stage whose name says nothing is screened at least."""
    said = opportunity.get("stage")
    name = line_of(mapping_of(said).get("text")) or line_of(_id_or_expanded(said))
    stage = stage_of(name) or HiringStage.SCREENING
    moved_at = moment_of_epoch(opportunity.get("lastAdvancedAt"))
    return Pipeline(
        candidates=pipeline.candidates + 1,
        stage=furthest([stage, *([pipeline.stage] if pipeline.stage else [])]),
        changed_at=max(pipeline.changed_at, moved_at),
        is_cut=pipeline.is_cut,
    )


def row_of(posting: Mapping[str, Any], pipeline: Pipeline, now: datetime) -> SourceRow:
    """A posting is for one position, or for each requisition it names."""
    categories = mapping_of(posting.get("categories"))
    codes = list_of(posting.get("requisitionCodes"))
    changed_at = max(moment_of_epoch(posting.get("updatedAt")), pipeline.changed_at)
    values = {
        "team": line_of(categories.get("team")) or line_of(categories.get("department")) or NO_TEAM,
        "role": line_of(posting.get("text")),
        "open_requisitions": max(1, len(codes)),
        "opened_on": moment_of_epoch(posting.get("createdAt"))[:10],
        "candidates": None if pipeline.is_cut else pipeline.candidates,
        "stage": pipeline.stage.value if pipeline.stage else "",
        "owner": _name(posting, "hiringManager") or _name(posting, "owner"),
        "note": "; ".join(part for part in (_about(categories), NOT_ALL if pipeline.is_cut else "") if part),
        "as_of": min(changed_at, now.isoformat()) if changed_at else now.isoformat(),
    }
    return SourceRow(RecordKind.STAFFING, id_of(posting.get("id")), values)


def _about(categories: Mapping[str, Any]) -> str:
    parts = (line_of(categories.get(name)) for name in ("location", "commitment"))
    return ", ".join(part for part in parts if part)


def _name(posting: Mapping[str, Any], role: str) -> str:
    """Of an employee; empty where Lever gives only their id."""
    return line_of(mapping_of(posting.get(role)).get("name"))
