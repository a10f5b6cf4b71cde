"""A stand-in of Jira Data Center 8.20: REST API 2, paged by ``startAt``, with the field "Epic Link"."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.fakes.sources.base import SourceReply, SourceRequest
from tests.fakes.sources.jira_issues import few_issues, many_issues
from tests.fakes.sources.jira_world import EPIC_LINK, JiraIssue, JiraWorld, JqlError, field_list

MAX_RESULTS = 1000
"""``jira.search.views.default.max``: a larger page is cut, and the answer says to what."""
BODY = {"jql", "fields", "startAt", "maxResults", "validateQuery", "expand"}


class JiraDataCenterFake:
    """``world`` may be changed while it is read."""

    def __init__(
        self, now: datetime, rows: int = 0, children: int = 3, *, page: int = MAX_RESULTS, has_epic_link: bool = True
    ) -> None:
        self.settings: Mapping[str, str] = {"projects": "PLAT,INFRA", "decision_label": "decision"}
        self.secret: Mapping[str, str] = {"token": "NjQ4MzE1LanternQuay"}
        issues = many_issues(now, rows, children) if rows else few_issues(now)
        self.world = JiraWorld(
            now, issues, f"cf[{EPIC_LINK.removeprefix('customfield_')}]" if has_epic_link else "parent"
        )
        self.page = page
        self.has_epic_link = has_epic_link

    def reply(self, request: SourceRequest) -> SourceReply:
        if request.headers.get("authorization") != f"Bearer {self.secret['token']}":
            return SourceReply(401, {"errorMessages": ["You are not authenticated."], "errors": {}})
        match request.method, request.path:
            case "GET", "/rest/api/2/myself":
                return SourceReply(200, _person("AMO Reader"), {"X-AUSERNAME": "amo.reader"})
            case "GET", "/rest/api/2/field":
                return SourceReply(200, field_list(epic_link=self.has_epic_link))
            case "POST", "/rest/api/2/search":
                return self._found(request.json)
        return _refusal(404, "null for uri")

    def _found(self, asked: Any) -> SourceReply:
        if not isinstance(asked, dict) or set(asked) - BODY:
            return _refusal(400, "Unrecognized field")
        start, size = asked.get("startAt", 0), min(asked.get("maxResults", 50), self.page)
        if start < 0 or size < 0:
            return _refusal(400, "startAt and maxResults must not be negative.")
        try:
            found = self.world.search(str(asked.get("jql") or ""))
        except JqlError as error:
            return _refusal(400, str(error))
        issues = [self._issue(issue, asked.get("fields") or []) for issue in found[start : start + size]]
        beside = {"expand": "schema,names", "startAt": start, "maxResults": size, "total": len(found)}
        return SourceReply(200, {**beside, "issues": issues})

    def _issue(self, issue: JiraIssue, wanted: list[str]) -> dict[str, Any]:
        fields = self.world.fields_of(issue)
        fields["assignee"] = _person(issue.assignee) if issue.assignee else None
        if self.has_epic_link:
            fields[EPIC_LINK] = issue.parent or None
        elif issue.parent:
            fields["parent"] = self.world.brief(self.world.issues[issue.parent])
        chosen = {name: fields[name] for name in wanted if name in fields} if wanted else fields
        return {
            "expand": "operations",
            "id": issue.number,
            "self": "/rest/api/2/issue",
            "key": issue.key,
            "fields": chosen,
        }


def _person(name: str) -> dict[str, Any]:
    user = name.casefold().replace(" ", ".")
    return {"name": user, "key": user, "displayName": name, "active": True, "timeZone": "UTC"}


def _refusal(status: int, message: str) -> SourceReply:
    return SourceReply(status, {"errorMessages": [message], "errors": {}})
