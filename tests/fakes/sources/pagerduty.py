"""PagerDuty's REST API v2 as its documentation has it: ``GET /incidents`` and ``GET /abilities``, with their limits.

The shape of an answer is that of PagerDuty's OpenAPI (github.com/PagerDuty/api-schema, reference/REST/openapiv3.json).
Real PagerDuty may overlook a parameter it does not know; this one refuses it, so that a misspelt one is seen.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.sources.base import SourceReply, SourceRequest

VERSION = "application/vnd.pagerduty+json;version=2"
MAX_LIMIT = 100
MAX_ITERATION = 10_000
DEFAULT_LIMIT = 25
DEFAULT_RANGE = timedelta(days=30)
MAX_RANGE = timedelta(days=181)
"""The shortest six months."""
SORTED_BY = {"incident_number", "created_at", "resolved_at", "urgency"}
STATUSES = {"triggered", "acknowledged", "resolved"}
INCLUDED = {
    "acknowledgers",
    "agents",
    "assignees",
    "conference_bridge",
    "escalation_policies",
    "first_trigger_log_entries",
    "priorities",
    "services",
    "teams",
    "users",
}
PARAMETERS = {
    "limit",
    "offset",
    "total",
    "date_range",
    "incident_key",
    "service_ids[]",
    "team_ids[]",
    "user_ids[]",
    "urgencies[]",
    "time_zone",
    "statuses[]",
    "sort_by",
    "include[]",
    "since",
    "until",
}
TEAMS = {"PPAYTEAM": "Payments", "PPLATFRM": "Platform"}
PRIORITY_IDS = {"P1": "PSLWBL8", "P2": "P53ZZH5", "P3": "PGE9YCZ", "P4": "PVJPWYW", "P5": "P81SUUT"}
RESET_SECONDS = 20

Incident = dict[str, Any]


class PagerDutyFake:
    """``rows`` incidents over the last 80 days in place of a leadership meeting's worth. ``incidents`` may be changed.

    After ``limited_after`` requests it says once that these were too many, and then has forgotten it.
    """

    settings: Mapping[str, str] = {"teams": ""}
    secret: Mapping[str, str] = {"token": "fake-pagerduty-key"}

    def __init__(self, now: datetime, rows: int = 0, limited_after: int = 0) -> None:
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self.incidents: list[Incident] = _many(self.now, rows) if rows else _few(self.now)
        self.limited_after = limited_after
        self.asked = 0

    def reply(self, request: SourceRequest) -> SourceReply:
        self.asked += 1
        refusal = self._refusal(request)
        if refusal:
            return refusal
        if request.path == "/abilities":
            return SourceReply(200, {"abilities": ["teams", "read_only_users", "service_support_hours", "urgencies"]})
        return self._incidents(request) if request.path == "/incidents" else _error(404, 2100, "Not Found")

    def _refusal(self, request: SourceRequest) -> SourceReply | None:
        if request.headers.get("authorization") != f"Token token={self.secret['token']}":
            return _error(401, 2006, "Authentication failed")
        if request.method != "GET":
            return _error(403, 2010, "Access Denied")
        if request.headers.get("accept") != VERSION:
            return _error(400, 2002, "Arguments Caused Error", ["Accept does not name version 2"])
        if self.limited_after and self.asked == self.limited_after + 1:
            headers = {"ratelimit-limit": "960", "ratelimit-remaining": "0", "ratelimit-reset": str(RESET_SECONDS)}
            return SourceReply(429, {"error": {"message": "Rate Limit Exceeded", "code": 2020}}, headers)
        return None

    def _incidents(self, request: SourceRequest) -> SourceReply:
        wrong = _wrong_arguments(request)
        if wrong:
            return _error(400, 2001, "Invalid Input Provided", [wrong])
        try:
            since, until = self._range(request)
        except ValueError:
            return _error(400, 2004, "Invalid time values in 'since' and/or 'until' parameters")
        if until < since or until - since > MAX_RANGE:
            return _error(400, 2005, "Invalid Query Date Range")
        limit, offset = int(request.one("limit", str(DEFAULT_LIMIT))), int(request.one("offset", "0"))
        found = [one for one in self._between(since, until) if _is_asked_for(one, request)]
        found.sort(key=_order(request.one("sort_by", "incident_number")))
        page = found[offset : offset + limit]
        return SourceReply(
            200,
            {
                "incidents": [_shown(one, request.query.get("include[]", [])) for one in page],
                "limit": limit,
                "offset": offset,
                "more": offset + limit < len(found),
                "total": len(found) if request.one("total") == "true" else None,
            },
        )

    def _range(self, request: SourceRequest) -> tuple[datetime, datetime]:
        until = _time(request.one("until", self.now.isoformat()))
        return _time(request.one("since", (until - DEFAULT_RANGE).isoformat())), until

    def _between(self, since: datetime, until: datetime) -> Sequence[Incident]:
        """From ``since`` up to ``until``, as incidents lie in order of their beginning."""
        known = sorted(self.incidents, key=lambda one: one["created_at"])
        keys = [one["created_at"] for one in known]
        return known[bisect_left(keys, _text(since)) : bisect_right(keys, _text(until))]


def _wrong_arguments(request: SourceRequest) -> str:
    if unknown := set(request.query) - PARAMETERS:
        return f"Unknown parameter {min(unknown)}"
    if unknown := set(request.query.get("statuses[]", [])) - STATUSES:
        return f"Invalid status {min(unknown)}"
    if unknown := set(request.query.get("include[]", [])) - INCLUDED:
        return f"Cannot include {min(unknown)}"
    fields = request.one("sort_by", "incident_number").split(",")
    if len(fields) > 2 or {field.partition(":")[0] for field in fields} - SORTED_BY:
        return "Invalid sort_by"
    limit, offset = request.one("limit", str(DEFAULT_LIMIT)), request.one("offset", "0")
    if not limit.isdecimal() or not offset.isdecimal() or not 1 <= int(limit) <= MAX_LIMIT:
        return f"Limit must be from 1 to {MAX_LIMIT}"
    return f"Offset plus limit exceeds {MAX_ITERATION}" if int(limit) + int(offset) > MAX_ITERATION else ""


def _is_asked_for(incident: Incident, request: SourceRequest) -> bool:
    teams, statuses = request.query.get("team_ids[]"), request.query.get("statuses[]", [*STATUSES])
    return incident["status"] in statuses and (not teams or any(one["id"] in teams for one in incident["teams"]))


def _order(sort_by: str) -> Callable[[Incident], tuple[Any, ...]]:
    names = [field.partition(":")[0] for field in sort_by.split(",")]
    return lambda incident: tuple("" if incident[name] is None else incident[name] for name in names)


def _shown(incident: Incident, included: Sequence[str]) -> Incident:
    """A priority is a reference with a summary, unless it is to be included whole."""
    priority = incident.get("priority")
    if not priority or "priorities" not in included:
        return incident
    return {**incident, "priority": {**priority, "type": "priority", "name": priority["summary"], "description": ""}}


def _error(status: int, code: int, message: str, errors: Sequence[str] = ()) -> SourceReply:
    return SourceReply(status, {"error": {"message": message, "code": code, "errors": list(errors)}})


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _reference(kind: str, name: str, given_id: str) -> dict[str, Any]:
    place = kind.replace("_policy", "_policies") if kind.endswith("policy") else f"{kind}s"
    address = f"https://api.pagerduty.com/{place}/{given_id}"
    return {"id": given_id, "type": f"{kind}_reference", "summary": name, "self": address, "html_url": address}


def incident(number: int, title: str, created_at: datetime, **given: Any) -> Incident:
    """As ``GET /incidents`` lists one. ``lasted`` is what resolved it, ``who`` has it while it lasts."""
    lasted: timedelta | None = given.get("lasted")
    who, priority, team = given.get("who", ""), given.get("priority", ""), given.get("team", "PPLATFRM")
    changed = _text(created_at + (lasted or timedelta(minutes=4)))
    given_id = f"Q{number:013d}"
    status = "resolved" if lasted else "acknowledged" if who else "triggered"
    assigned = [{"at": _text(created_at), "assignee": _reference("user", who, "PXPGF42")}] if who and not lasted else []
    return {
        "id": given_id,
        "type": "incident",
        "summary": f"[#{number}] {title}",
        "self": f"https://api.pagerduty.com/incidents/{given_id}",
        "html_url": f"https://northwind.pagerduty.com/incidents/{given_id}",
        "incident_number": number,
        "title": title,
        "created_at": _text(created_at),
        "updated_at": changed,
        "status": status,
        "incident_key": f"key-{number}",
        "service": _reference("service", given.get("service", "Checkout API"), "PIJ90N7"),
        "assignments": assigned,
        "assigned_via": "escalation_policy",
        "last_status_change_at": changed,
        "resolved_at": changed if lasted else None,
        "alert_counts": {"all": 2, "triggered": 0 if lasted else 2, "resolved": 2 if lasted else 0},
        "is_mergeable": True,
        "incident_type": {"name": "incident_default"},
        "escalation_policy": _reference("escalation_policy", f"{TEAMS[team]} on call", "PT20YPA"),
        "teams": [_reference("team", TEAMS[team], team)],
        "pending_actions": [],
        "acknowledgements": [],
        "last_status_change_by": _reference("user", who or "Amara Okafor", "PXPGF42"),
        "priority": _reference("priority", priority, PRIORITY_IDS.get(priority, "PCUSTOM")) if priority else None,
        "resolve_reason": None,
        "incidents_responders": [],
        "responder_requests": [],
        "urgency": given.get("urgency", "high"),
    }


def _few(now: datetime) -> list[Incident]:
    """What a leadership meeting asks about: one that lasts, bad ones that are over, and everyday ones."""
    hours = timedelta(hours=1)
    return [
        incident(
            4112,
            "Invoices sent twice to 340 customers",
            now - timedelta(days=41),
            priority="P2",
            team="PPAYTEAM",
            service="Billing",
            lasted=9 * hours,
        ),
        incident(
            4180,
            "Search answers with last week's stock",
            now - timedelta(days=23, hours=4),
            priority="P3",
            service="Search",
            lasted=3 * hours,
        ),
        incident(
            4203,
            "Sign-in fails for customers with SSO",
            now - timedelta(days=12),
            priority="P1",
            service="Identity",
            lasted=timedelta(minutes=82),
        ),
        incident(
            4209,
            "Nightly export to the warehouse is late",
            now - timedelta(days=6),
            urgency="low",
            service="Data platform",
            lasted=5 * hours,
        ),
        incident(
            4215,
            "Card payments time out in Brazil",
            now - timedelta(hours=30),
            priority="P1",
            team="PPAYTEAM",
            service="Checkout API",
            who="Li Wei",
        ),
        incident(4216, "Build server is running out of disk", now - 5 * hours, urgency="low", service="Build"),
    ]


def _many(now: datetime, rows: int) -> list[Incident]:
    """Evenly over 80 days, several in a second where there are many; the same each time."""
    begin, span = now - timedelta(days=80), timedelta(days=79).total_seconds()
    services = ("Checkout API", "Identity", "Search", "Billing", "Data platform")
    return [
        incident(
            number,
            f"{services[number % 5]} slower than agreed, {number}",
            begin + timedelta(seconds=int(span * number / rows)),
            priority=("P1", "P2", "P3", "P4", "")[number % 5],
            service=services[number % 5],
            lasted=timedelta(minutes=7 + number % 90) if number % 10 else None,
        )
        for number in range(rows)
    ]
