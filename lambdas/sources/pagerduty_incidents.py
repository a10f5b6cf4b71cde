"""One incident of PagerDuty as a row of ours."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.statuses import Severity
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.sources.foreign_json import id_of, line_of, list_of, mapping_of

MAX_TIME = 40
MAX_NAMED = 5
BY_URGENCY: Mapping[str, Severity] = {"high": Severity.SEV2, "low": Severity.SEV3}
"""AMO's own rule, where a priority is missing or config/sources.yaml does not know it: PagerDuty's urgency says whether
somebody is woken, not how bad it is, so it never makes an incident one of those that count as major."""


def incident_rows(items: Iterable[object], config: SourcesConfig) -> tuple[tuple[SourceRow, ...], tuple[str, ...]]:
    """The rows, and those that have no id, by their place on the page."""
    rows: list[SourceRow] = []
    refused: list[str] = []
    for number, item in enumerate(items, start=1):
        incident = mapping_of(item)
        incident_id = id_of(incident.get("id"))
        if incident_id:
            rows.append(SourceRow(RecordKind.INCIDENTS, incident_id, values_of(incident, config)))
        else:
            refused.append(f"incident {number} of a page: it has no id")
    return tuple(rows), tuple(refused)


def values_of(incident: Mapping[str, Any], config: SourcesConfig) -> dict[str, Any]:
    severity, why = severity_of(incident, config)
    opened_at, changed_at = (line_of(incident.get(name), MAX_TIME) for name in ("created_at", "last_status_change_at"))
    is_over = incident.get("status") == "resolved"
    service = line_of(mapping_of(incident.get("service")).get("summary"))
    return {
        "title": line_of(incident.get("title")) or line_of(incident.get("summary")),
        "severity": severity.value if severity else "",
        "opened_at": opened_at,
        "resolved_at": (line_of(incident.get("resolved_at"), MAX_TIME) or changed_at) if is_over else "",
        "owner": owner_of(incident),
        "note": "; ".join(part for part in (f"Service: {service}" if service else "", why) if part),
        "as_of": line_of(incident.get("updated_at"), MAX_TIME) or changed_at or opened_at,
    }


def severity_of(incident: Mapping[str, Any], config: SourcesConfig) -> tuple[Severity | None, str]:
    """By the name of its priority, else by its urgency, and then in words why; None where neither says anything."""
    priority = mapping_of(incident.get("priority"))
    name = line_of(priority.get("name")) or line_of(priority.get("summary"))
    known = config.severity(name)
    if known:
        return known, ""
    severity = BY_URGENCY.get(line_of(incident.get("urgency")))
    lacks = f"AMO does not know its priority {name}" if name else "it has no priority"
    return severity, f"severity by its urgency, as {lacks}"


def owner_of(incident: Mapping[str, Any]) -> str:
    """Returns whom it is assigned to; resolved ones are nobody's at PagerDuty, then whose escalation policy it was."""
    names = (_name(mapping_of(one).get("assignee")) for one in _first(incident.get("assignments")))
    return line_of(", ".join(name for name in names if name)) or _name(incident.get("escalation_policy"))


def _first(value: object) -> Sequence[Any]:
    return list_of(value)[:MAX_NAMED]


def _name(value: object) -> str:
    return line_of(mapping_of(value).get("summary"))
