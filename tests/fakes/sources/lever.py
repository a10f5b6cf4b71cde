"""Lever's API and its web hooks, as hire.lever.co/developer/documentation publishes them.

Known parameters only, up to 100 items a page, and an offset that it gave itself. ``rows`` makes so many postings,
with a candidate each; else there are six, as a leadership meeting would have them.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.sources.base import SourceReply, SourceRequest
from tests.fakes.sources.pushed import PushedMessage, signature_of

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
API_KEY, SIGNATURE_TOKENS = "lever-api-key", ("tok-stages", "tok-hires")
STAGES = {
    "lead-new": "New lead",
    "applicant-new": "New applicant",
    "51adcf22-1a7f-4c3c-8b0a-b9dbe9f0b1f3": "Recruiter screen",
    "00922a60-7c15-422b-b086-f62000824fd7": "On-site interview",
    "offer": "Offer",
}
ONSITE = "00922a60-7c15-422b-b086-f62000824fd7"
KNOWN = {
    "/postings": {"limit", "offset", "state", "expand"},
    "/opportunities": {"limit", "offset", "posting_id", "archived", "expand"},
}
STATES = {"published", "internal", "closed", "draft", "pending", "rejected"}


@dataclass
class LeverFake:
    now: datetime = NOW
    rows: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=lambda: {"token": API_KEY, "key": " ".join(SIGNATURE_TOKENS)})
    postings: list[dict[str, Any]] = field(default_factory=list)
    opportunities: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.rows:
            for n in range(self.rows):
                self.add_posting(f"Engineer {n}", f"Team {n % 40}")
                self.add_candidate([self.postings[-1]["id"]], "applicant-new")
            return
        engineer = self.add_posting("Staff Engineer", "Platform", requisitions=2)
        analyst = self.add_posting("Finance Analyst", "Finance")
        self.add_posting("Counsel", "Legal")
        partner = self.add_posting("People Partner", "People", state="internal")
        self.add_posting("Support Lead", "Support")
        self.add_posting("Designer", "Design", state="closed")
        self.add_candidate([engineer], ONSITE)
        self.add_candidate([engineer, analyst], "applicant-new")
        self.add_candidate([engineer], "offer", archived=True)
        self.add_candidate([partner], "lead-new")

    def add_posting(self, title: str, team: str, *, state: str = "published", requisitions: int = 0) -> str:
        posting_id = f"f2f01e16-27f8-4711-a728-{len(self.postings):012}"
        self.postings.append(
            {
                "id": posting_id,
                "text": title,
                "createdAt": self._ms(30),
                "updatedAt": self._ms(5),
                "user": "u-1",
                "owner": "u-1",
                "hiringManager": None,
                "confidentiality": "non-confidential",
                "categories": {"team": team, "department": None, "location": "Lisbon", "commitment": "Full-time"},
                "tags": [],
                "state": state,
                "distributionChannels": ["public"],
                "reqCode": None,
                "requisitionCodes": [f"ENG-{n}" for n in range(requisitions)],
                "urls": {"list": "https://jobs.lever.co/acme", "show": "https://jobs.lever.co/acme/x"},
            }
        )
        return posting_id

    def add_candidate(self, postings: Sequence[str], stage: str, *, archived: bool = False) -> None:
        number = len(self.opportunities)
        applications = [
            {"id": f"a-{number}-{n}", "opportunityId": f"o-{number}", "posting": posting, "name": "Shana Secreta"}
            for n, posting in enumerate(postings)
        ]
        self.opportunities.append(
            {
                "id": f"250d8f03-738a-4bba-a671-{number:012}",
                "name": "Shana Secreta",
                "headline": "Vandelay Industries",
                "emails": ["shana@example.com"],
                "stage": stage,
                "lastAdvancedAt": self._ms(2),
                "updatedAt": self._ms(2),
                "archivedAt": self._ms(1) if archived else None,
                "applications": applications,
            }
        )

    def reply(self, request: SourceRequest) -> SourceReply:
        expected = b64encode(f"{API_KEY}:".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return _refused(401, "UnauthorizedError", "The API key is invalid.")
        known = KNOWN.get(request.path)
        if known is None or request.method != "GET":
            return _refused(404, "ResourceNotFound", "There is no such resource.")
        if unknown := sorted(request.query.keys() - known):
            return _refused(400, "BadRequestError", f"Unrecognized parameter {unknown[0]}.")
        limit, offset = request.one("limit", "100"), request.one("offset", "at-0")
        if not limit.isdecimal() or not 1 <= int(limit) <= 100 or not offset.startswith("at-"):
            return _refused(400, "BadRequestError", "Invalid parameter: limit or offset.")
        if not set(request.query.get("state", ["published"])) <= STATES:
            return _refused(400, "BadRequestError", "Invalid parameter: state.")
        items = self._postings(request) if request.path == "/postings" else self._opportunities(request)
        first, last = int(offset[3:]), int(offset[3:]) + int(limit)
        more: dict[str, Any] = {"next": f"at-{last}", "hasNext": True} if last < len(items) else {"hasNext": False}
        return SourceReply(200, {"data": items[first:last], **more})

    def message(
        self, event: str, *, triggered_at: datetime | None = None, token: str = SIGNATURE_TOKENS[0], **data: Any
    ) -> PushedMessage:
        at = int((triggered_at or self.now).timestamp() * 1000)
        named = "43ec50a8a3a9ba0f"
        content = {
            "id": "7b3b1a5e",
            "triggeredAt": at,
            "event": event,
            "signature": signature_of(f"{named}{at}".encode(), token),
            "token": named,
            "data": {"candidateId": "c-1", "contactId": "k-1", "opportunityId": "o-1", "toStageId": ONSITE, **data},
        }
        return PushedMessage({"content-type": "application/json"}, json.dumps(content).encode())

    def _postings(self, request: SourceRequest) -> list[dict[str, Any]]:
        users = {"u-1": {"id": "u-1", "name": "Inês Prado", "email": "ines@example.com"}}
        expanded = [name for name in request.query.get("expand", []) if name in ("owner", "hiringManager", "user")]
        found = [one for one in self.postings if one["state"] in request.query.get("state", [one["state"]])]
        return [one | {name: users.get(one[name]) for name in expanded} for one in found]

    def _opportunities(self, request: SourceRequest) -> list[dict[str, Any]]:
        wanted, expanded = set(request.query.get("posting_id", [])), request.query.get("expand", [])
        is_archived = request.one("archived") == "true"
        found = [
            one
            for one in self.opportunities
            if (one["archivedAt"] is not None) is is_archived
            and wanted & {application["posting"] for application in one["applications"]}
        ]
        return [_expanded(one, expanded) for one in found]

    def _ms(self, days_ago: float) -> int:
        return int((self.now - timedelta(days=days_ago)).timestamp() * 1000)


def _expanded(opportunity: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    stage = opportunity["stage"]
    return opportunity | {
        "stage": {"id": stage, "text": STAGES[stage]} if "stage" in names else stage,
        "applications": opportunity["applications"]
        if "applications" in names
        else [one["id"] for one in opportunity["applications"]],
    }


def _refused(status: int, code: str, message: str) -> SourceReply:
    return SourceReply(status, {"code": code, "message": message})
