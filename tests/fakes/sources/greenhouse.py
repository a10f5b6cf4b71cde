"""Greenhouse's web hooks as developers.greenhouse.io/webhooks.html publishes them, signed; it answers no request.

``story`` is a hiring autumn: two data engineers are looked for and one is found, a designer has nobody yet, a director
is looked for in secret, and an office manager's job is closed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.sources.base import SourceReply, SourceRequest
from tests.fakes.sources.pushed import PushedMessage, signature_of

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
KEY = "a-key-both-sides-know"
ENGINEER, DESIGNER, DIRECTOR, MANAGER = 371417, 371418, 371419, 371420


@dataclass
class GreenhouseFake:
    now: datetime = NOW
    key: str = KEY
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def secret(self) -> Mapping[str, str]:
        return {"key": self.key}

    def reply(self, _request: SourceRequest) -> SourceReply:
        return SourceReply(404, {"message": "it tells, and is not asked"})

    def message(self, action: str, payload: Mapping[str, Any]) -> PushedMessage:
        """Characters beyond ASCII and angle brackets are escaped before it is signed, as Greenhouse says."""
        text = json.dumps({"action": action, "payload": payload}).replace("<", "\\u003c").replace(">", "\\u003e")
        body = text.encode()
        headers = {
            "content-type": "application/json",
            "greenhouse-event-id": "8371",
            "signature": f"sha256 {signature_of(body, self.key)}",
        }
        return PushedMessage(headers, body)

    def ping(self) -> PushedMessage:
        return self.message("ping", {"web_hook_id": 42, "name": "AMO"})

    def of_job(self, action: str, number: int = ENGINEER, **changed: Any) -> PushedMessage:
        return self.message(action, {"job": self.job(number) | changed})

    def of_application(
        self, action: str, number: int, stage: str, days_ago: float = 1, job: int = ENGINEER, **changed: Any
    ) -> PushedMessage:
        return self.message(action, {"application": self.application(number, stage, days_ago, job) | changed})

    def hire(self, number: int, job: int = ENGINEER, **changed: Any) -> PushedMessage:
        """It has neither a status nor a stage."""
        whole = self.application(number, "Offer", 0, job)
        left_out = ("status", "current_stage", "last_activity_at", "applied_at", "rejected_at", "prospect")
        application = {name: value for name, value in whole.items() if name not in left_out}
        offer = {"id": 506409, "version": 2, "resolved_at": self._at(0), "starts_at": "2027-01-11"}
        hired = application | {"opening": {"opening_id": "DE-1"}, "offer": offer}
        return self.message("hire_candidate", {"application": hired | changed})

    def job(self, number: int = ENGINEER) -> dict[str, Any]:
        name, team, openings, notes = JOBS[number]
        return {
            "id": number,
            "name": name,
            "requisition_id": f"R-{number % 100}",
            "notes": notes,
            "confidential": number == DIRECTOR,
            "job_post_id": 2154,
            "status": "open",
            "created_by_id": 273555,
            "created_at": self._at(62),
            "opened_at": self._at(60),
            "closed_at": None,
            "departments": [{"id": 7, "name": team, "external_id": None}],
            "offices": [{"id": 13, "name": "Lisbon", "location": "Lisbon, Portugal", "external_id": None}],
            "hiring_team": {"hiring_managers": [{"user_id": 1234, "employee_id": None}], "recruiters": []},
            "openings": [{"id": 1200 + n, "opening_id": f"{number}-{n}", "custom_fields": []} for n in range(openings)],
            "custom_fields": {},
        }

    def application(self, number: int, stage: str, days_ago: float = 1, job: int = ENGINEER) -> dict[str, Any]:
        named = {name: value for name, value in self.job(job).items() if name not in ("openings", "hiring_team")}
        return {
            "id": number,
            "rejected_at": None,
            "prospect": False,
            "status": "active",
            "applied_at": self._at(40),
            "last_activity_at": self._at(days_ago),
            "source": {"id": 31, "name": "Agency"},
            "credited_to": None,
            "rejection_reason": None,
            "current_stage": {"id": 71416, "name": stage, "interviews": []},
            "custom_fields": {},
            "candidate": {
                "id": 265772,
                "first_name": "Giuseppina",
                "last_name": "Secreta",
                "email_addresses": [{"value": "giuseppina@example.com", "type": "personal"}],
                "recruiter": {"id": 55, "email": "inês@example.com", "name": "Inês Prado", "employee_id": None},
            },
            "jobs": [named],
        }

    def story(self) -> Iterator[PushedMessage]:
        yield self.ping()
        for number in JOBS:
            yield self.of_job("job_created", number)
        yield self.of_application("new_candidate_application", 1, "Application Review", 30)
        yield self.of_application("new_candidate_application", 2, "Application Review", 29)
        yield self.of_application("candidate_stage_change", 1, "Face to Face", 12)
        yield self.of_application("candidate_stage_change", 2, "Preliminary Phone Screen", 11)
        yield self.message("offer_created", {"id": 9, "application_id": 1, "job_id": ENGINEER, "version": 1})
        yield self.hire(1)
        yield self.of_application("candidate_stage_change", 7, "Face to Face", 3, DIRECTOR)
        yield self.of_job("job_updated", MANAGER, status="closed", closed_at=self._at(1))

    def _at(self, days_ago: float) -> str:
        return (self.now - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


JOBS = {
    ENGINEER: ("Data Engineer", "Platform", 2, "<p>For the migration</p>"),
    DESIGNER: ("Product Designer", "Design", 1, "Digital and print"),
    DIRECTOR: ("Director of Engineering", "Leadership", 1, None),
    MANAGER: ("Office Manager", "Workplace", 1, None),
}
