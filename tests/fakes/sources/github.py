"""GitHub's REST API as far as AMO asks it: repositories, milestones and issues, with its limits and what it hides.

Its answers have the shapes of GitHub's OpenAPI description. As the real one, it names the next page in a Link header
by another address (``/repositories/<id>``), and takes no page number beyond 99 of issues without a token.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

from lambdas.domain.kernel.instants import iso
from tests.fakes.sources.base import SourceReply, SourceRequest

TOKEN = "github_pat_11AMO0demonstration"
REPOSITORY = "northwind/checkout"
VERSIONS = ("2022-11-28", "2026-03-10")
HOURLY = 5000
MAX_PAGE_SIZE = 100
MAX_NUMBERED_PAGE = 99
DOCS = "https://docs.github.com/rest"
PARAMETERS = {
    "milestones": {"state", "sort", "direction", "per_page", "page"},
    "issues": {"state", "labels", "sort", "direction", "since", "per_page", "page", "after", "before"},
}
USER_ADDRESSES = (
    *("avatar_url", "events_url", "followers_url", "following_url", "gists_url", "html_url", "organizations_url"),
    *("received_events_url", "repos_url", "starred_url", "subscriptions_url", "url"),
)
HURRIED = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


class GithubFake:
    """``rows`` above 0 makes so many milestones and issues in place of the demonstration.

    ``hidden``, ``moved``, ``without_issues`` and ``blocked`` are names of repositories.
    """

    def __init__(self, now: datetime, rows: int = 0, repositories: tuple[str, ...] = (REPOSITORY,)) -> None:
        self.now = now
        self.settings: Mapping[str, str] = {"repositories": ", ".join(repositories), "decision_label": "decision"}
        self.secret: Mapping[str, str] = {"token": TOKEN}
        self.may_read_issues = True
        self.remaining = HOURLY
        self.is_hurried = False
        self.hidden: set[str] = set()
        self.moved: set[str] = set()
        self.without_issues: set[str] = set()
        self.blocked: set[str] = set()
        self._numbers = count(1)
        self.repositories = repositories
        self.milestones: dict[str, list[dict[str, Any]]] = {}
        self.issues: dict[str, list[dict[str, Any]]] = {}
        for name in repositories:
            self.milestones[name], self.issues[name] = [], []
        self._fill(rows) if rows else self._demonstrate()

    def milestone(self, title: str, *, repository: str = "", **fields: Any) -> dict[str, Any]:
        """Adds one; ``due`` is the day a person picked, kept as midnight Pacific."""
        name, number = repository or self.repositories[0], next(self._numbers)
        due: datetime | None = fields.pop("due", None)
        root = f"https://api.github.com/repos/{name}"
        made = {
            "url": f"{root}/milestones/{number}",
            "html_url": f"https://github.com/{name}/milestone/{number}",
            "labels_url": f"{root}/milestones/{number}/labels",
            "id": 1002600 + number,
            "node_id": f"MI_{number}",
            "number": number,
            "state": "open",
            "title": title,
            "description": None,
            "creator": user("ines-okafor"),
            "open_issues": 0,
            "closed_issues": 0,
            "created_at": iso(self.now - timedelta(days=60)),
            "updated_at": iso(self.now - timedelta(days=2)),
            "closed_at": None,
            "due_on": midnight_pacific(due) if due else None,
            **fields,
        }
        self.milestones[name].append(made)
        return made

    def issue(self, title: str, *, repository: str = "", labels: tuple[str, ...] = ("decision",), **fields: Any) -> Any:
        name, number = repository or self.repositories[0], next(self._numbers)
        root = f"https://api.github.com/repos/{name}"
        assignee = fields.pop("assignee", None)
        made = {
            "id": 30003000 + number,
            "node_id": f"I_{number}",
            "url": f"{root}/issues/{number}",
            "repository_url": root,
            "labels_url": f"{root}/issues/{number}/labels{{/name}}",
            "comments_url": f"{root}/issues/{number}/comments",
            "events_url": f"{root}/issues/{number}/events",
            "html_url": f"https://github.com/{name}/issues/{number}",
            "number": number,
            "state": "open",
            "state_reason": None,
            "title": title,
            "body": None,
            "user": user("tomas-weller"),
            "labels": [{"id": 7, "name": label, "color": "d73a4a", "default": False} for label in labels],
            "assignee": assignee,
            "assignees": [assignee] if assignee else [],
            "milestone": None,
            "locked": False,
            "active_lock_reason": None,
            "comments": 0,
            "closed_at": None,
            "created_at": iso(self.now - timedelta(days=20)),
            "updated_at": iso(self.now - timedelta(days=1)),
            "author_association": "MEMBER",
            **fields,
        }
        self.issues[name].append(made)
        return made

    def reply(self, request: SourceRequest) -> SourceReply:
        if refusal := self._refusal(request):
            return refusal
        self.remaining -= 1
        parts = request.path.strip("/").split("/")
        if len(parts) not in (3, 4) or parts[0] != "repos" or request.method != "GET":
            return self._answered(404, error("Not Found", 404))
        name = f"{parts[1]}/{parts[2]}"
        if refusal := self._refusal_of(name, parts[3:]):
            return refusal
        if len(parts) == 3:
            return self._answered(200, repository(name))
        return self._listed(name, parts[3], request)

    def _refusal(self, request: SourceRequest) -> SourceReply | None:
        if not request.headers.get("user-agent"):
            return SourceReply(403, b"Request forbidden by administrative rules. Please set a User-Agent header.")
        version = request.headers.get("x-github-api-version", "")
        if version not in VERSIONS:
            return self._answered(400, error("The requested API version is not supported.", 400))
        if request.headers.get("accept") != "application/vnd.github+json":
            return self._answered(415, error("Unsupported 'Accept' header", 415))
        if request.headers.get("authorization") != f"Bearer {self.secret['token']}":
            return self._answered(401, error("Bad credentials", 401))
        if self.is_hurried:
            said = error(
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", 403
            )
            return self._answered(403, said, {"Retry-After": "90"})
        if self.remaining <= 0:
            return self._answered(403, error("API rate limit exceeded for user ID 4711.", 403))
        return None

    def _refusal_of(self, name: str, rest: list[str]) -> SourceReply | None:
        if name in self.moved:
            there = {**error("Moved Permanently", 301), "url": "https://api.github.com/repositories/1300192"}
            return self._answered(301, there, {"Location": "https://api.github.com/repositories/1300192"})
        if name in self.blocked:
            return self._answered(451, error("Repository access blocked", 451))
        if name in self.hidden or name not in self.repositories or rest not in ([], ["milestones"], ["issues"]):
            return self._answered(404, error("Not Found", 404))
        if rest and not self.may_read_issues:
            said = error("Resource not accessible by personal access token", 403)
            return self._answered(403, said, {"X-Accepted-GitHub-Permissions": "issues=read; pull_requests=read"})
        if rest == ["issues"] and name in self.without_issues:
            return self._answered(410, error("Issues has been disabled in this repository.", 410))
        return None

    def _listed(self, name: str, listing: str, request: SourceRequest) -> SourceReply:
        if strange := request.query.keys() - PARAMETERS[listing]:
            return self._answered(422, error(f"Invalid request: {sorted(strange)[0]}", 422))
        if request.one("state", "open") not in ("open", "closed", "all"):
            return self._answered(422, error("Validation Failed", 422))
        size, page = int(request.one("per_page", "30")), int(request.one("page", "1"))
        if listing == "issues" and page > MAX_NUMBERED_PAGE and not request.one("after"):
            said = "Pagination with the page parameter is not supported for large datasets, please use cursor based "
            return self._answered(422, error(f"{said}pagination (after/before)", 422))
        found = self._found(name, listing, request)
        size = min(size, MAX_PAGE_SIZE)
        start = _start_of(request.one("after")) if request.one("after") else (page - 1) * size
        headers = {}
        if start + size < len(found):
            headers["Link"] = _link(listing, request, page + 1, start + size)
        return self._answered(200, found[start : start + size], headers)

    def _found(self, name: str, listing: str, request: SourceRequest) -> list[dict[str, Any]]:
        state = request.one("state", "open")
        items = self.milestones[name] if listing == "milestones" else self.issues[name]
        wanted = {label.casefold() for label in request.one("labels").split(",") if label}
        key: Callable[[dict[str, Any]], Any] = lambda item: item.get("created_at") or ""  # noqa: E731 - a sort's key
        if listing == "milestones":
            key = lambda item: item.get("due_on") or "9999"  # noqa: E731 - a sort's key
        kept = [
            item
            for item in items
            if state in ("all", item.get("state"))
            and wanted <= {label["name"].casefold() for label in item.get("labels", ()) if isinstance(label, dict)}
        ]
        return sorted(kept, key=key, reverse=request.one("direction") == "desc")

    def _answered(self, status: int, content: Any, headers: Mapping[str, str] | None = None) -> SourceReply:
        limits = {
            "X-RateLimit-Limit": str(HOURLY),
            "X-RateLimit-Remaining": str(max(self.remaining, 0)),
            "X-RateLimit-Reset": str(int((self.now + timedelta(minutes=20)).timestamp())),
            "X-RateLimit-Resource": "core",
            "Date": self.now.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT"),
        }
        return SourceReply(status, content, {**limits, **(headers or {})})

    def _fill(self, rows: int) -> None:
        for number in range(rows // 2):
            due = self.now + timedelta(days=number % 300)
            self.milestone(f"Delivery {number:05}", due=due, open_issues=number % 7, closed_issues=number % 5)
        for number in range(rows - rows // 2):
            self.issue(f"Choice {number:05}", created_at=iso(self.now - timedelta(days=60, seconds=-number)))

    def _demonstrate(self) -> None:
        now = self.now
        search = self.milestone(
            "Checkout on the new search",
            due=now + timedelta(days=12),
            open_issues=9,
            closed_issues=21,
            description="Both clusters run until the old index is retired.",
        )
        self.milestone("Audit log", due=now - timedelta(days=3), open_issues=4, closed_issues=12)
        self.milestone("Self-service refunds", due=now + timedelta(days=40), open_issues=14, creator=user("mei-tanaka"))
        closed = iso(now - timedelta(days=6))
        self.milestone("Card tokens", state="closed", closed_issues=17, closed_at=closed, updated_at=closed)
        self.issue(
            "Which payment provider for Brazil?",
            assignee=user("mei-tanaka"),
            milestone=search,
            body="Two offers are on the table; the cheaper one has no instant refunds.",
        )
        self.issue("Keep the old search API until June?", assignee=user("ines-okafor"))
        self.issue(
            "Ship the audit log without exports?",
            state="closed",
            state_reason="completed",
            closed_at=iso(now - timedelta(days=4)),
            closed_by=user("mei-tanaka"),
        )
        pull = dict.fromkeys(("url", "html_url", "diff_url", "patch_url"), f"https://github.com/{REPOSITORY}/pull/9")
        self.issue("Bump the build image", pull_request=pull)


def user(login: str) -> dict[str, Any]:
    addresses = dict.fromkeys(USER_ADDRESSES, f"https://api.github.com/users/{login}")
    about = {"login": login, "id": 583231, "node_id": "U_1", "gravatar_id": "", "type": "User", "site_admin": False}
    return {**addresses, **about}


def repository(name: str) -> dict[str, Any]:
    return {"id": 1300192, "full_name": name, "name": name.partition("/")[2], "private": True, "has_issues": True}


def error(message: str, status: int) -> dict[str, Any]:
    return {"message": message, "documentation_url": DOCS, "status": str(status)}


def midnight_pacific(day: datetime) -> str:
    """Summer time from the second Sunday of March to the first of November, roughly: by whole months."""
    return f"{day.date()}T{7 if 4 <= day.month <= 10 else 8:02}:00:00Z"


def _link(listing: str, request: SourceRequest, page: int, start: int) -> str:
    kept = {name: values[0] for name, values in request.query.items() if name not in ("page", "after")}
    token = {"after": base64.b64encode(f"cursor:{start}".encode()).decode()} if listing == "issues" else {}
    following, last = urlencode({**kept, **token, "page": page}), urlencode({**kept, "page": 99})
    root = f"https://api.github.com/repositories/1300192/{listing}"
    return f'<{root}?{last}>; rel="last", <{root}?{following}>; rel="next"'


def _start_of(token: str) -> int:
    return int(base64.b64decode(token).decode().removeprefix("cursor:"))
