"""Milestones and issues of GitHub as rows of big rocks and decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.instants import iso, parse_iso
from lambdas.domain.kernel.plain_text import clip, one_line, plain
from lambdas.domain.sources.source_pages import SourceRow

MAX_NAME = 200
MAX_NOTE = 300
DROPPED = frozenset({"not_planned", "duplicate"})
"""Why an issue was closed without having been decided (state_reason)."""


class UnreadableRow(ValueError):
    """Its message says in our words what is wrong with it."""


@dataclass(frozen=True, slots=True)
class GithubRows:
    """``tells_repository``: several are read, and a milestone's title ("2.0") may stand in each.

    Nothing that was closed before ``since`` gives a row.
    """

    repository: str
    tells_repository: bool
    since: datetime

    def name_of(self, item: Any, form: str) -> str:
        number = item.get("number") if isinstance(item, dict) else None
        return f"{self.repository}#{form}{number if _is_count(number) else '?'}"

    def milestone(self, item: Any) -> SourceRow | None:
        """Raises UnreadableRow."""
        fields = _object(item)
        closed_at = self._closed_at(fields)
        if closed_at and closed_at < self.since:
            return None
        title, created, due = _name(fields), _moment(fields, "created_at"), _day(fields, "due_on")
        started_on = created.date() if created else None
        values = {
            "name": clip(f"{self.repository.partition('/')[2]}: {title}", MAX_NAME) if self.tells_repository else title,
            "owner": _login(fields.get("creator")),
            **_progress(fields),
            # A date before the beginning makes no rock; GitHub takes any.
            "started_on": str(started_on) if started_on and not (due and due < started_on) else "",
            "due": str(due) if due else "",
            "note": _note(fields.get("description")),
            "as_of": _stamp(fields),
        }
        return SourceRow(RecordKind.BIG_ROCKS, self.name_of(fields, "milestone-"), values)

    def decision(self, item: Any) -> SourceRow | None:
        """None also for a pull request, which this list has among the issues. Raises UnreadableRow."""
        fields = _object(item)
        closed_at = self._closed_at(fields)
        if fields.get("pull_request") is not None or (closed_at and closed_at < self.since):
            return None
        status = _status(fields)
        created = _moment(fields, "created_at")
        milestone = fields.get("milestone")
        due = _day(milestone, "due_on") if isinstance(milestone, dict) else None
        is_decided = status == "decided"
        values = {
            "title": _name(fields),
            "raised_on": str(created.date()) if created else "",
            "due": str(due) if due else "",
            "owner": _assignee(fields),
            "status": status,
            "decided_on": str(closed_at.date()) if closed_at and is_decided else "",
            "who": _login(fields.get("closed_by")) if is_decided else "",
            "note": _note(fields.get("body")),
            "as_of": _stamp(fields),
        }
        return SourceRow(RecordKind.DECISIONS, self.name_of(fields, ""), values)

    def _closed_at(self, fields: Mapping[str, Any]) -> datetime | None:
        return _moment(fields, "closed_at") if _state(fields) == "closed" else None


def _object(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise UnreadableRow("is not an object")
    if not _is_count(item.get("number")):
        raise UnreadableRow("has no number")
    return item


def _state(fields: Mapping[str, Any]) -> str:
    state = fields.get("state")
    if state not in ("open", "closed"):
        raise UnreadableRow("is neither open nor closed")
    return str(state)


def _status(fields: Mapping[str, Any]) -> str:
    if _state(fields) == "open":
        return "open"
    return "dropped" if fields.get("state_reason") in DROPPED else "decided"


def _progress(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Whole percent, rounded down: nothing is all done while something is open."""
    opened, closed = _count(fields, "open_issues"), _count(fields, "closed_issues")
    is_over = _state(fields) == "closed"
    total = opened + closed
    progress = 100 * closed // total if total else 100 * is_over
    if is_over:
        return {"progress": progress, "status": "done"}
    return {"progress": progress, "status": "on_track" if closed else "not_started"}


def _name(fields: Mapping[str, Any]) -> str:
    title = fields.get("title")
    name = clip(plain(title), MAX_NAME) if isinstance(title, str) else ""
    if not name:
        raise UnreadableRow("has no title")
    return name


def _note(text: Any) -> str:
    return one_line(text, MAX_NOTE) if isinstance(text, str) else ""


def _login(user: Any) -> str:
    """GitHub has no user where the account was deleted."""
    login = user.get("login") if isinstance(user, dict) else ""
    return plain(login)[:MAX_NAME] if isinstance(login, str) else ""


def _assignee(fields: Mapping[str, Any]) -> str:
    """The first of them: the single ``assignee`` is gone from API version 2026-03-10 on."""
    several = fields.get("assignees")
    first = several[0] if isinstance(several, list) and several else fields.get("assignee")
    return _login(first)


def _stamp(fields: Mapping[str, Any]) -> str:
    updated = _moment(fields, "updated_at")
    return iso(updated) if updated else ""


def _moment(fields: Mapping[str, Any], name: str) -> datetime | None:
    given = fields.get(name)
    if given is None or given == "":
        return None
    try:
        return parse_iso(given)
    except (TypeError, ValueError, OverflowError):
        raise UnreadableRow(f"{name} is not a time") from None


def _day(fields: Mapping[str, Any], name: str) -> date | None:
    """The day in UTC. GitHub keeps a due date as midnight Pacific time, 07:00 or 08:00 in UTC of that very day
    (microsoft/PowerShellForGitHub pull request 133); read in a zone of the Americas it would be the day before.
    """
    moment = _moment(fields, name)
    return moment.astimezone(UTC).date() if moment else None


def _count(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or not _is_count(value):
        raise UnreadableRow(f"{name} is not a number")
    return value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def window(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)
