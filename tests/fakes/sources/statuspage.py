"""Statuspage's webhooks, as published: support.atlassian.com/statuspage/docs/enable-webhook-notifications.

``started_at`` is not in the samples there, and in the messages of today (community.atlassian.com, 2711908).
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

HEADERS: Mapping[str, str] = {"content-type": "application/json"}
INCIDENT_ID = "lbkhbwn21v5q"
PAGE_ID = "j2mfxwj97wnj"
COMPONENT = {"id": "rb5wq1dczvbm", "name": "Card payments", "status": "partial_outage", "page_id": PAGE_ID}
SAID = {
    "investigating": "Card payments in Brazil time out. We are looking into it.",
    "identified": "A certificate of our acquirer has expired.",
    "monitoring": "The certificate is replaced. Payments go through again; we keep watching.",
    "resolved": "Payments have been fine for an hour.",
    "postmortem": "The acquirer now tells us 30 days before a certificate ends.",
}

Pushed = tuple[Mapping[str, str], bytes]


class StatuspageFake:
    """Tells of one incident that began six hours before ``now``, 40 minutes to each step of it."""

    def __init__(self, now: datetime) -> None:
        self.began_at = now.astimezone(UTC).replace(microsecond=0) - timedelta(hours=6)

    def story(self) -> tuple[Pushed, ...]:
        """Opened, a component with it, updated, resolved, looked back upon."""
        steps = tuple(self.incident(status) for status in SAID)
        return (steps[0], self.component(), *steps[1:])

    def incident(self, reached: str, **changed: Any) -> Pushed:
        """The whole incident, as far as the status it has reached; ``changed`` fields of it."""
        return self._message(incident=self._incident(reached) | changed)

    def component(self, old: str = "operational", new: str = "partial_outage") -> Pushed:
        update = {"id": "k7730b5v92bv", "component_id": COMPONENT["id"], "old_status": old, "new_status": new}
        moment = {"created_at": _text(self.began_at)}
        return self._message(component_update=update | moment, component=COMPONENT | moment | {"status": new})

    def maintenance(self, status: str, scheduled_for: datetime) -> Pushed:
        """Planned: ``scheduled``, ``in_progress``, ``verifying`` or ``completed``."""
        given: dict[str, Any] = {
            "id": "w8v3q2n5k1xz",
            "name": "Database of the shop is moved",
            "impact": "maintenance",
            "started_at": None,
            "scheduled_for": _text(scheduled_for),
            "scheduled_until": _text(scheduled_for + timedelta(hours=2)),
            "resolved_at": _text(scheduled_for + timedelta(hours=1)) if status == "completed" else None,
            "incident_updates": [],
        }
        return self._message(incident=self._incident("investigating") | given | {"status": status})

    def _incident(self, status: str) -> dict[str, Any]:
        steps = [*SAID][: [*SAID].index(status) + 1]
        reached = {step: _text(self.began_at + number * timedelta(minutes=40)) for number, step in enumerate(steps)}
        return {
            "backfilled": False,
            "created_at": reached["investigating"],
            "started_at": reached["investigating"],
            "impact": "major",
            "impact_override": None,
            "monitoring_at": reached.get("monitoring"),
            "postmortem_body": SAID["postmortem"] if status == "postmortem" else None,
            "postmortem_ignored": False,
            "resolved_at": reached.get("resolved"),
            "scheduled_auto_transition": False,
            "scheduled_for": None,
            "scheduled_remind_prior": False,
            "scheduled_reminded_at": None,
            "scheduled_until": None,
            "shortlink": "https://stspg.io/18zyDQx",
            "status": status,
            "updated_at": reached[status],
            "id": INCIDENT_ID,
            "organization_id": PAGE_ID,
            "incident_updates": [_update(step, reached[step]) for step in reversed(steps)],
            "components": [COMPONENT],
            "name": "Card payments time out in Brazil",
        }

    def _message(self, **content: Any) -> Pushed:
        whole = {
            "meta": {
                "unsubscribe": "https://status.northwind.example/?unsubscribe=j0vqr9kl3513",
                "documentation": "https://doers.statuspage.io/customer-notifications/webhooks/",
            },
            "page": {
                "id": PAGE_ID,
                "status_indicator": "major",
                "status_description": "Partial System Outage",
            },
            **content,
        }
        return HEADERS, json.dumps(whole).encode()


def _update(status: str, moment: str) -> dict[str, Any]:
    return {
        "body": SAID[status],
        "created_at": moment,
        "display_at": moment,
        "status": status,
        "twitter_updated_at": None,
        "updated_at": moment,
        "wants_twitter_update": False,
        "id": f"drfcwbnpxnr{len(status) % 10}",
        "incident_id": INCIDENT_ID,
    }


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
