"""Which column of a file is which field of a record: by its name, in any case and spacing, or by another usual one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from lambdas.domain.records.records import MODELS, FollowUp, RecordKind
from lambdas.errors import Refused

ID = "id"
FOLLOW_UP = "follow_up"
FOLLOW_UP_COLUMNS = {FOLLOW_UP if name == "what" else f"{FOLLOW_UP}_{name}": name for name in FollowUp.model_fields}
"""Column -> field of FollowUp: in a table, an incident's row is repeated for each."""

TYPO_LIKENESS = 0.8

_ANY_KIND = {
    "record_id": ID,
    "updated": "as_of",
    "updated_on": "as_of",
    "updated_at": "as_of",
    "last_updated": "as_of",
    "date_of_figures": "as_of",
    "notes": "note",
    "comment": "note",
    "comments": "note",
    "responsible": "owner",
    "lead": "owner",
    "assignee": "owner",
    "assigned_to": "owner",
}
ALIASES: Mapping[RecordKind, Mapping[str, str]] = MappingProxyType(
    {
        RecordKind.BUDGET: _ANY_KIND | {
            "budget_line": "line", "item": "line", "category": "line", "cost_center": "line", "cost_centre": "line",
            "name": "line", "month": "period", "plan": "planned", "budget": "planned", "budgeted": "planned",
            "spent": "actual", "actuals": "actual", "spend": "actual", "actual_spend": "actual",
            "projected": "forecast", "projection": "forecast", "ccy": "currency",
        },
        RecordKind.BIG_ROCKS: _ANY_KIND | {
            "initiative": "name", "rock": "name", "big_rock": "name", "title": "name", "project": "name",
            "percent": "progress", "percent_complete": "progress", "percent_done": "progress", "completion": "progress",
            "rag": "status", "health": "status", "state": "status", "start": "started_on",
            "start_date": "started_on", "started": "started_on", "due_date": "due", "deadline": "due",
            "target_date": "due", "end_date": "due", "blocker": "blockers", "blocked_by": "blockers",
        },
        RecordKind.INCIDENTS: _ANY_KIND | {
            "incident": ID, "incident_id": ID, "number": ID, "incident_number": ID, "sev": "severity",
            "priority": "severity", "summary": "title", "description": "title", "name": "title",
            "opened": "opened_at", "created_at": "opened_at", "started_at": "opened_at", "start": "opened_at",
            "created_on": "opened_at", "resolved": "resolved_at", "resolved_on": "resolved_at",
            "closed_at": "resolved_at", "ended_at": "resolved_at", "end": "resolved_at",
            "action_item": FOLLOW_UP, "followup": FOLLOW_UP, "followup_owner": "follow_up_owner",
            "followup_due": "follow_up_due", "followup_status": "follow_up_status",
        },
        RecordKind.STAFFING: _ANY_KIND | {
            "department": "team", "group": "team",
            "title": "role", "position": "role", "job": "role", "hc": "headcount",
            "heads": "headcount", "filled": "headcount", "open": "open_requisitions", "open_reqs": "open_requisitions",
            "requisitions": "open_requisitions", "open_positions": "open_requisitions", "reqs": "open_requisitions",
            "opened": "opened_on", "open_since": "opened_on", "pipeline": "candidates", "candidate_count": "candidates",
            "pipeline_stage": "stage", "start_date": "target_start", "target_date": "target_start",
            "hiring_manager": "owner", "recruiter": "owner",
        },
        RecordKind.DECISIONS: _ANY_KIND | {
            "decision": "title", "topic": "title", "question": "title", "name": "title", "raised": "raised_on",
            "opened_on": "raised_on", "asked_on": "raised_on", "created": "raised_on", "date": "raised_on",
            "due_date": "due", "deadline": "due", "needed_by": "due", "decider": "owner", "choices": "options",
            "alternatives": "options", "asked": "asked_count", "times_asked": "asked_count", "state": "status",
            "decided": "decided_on",
        },
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """``names``: header of the file -> column of ours. ``ignored``: headers AMO has no use for."""

    names: Mapping[str, str]
    ignored: tuple[str, ...]


def columns_of(kind: RecordKind) -> tuple[str, ...]:
    """As files have them: an incident's follow-ups lie flat."""
    fields = [ID if name == "record_id" else name for name in MODELS[kind].model_fields if name != "follow_ups"]
    return (*fields, *FOLLOW_UP_COLUMNS) if kind is RecordKind.INCIDENTS else tuple(fields)


def required_columns(kind: RecordKind) -> tuple[str, ...]:
    fields = MODELS[kind].model_fields.items()
    return tuple(
        ID if name == "record_id" else name for name, field in fields if field.is_required() and name != "as_of"
    )


def recognise(kind: RecordKind, headers: Iterable[str]) -> Recognised:
    """A column's own name goes before other names for it; of those the first one counts.

    Raises Refused, naming the column and the expected ones, when one is missing, doubled or misspelt.
    """
    known = (*columns_of(kind), *(("follow_ups",) if kind is RecordKind.INCIDENTS else ()))
    words = [(header, _word(header)) for header in headers]
    names: dict[str, str] = {}
    for header, word in words:
        if word in known:
            _must_be_the_only_one(word, names, kind)
            names[header] = word
    for header, word in words:
        column = ALIASES[kind].get(word)
        if column and column not in names.values():
            names[header] = column
    ignored = tuple(header for header, _ in words if header not in names)
    _must_be_complete(kind, set(names.values()), ignored)
    _must_be_no_typo(kind, set(known) - set(names.values()), ignored)
    return Recognised(names, ignored)


def _word(header: str) -> str:
    """``Progress (%)`` and ``PROGRESS`` are ``progress``."""
    without_unit = re.sub(r"\(.*?\)", "", header).replace("%", " percent ")
    return re.sub(r"[\W_]+", "_", without_unit.strip().casefold()).strip("_")


def _must_be_the_only_one(word: str, names: Mapping[str, str], kind: RecordKind) -> None:
    if word in names.values():
        raise Refused(f"Two columns are called “{word}”: keep one. {_expected(kind)}")


def _must_be_complete(kind: RecordKind, found: set[str], ignored: Sequence[str]) -> None:
    missing = [column for column in required_columns(kind) if column not in found]
    if missing:
        one_or_more = "Column" if len(missing) == 1 else "Columns"
        unknown = f" “{'”, “'.join(header[:40] for header in ignored[:5])}” is not known." if ignored else ""
        raise Refused(f"{one_or_more} “{'”, “'.join(missing)}” missing.{unknown} {_expected(kind)}")


def _must_be_no_typo(kind: RecordKind, unused: set[str], ignored: Sequence[str]) -> None:
    """A misspelt optional column would lose its data without a word."""
    for header in ignored:
        likely = get_close_matches(_word(header), sorted(unused), 1, TYPO_LIKENESS)
        if likely:
            raise Refused(f"Column “{header[:40]}” is not known: did you mean “{likely[0]}”? {_expected(kind)}")


def _expected(kind: RecordKind) -> str:
    required = required_columns(kind)
    optional = [column for column in columns_of(kind) if column not in required]
    return f"Expected: {', '.join(required)}; and if you have them: {', '.join(optional)}."
