"""Statuspage's webhooks to subscribers: what a page says of an incident, whole, each time something is added to it.

They are not signed: the address they come to is the secret, and whoever calls it has been checked before. ``change``
only parses. Published at support.atlassian.com/statuspage/docs/enable-webhook-notifications: a message has either
``incident`` or ``component_update``; planned maintenance comes as an incident with ``scheduled_for``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.source_pages import SourceChange, SourceRow
from lambdas.errors import Refused
from lambdas.sources.base import Secret, SourcePush
from lambdas.sources.foreign_json import UNREADABLE, id_of, line_of, list_of, mapping_of, message_of

OVER = frozenset({"resolved", "postmortem", "completed"})
PLANNED = "scheduled"
"""Maintenance that has not begun."""
MAX_TIME = 40
MAX_SAID = 500
MAX_NAMED = 5


def push(config: SourcesConfig) -> SourcePush:
    return StatuspagePush(config)


@dataclass(frozen=True, slots=True)
class StatuspagePush:
    config: SourcesConfig

    def change(
        self,
        account: SourceAccount,
        secret: Secret,  # noqa: ARG002 - nothing is signed
        headers: Mapping[str, str],  # noqa: ARG002 - nothing is signed
        body: bytes,
        now: datetime,  # noqa: ARG002 - each message says when
    ) -> SourceChange:
        """A component's update gives no change: an incident says the same, with what it means.

        Nor does maintenance that has not begun, which is no incident yet. Raises Refused for anything else without an
        incident.
        """
        message = message_of(body, account.spec.label)
        incident = mapping_of(message.get("incident"))
        incident_id = id_of(incident.get("id"))
        if not incident and mapping_of(message.get("component_update")):
            return SourceChange()
        if not incident_id:
            raise Refused(UNREADABLE.format(account.spec.label))
        if line_of(incident.get("status")) == PLANNED:
            return SourceChange()
        return SourceChange((SourceRow(RecordKind.INCIDENTS, incident_id, values_of(incident, self.config)),))


def values_of(incident: Mapping[str, Any], config: SourcesConfig) -> dict[str, Any]:
    """``started_at`` is newer than the documentation, and truer: an incident can be written down after it was over."""
    severity = config.severity(line_of(incident.get("impact")))
    is_over = line_of(incident.get("status")) in OVER
    changed_at = _time(incident, "updated_at")
    return {
        "title": line_of(incident.get("name")),
        "severity": severity.value if severity else "",
        "opened_at": _time(incident, "started_at", "scheduled_for", "created_at"),
        "resolved_at": (_time(incident, "resolved_at") or changed_at) if is_over else "",
        "note": note_of(incident),
        "as_of": changed_at or _time(incident, "created_at"),
    }


def note_of(incident: Mapping[str, Any]) -> str:
    """Returns how it stands, what it touches, and what was said last; updates come newest first."""
    names = (line_of(mapping_of(one).get("name")) for one in list_of(incident.get("components"))[:MAX_NAMED])
    touched = line_of(", ".join(name for name in names if name))
    said = next(
        (line_of(mapping_of(one).get("body"), MAX_SAID) for one in list_of(incident.get("incident_updates"))), ""
    )
    status = line_of(incident.get("status")).replace("_", " ").capitalize()
    return ": ".join(part for part in (f"{status} ({touched})" if touched else status, said) if part)


def _time(incident: Mapping[str, Any], *names: str) -> str:
    """The first of these that says anything."""
    return next((said for name in names if (said := line_of(incident.get(name), MAX_TIME))), "")
