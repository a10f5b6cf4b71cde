"""A stand-in of Jira Cloud: REST API 3 as its own OpenAPI document and its measured refusals have it."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.fakes.sources.base import SourceReply, SourceRequest
from tests.fakes.sources.jira_issues import few_issues, many_issues
from tests.fakes.sources.jira_world import JiraIssue, JiraWorld, JqlError, field_list

MAX_RESULTS = 5000
BODY = {"jql", "fields", "maxResults", "nextPageToken", "expand", "fieldsByKeys", "properties", "reconcileIssues"}
GONE = "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."
BAD_TOKEN = "The provided nextPageToken is invalid or has expired."
BAD_SIZE = "The maxResults parameter must be between 1 and 5,000."
BAD_BODY = "Invalid request payload. Refer to the REST API documentation and try again."


class JiraFake:
    """``world`` may be changed while it is read. A page is never larger than ``page``, whatever is asked for."""

    def __init__(
        self, now: datetime, rows: int = 0, children: int = 3, *, page: int = 100, tells_of_wrong_token: bool = True
    ) -> None:
        self.settings: Mapping[str, str] = {
            "email": "amo@harbour.example",
            "projects": "PLAT, INFRA",
            "decision_label": "decision",
        }
        self.secret: Mapping[str, str] = {"token": "ATATT3xLanternQuay"}
        self.world = JiraWorld(now, many_issues(now, rows, children) if rows else few_issues(now))
        self.page = page
        self.tells_of_wrong_token = tells_of_wrong_token

    def reply(self, request: SourceRequest) -> SourceReply:
        """Whoever has a wrong token is nobody: asked who they are, 401; else 200 with what anybody may see."""
        reply = self._answered(request, self._is_known(request))
        if self._is_known(request) or not self.tells_of_wrong_token:
            return reply
        return SourceReply(
            reply.status, reply.content, {**reply.headers, "X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
        )

    def _is_known(self, request: SourceRequest) -> bool:
        named = base64.b64encode(f"{self.settings['email']}:{self.secret['token']}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {named}"

    def _answered(self, request: SourceRequest, is_known: bool) -> SourceReply:
        match request.method, request.path:
            case "GET", "/rest/api/3/myself":
                return (
                    SourceReply(200, _person("AMO Reader"))
                    if is_known
                    else SourceReply(401, "Client must be authenticated")
                )
            case "GET", "/rest/api/3/field":
                return SourceReply(200, field_list(epic_link=True))
            case "POST", "/rest/api/3/search/jql":
                return self._found(request) if is_known else SourceReply(200, {"issues": [], "isLast": True})
            case _, "/rest/api/3/search":
                return _refusal(410, GONE)
        return _refusal(404, "null for uri")

    def _found(self, request: SourceRequest) -> SourceReply:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return SourceReply(415, {"title": "Unsupported Media Type", "status": 415})
        asked = request.json
        if not isinstance(asked, dict) or set(asked) - BODY:
            return _refusal(400, BAD_BODY)
        jql, size = str(asked.get("jql") or ""), asked.get("maxResults", 50)
        try:
            start = _start(asked.get("nextPageToken"), jql)
            if not 1 <= size <= MAX_RESULTS:
                return _refusal(400, BAD_SIZE)
            found = self.world.search(jql)
        except JqlError as error:
            return _refusal(400, str(error))
        end = start + min(size, self.page)
        issues = [self._issue(issue, asked.get("fields") or []) for issue in found[start:end]]
        if end < len(found):
            return SourceReply(200, {"issues": issues, "isLast": False, "nextPageToken": _token(end, jql)})
        return SourceReply(200, {"issues": issues, "isLast": True})

    def _issue(self, issue: JiraIssue, wanted: list[str]) -> dict[str, Any]:
        """Ids only, unless fields are named."""
        if not wanted:
            return {"id": issue.number}
        fields = self.world.fields_of(issue)
        fields["assignee"] = _person(issue.assignee) if issue.assignee else None
        fields["description"] = {"type": "doc", "version": 1, "content": [{"type": "paragraph"}]}
        if issue.parent:
            fields["parent"] = self.world.brief(self.world.issues[issue.parent])
        chosen = {name: fields[name] for name in wanted if name in fields}
        return {"id": issue.number, "key": issue.key, "self": "https://harbour.example", "fields": chosen}


def _person(name: str) -> dict[str, Any]:
    account = hashlib.sha256(name.encode()).hexdigest()[:24]
    return {"accountId": account, "accountType": "atlassian", "displayName": name, "active": True}


def _token(start: int, jql: str) -> str:
    """It belongs to the query it was given for."""
    return base64.b64encode(json.dumps([start, hashlib.sha256(jql.encode()).hexdigest()]).encode()).decode()


def _start(token: Any, jql: str) -> int:
    """Raises JqlError."""
    if token is None:
        return 0
    try:
        start = int(json.loads(base64.b64decode(token))[0])
    except (TypeError, ValueError, LookupError):
        raise JqlError(BAD_TOKEN) from None
    if _token(start, jql) != token:
        raise JqlError(BAD_TOKEN)
    return start


def _refusal(status: int, message: str) -> SourceReply:
    return SourceReply(status, {"errorMessages": [message], "errors": {}})
