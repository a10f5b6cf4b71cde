"""Opsgenie's outgoing webhook, as published: docs.opsgenie.com/docs/marid-alert-action-data and what is sent today.

Today's messages have ``priority``, ``responders`` and ``integrationType``, which the published samples lack.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

HEADERS: Mapping[str, str] = {"content-type": "application/json"}
ALERT_ID = "052652ac-5d1c-464a-812a-7dd18bbfba8c-1420452191104"
SOMEBODY = "li.wei@northwind.example"
STEPS = ("Create", "Acknowledge", "AddNote", "UpdatePriority", "Close")

Pushed = tuple[Mapping[str, str], bytes]


class OpsgenieFake:
    """Tells of one alert that was opened three hours before ``now``, 20 minutes to each step of it."""

    def __init__(self, now: datetime) -> None:
        self.began_at = now.astimezone(UTC).replace(microsecond=0) - timedelta(hours=3)

    def story(self) -> tuple[Pushed, ...]:
        """Opened as P3, taken, noted, found to be worse, closed."""
        return tuple(self.step(action) for action in STEPS)

    def step(self, action: str, **changed: Any) -> Pushed:
        """``changed`` fields of the alert; None leaves one out, as messages of before priorities did."""
        number = STEPS.index(action) if action in STEPS else 1
        given = self._alert(number) | changed
        message = {
            "action": action,
            "alert": {name: value for name, value in given.items() if value is not None},
            "source": {"name": "", "type": "web"},
            "integrationName": "AMO",
            "integrationId": "37c8f316-17c6-49d7-899b-9c7e540c048d",
            "integrationType": "Webhook",
        }
        return HEADERS, json.dumps(message).encode()

    def _alert(self, number: int) -> dict[str, Any]:
        began = int(self.began_at.timestamp())
        alert: dict[str, Any] = {
            "updatedAt": (began + number * 20 * 60) * 10**9,
            "tags": ["stock", "prod"],
            "message": "Warehouse sends no stock levels",
            "username": SOMEBODY,
            "alertId": ALERT_ID,
            "source": "stock-monitor",
            "alias": "warehouse-stock-feed",
            "tinyId": "23",
            "createdAt": began * 1000,
            "userId": "daed1180-0ce8-438b-8f8e-57e1a5920a2d",
            "entity": "warehouse-feed",
            "responders": [{"id": "6ee84e52-f33e-45d9-87ab-533fd69d5591", "type": "team", "name": "Logistics"}],
            "teams": ["6ee84e52-f33e-45d9-87ab-533fd69d5591"],
            "priority": "P2" if number >= STEPS.index("UpdatePriority") else "P3",
        }
        if STEPS[number] == "UpdatePriority":
            return alert | {"oldPriority": "P3"}
        return alert | ({"note": "The warehouse changed its address."} if STEPS[number] == "AddNote" else {})
