"""Rows of ServiceNow's tables as incidents and as decisions that wait."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.statuses import DecisionStatus, Severity
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.sources.foreign_json import mapping_of, text_of

STAMP = "%Y-%m-%d %H:%M:%S"
"""Times in ``value``, always UTC (ServiceNow's KB0534905); in ``display_value`` they are in the user's zone."""
SYS_ID = re.compile(r"[0-9a-f]{32}")

NO_ID = "has no sys_id"
NOT_A_ROW = "is no row"
NOT_A_TIME = "{} is not a time"
NOT_ASKED_FOR = "is not waiting for approval"
NO_SEVERITY = "priority “{}” is none of the severities in config/sources.yaml"


class ServiceNowTable(StrEnum):
    """Read in this order."""

    INCIDENT = "incident"
    PROBLEM = "problem"
    CHANGE = "change_request"


_OF_TASKS = ("sys_id", "number", "short_description", "state", "opened_at", "sys_updated_on", "assigned_to")
_OF_TROUBLE = ("active", "priority", "resolved_at", "closed_at", "assignment_group")
COLUMNS: Mapping[ServiceNowTable, tuple[str, ...]] = {
    ServiceNowTable.INCIDENT: (*_OF_TASKS, *_OF_TROUBLE, "problem_id"),
    ServiceNowTable.PROBLEM: (*_OF_TASKS, *_OF_TROUBLE),
    ServiceNowTable.CHANGE: (*_OF_TASKS, "approval", "requested_by", "start_date", "type", "risk", "cmdb_ci"),
}
OPEN_STATES = frozenset({"1", "2", "3", "101", "102", "103", "104"})
"""New, in progress and on hold of incidents; new to fix in progress of problems. One opened again keeps its old end."""


def row_of(table: ServiceNowTable, row: Any, config: SourcesConfig) -> SourceRow:
    """Raises ValueError, with the reason in words, for a row that is not as the table's rows are."""
    if not sys_id_of(row):
        raise ValueError(NO_ID if isinstance(row, dict) else NOT_A_ROW)
    kind = RecordKind.DECISIONS if table is ServiceNowTable.CHANGE else RecordKind.INCIDENTS
    values = _decision(row) if table is ServiceNowTable.CHANGE else _incident(row, config)
    common = {"owner": _owner(row), "as_of": _moment(row, "sys_updated_on")}
    return SourceRow(kind, name_of(row), {**common, **values})


def sys_id_of(row: Any) -> str:
    """Empty where it is not as ServiceNow makes them: nothing else goes into a query, where ``^`` would end a value."""
    sys_id = _value(mapping_of(row), "sys_id")
    return sys_id if SYS_ID.fullmatch(sys_id) else ""


def name_of(row: Any) -> str:
    """The number people know it by, such as INC0010001."""
    return _value(mapping_of(row), "number") or sys_id_of(row) or "a row"


def _incident(row: Mapping[str, Any], config: SourcesConfig) -> dict[str, Any]:
    return {
        "title": _value(row, "short_description"),
        "severity": _severity(row, config),
        "opened_at": _moment(row, "opened_at"),
        "resolved_at": _resolved_at(row),
        "note": "; ".join(part for part in (_shown(row, "state"), _group(row), _problem(row)) if part),
    }


def _severity(row: Mapping[str, Any], config: SourcesConfig) -> Severity:
    """By ``priority``, 1 (critical) to 5 (planning), which ServiceNow derives from impact and urgency (its community's
    "Managing Incident Priority"). The field ``severity`` has three steps, and most teams leave it at its default.
    """
    priority, word = _value(row, "priority"), _shown(row, "priority").rpartition(" - ")[2]
    severity = config.severity(f"P{priority}") or config.severity(word)
    if severity is None:
        raise ValueError(NO_SEVERITY.format(word or priority))
    return severity


def _resolved_at(row: Mapping[str, Any]) -> str:
    """Also for what was cancelled: it is over."""
    if _value(row, "state") in OPEN_STATES:
        return ""
    ended = _moment(row, "resolved_at") or _moment(row, "closed_at")
    return ended or (_moment(row, "sys_updated_on") if _value(row, "active") == "false" else "")


def _decision(row: Mapping[str, Any]) -> dict[str, Any]:
    if _value(row, "approval") != "requested":
        raise ValueError(NOT_ASKED_FOR)
    title, number = _value(row, "short_description"), _value(row, "number")
    about = (f"{_shown(row, 'type')} change".strip(), _prefixed("risk", row, "risk"), _prefixed("for", row, "cmdb_ci"))
    return {
        "title": text_of(f"Approve {number}: {title}") if title else "",
        "status": DecisionStatus.OPEN,
        "raised_on": _moment(row, "opened_at")[:10],
        "due": _moment(row, "start_date")[:10],
        "note": ", ".join(part for part in about if part),
    }


def _owner(row: Mapping[str, Any]) -> str:
    return _shown(row, "assigned_to") or _shown(row, "requested_by") or _group(row)


def _group(row: Mapping[str, Any]) -> str:
    return _shown(row, "assignment_group")


def _problem(row: Mapping[str, Any]) -> str:
    return _prefixed("part of", row, "problem_id")


def _prefixed(word: str, row: Mapping[str, Any], name: str) -> str:
    shown = _shown(row, name)
    return f"{word} {shown}" if shown else ""


def _moment(row: Mapping[str, Any], name: str) -> str:
    """ISO in UTC; empty where the field is."""
    value = _value(row, name)
    try:
        return datetime.strptime(value, STAMP).replace(tzinfo=UTC).isoformat() if value else ""
    except ValueError:
        raise ValueError(NOT_A_TIME.format(name)) from None


def _value(row: Mapping[str, Any], name: str) -> str:
    """As the database has it."""
    return _part(row, name, "value")


def _shown(row: Mapping[str, Any], name: str) -> str:
    """As the user AMO reads with sees it."""
    return _part(row, name, "display_value")


def _part(row: Mapping[str, Any], name: str, part: str) -> str:
    field = row.get(name)
    return text_of(field.get(part) if isinstance(field, dict) else field)
