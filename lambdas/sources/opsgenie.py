"""Opsgenie's outgoing webhook: an action on an alert, with the alert's fields each time.

It is not signed: the address it comes to is the secret, and whoever calls it has been checked before. ``change`` only
parses. Published at support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data: ``createdAt`` in
milliseconds, ``updatedAt`` in nanoseconds (in newer messages also milliseconds), and ``priority``, which the oldest
samples lack and early messages have as a number.

A row is the whole incident: who owned it and what was noted is forgotten where a later message does not say it. Which
actions are sent is chosen in Opsgenie; an alert that was opened before AMO was told of is known with its next action.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.source_pages import SourceChange, SourceRow
from lambdas.errors import Refused
from lambdas.sources.base import Secret, SourcePush
from lambdas.sources.foreign_json import (
    UNREADABLE,
    id_of,
    line_of,
    list_of,
    mapping_of,
    message_of,
    moment_of_epoch,
)

TOLD = frozenset({"P1", "P2", "P3"})
LOW = frozenset({"P4", "P5"})
DEFAULT_PRIORITY = "P3"
"""Of an alert that was opened without one (support.atlassian.com, what is the priority level of integration)."""
MAX_NAMED = 5

CREATE, CLOSE, DELETE, UPDATE_PRIORITY = "create", "close", "delete", "updatepriority"
TAKEN = frozenset({"acknowledge", "takeownership"})
"""Whoever did this answers for it from then on."""
OPEN = frozenset({CREATE, UPDATE_PRIORITY, "unacknowledge", "assignownership", "escalate"}) | TAKEN
"""What is done to alerts that are open. Notes, tags, details and a person's own actions come of closed ones too, and
no message says whether an alert is closed: they would open it again."""

_PRIORITY = re.compile(r"P?([1-5])", re.IGNORECASE)


def push(config: SourcesConfig) -> SourcePush:
    return OpsgeniePush(config)


@dataclass(frozen=True, slots=True)
class OpsgeniePush:
    config: SourcesConfig

    def change(
        self,
        account: SourceAccount,
        secret: Secret,  # noqa: ARG002 - nothing is signed
        headers: Mapping[str, str],  # noqa: ARG002 - nothing is signed
        body: bytes,
        now: datetime,
    ) -> SourceChange:
        """Raises Refused for what is no action on an alert.

        An alert that is deleted or lowered to P4 or P5 is gone. One that is closed by a message without its priority,
        title or beginning is gone, too: what it was cannot be told, and open it is not.
        """
        message = message_of(body, account.spec.label)
        alert, action = mapping_of(message.get("alert")), line_of(message.get("action")).casefold()
        alert_id = id_of(alert.get("alertId"))
        if not alert_id or not action:
            raise Refused(UNREADABLE.format(account.spec.label))
        priority = priority_of(alert) or (DEFAULT_PRIORITY if action == CREATE else "")
        values = values_of(alert, action, now)
        is_whole = priority in TOLD and bool(values["title"] and values["opened_at"])
        if is_gone(action, priority, is_whole):
            return SourceChange(closed=((RecordKind.INCIDENTS, alert_id),))
        if priority not in TOLD or action not in OPEN | {CLOSE}:
            return SourceChange()
        severity = self.config.severity(priority)
        row = SourceRow(RecordKind.INCIDENTS, alert_id, {**values, "severity": severity.value if severity else ""})
        return SourceChange((row,))


def is_gone(action: str, priority: str, is_whole: bool) -> bool:
    return action == DELETE or (action == UPDATE_PRIORITY and priority in LOW) or (action == CLOSE and not is_whole)


def priority_of(alert: Mapping[str, Any]) -> str:
    """``P1`` to ``P5``, also from ``1`` and ``"1"``; empty where the message has none."""
    said = alert.get("priority")
    found = _PRIORITY.fullmatch(str(said).strip()) if isinstance(said, str | int) else None
    return f"P{found[1]}" if found else ""


def values_of(alert: Mapping[str, Any], action: str, now: datetime) -> dict[str, Any]:
    """All but the severity. What is told at once happened ``now``, where the message does not say when."""
    told_at = now.isoformat()
    changed_at = moment_of_epoch(alert.get("updatedAt")) or told_at
    entity, tags = line_of(alert.get("entity")), _named(list_of(alert.get("tags")))
    return {
        "title": line_of(alert.get("message")),
        "opened_at": moment_of_epoch(alert.get("createdAt")) or (told_at if action == CREATE else ""),
        "resolved_at": changed_at if action == CLOSE else "",
        "owner": owner_of(alert, action),
        "note": "; ".join(part for part in (entity, f"tags: {tags}" if tags else "") if part),
        "as_of": changed_at,
    }


def owner_of(alert: Mapping[str, Any], action: str) -> str:
    """Returns whoever it was given to or took it, else the people and teams it went to."""
    taker = line_of(alert.get("username")) if action in TAKEN else ""
    responders = _named([mapping_of(one).get("name") for one in list_of(alert.get("responders"))])
    return line_of(alert.get("owner")) or taker or responders or line_of(alert.get("team"))


def _named(values: Sequence[object]) -> str:
    return line_of(", ".join(name for value in values[:MAX_NAMED] if (name := line_of(value))))
