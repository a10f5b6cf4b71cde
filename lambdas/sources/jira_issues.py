"""Issues of Jira, Cloud or Data Center, as big rocks and as decisions: both give the same fields in the same shapes.

Descriptions are never asked for: Cloud gives them as a document of nodes, and nothing here needs them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pydantic import Field

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import clip
from lambdas.domain.records.statuses import DecisionStatus, RockStatus
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.sources.foreign_json import list_of, mapping_of, text_of
from lambdas.sources.jira_queries import ISSUE_KEY

MAX_BLOCKERS = 600
FIELD_ID = r"^(customfield_[1-9][0-9]{0,8})?$"
DONE, NEW = "done", "new"
"""Keys of status categories; in between is ``indeterminate``. Names of statuses are each team's own."""

NO_KEY = "is no issue: its key is missing"
NOT_A_TIME = "{} is not a time"
FLAGGED = "Flagged"

EPIC_FIELDS = ("summary", "status", "assignee", "duedate", "updated", "issuelinks")
DECISION_FIELDS = ("summary", "status", "assignee", "duedate", "created", "updated", "resolutiondate", "priority")


class JiraFields(Model):
    """Ids of fields that each Jira numbers by itself, empty where it has none."""

    flagged: str = Field(default="", pattern=FIELD_ID)
    started: str = Field(default="", pattern=FIELD_ID)
    epic_link: str = Field(default="", pattern=FIELD_ID)


class ChildTally(Model):
    """Issues of one epic."""

    total: int = 0
    done: int = 0

    def with_one(self, is_done: bool) -> "ChildTally":
        return ChildTally(total=self.total + 1, done=self.done + is_done)

    @property
    def percent(self) -> int:
        """Whole and rounded down: 100 is reached by the last one."""
        return self.done * 100 // self.total if self.total else 0


def rows_of(
    issues: Iterable[Any], build: Callable[[str, Mapping[str, Any]], SourceRow]
) -> tuple[list[SourceRow], list[str]]:
    """Also the refused ones, each with its reason. ``build`` takes a key and fields, and may raise ValueError."""
    rows: list[SourceRow] = []
    refused: list[str] = []
    for issue in issues:
        key = key_of(issue)
        try:
            if not key:
                raise ValueError(NO_KEY)
            rows.append(build(key, fields_of(issue)))
        except ValueError as error:
            refused.append(text_of(f"{key or 'an issue'}: {error}"))
    return rows, refused


def rock_of(key: str, values: Mapping[str, Any], tally: ChildTally, names: JiraFields, today: date) -> SourceRow:
    """An epic. Without issues of its own it is done or not begun."""
    category, due = category_of(values), _day(values, "duedate")
    blockers = [*([FLAGGED] if values.get(names.flagged) else []), *_open_blockers(values)]
    is_over = category == DONE
    return SourceRow(
        RecordKind.BIG_ROCKS,
        key,
        {
            "name": text_of(values.get("summary")),
            "owner": _person(values),
            "progress": 100 if is_over and not tally.total else tally.percent,
            "status": _status(category, bool(blockers), tally, bool(due) and due < today.isoformat()),
            "started_on": _start(values, names.started, due),
            "due": due,
            "blockers": "" if is_over else clip("; ".join(blockers), MAX_BLOCKERS),
            "note": f"{tally.done} of {tally.total} issues done" if tally.total else "",
            "as_of": _moment(values, "updated"),
        },
    )


def decision_of(key: str, values: Mapping[str, Any]) -> SourceRow:
    is_decided = category_of(values) == DONE
    status, priority = text_of(_named(values, "status")), text_of(_named(values, "priority"))
    decided_on = (_day(values, "resolutiondate") or _day(values, "updated")) if is_decided else ""
    return SourceRow(
        RecordKind.DECISIONS,
        key,
        {
            "title": text_of(values.get("summary")),
            "status": DecisionStatus.DECIDED if is_decided else DecisionStatus.OPEN,
            "raised_on": _day(values, "created"),
            "due": _day(values, "duedate"),
            "owner": _person(values),
            "decided_on": decided_on,
            "note": ", ".join(part for part in (status, f"priority {priority}" if priority else "") if part),
            "as_of": _moment(values, "updated"),
        },
    )


def key_of(issue: Any) -> str:
    """Empty where it is not as Jira makes them."""
    key = mapping_of(issue).get("key")
    return key if isinstance(key, str) and ISSUE_KEY.fullmatch(key) else ""


def fields_of(issue: Any) -> Mapping[str, Any]:
    return mapping_of(mapping_of(issue).get("fields"))


def category_of(values: Mapping[str, Any]) -> str:
    return text_of(mapping_of(mapping_of(values.get("status")).get("statusCategory")).get("key"))


def _status(category: str, is_blocked: bool, tally: ChildTally, is_late: bool) -> RockStatus:
    if category == DONE:
        return RockStatus.DONE
    if is_blocked:
        return RockStatus.BLOCKED
    if is_late:
        return RockStatus.AT_RISK
    return RockStatus.NOT_STARTED if category == NEW and not tally.done else RockStatus.ON_TRACK


def _open_blockers(values: Mapping[str, Any]) -> Iterator[str]:
    """Links name the other issue as ``inwardIssue`` where this one is the blocked of the two."""
    for link in list_of(values.get("issuelinks")):
        kind, other = mapping_of(mapping_of(link).get("type")), mapping_of(mapping_of(link).get("inwardIssue"))
        is_blocker = text_of(kind.get("inward")).casefold() == "is blocked by" or kind.get("name") == "Blocks"
        if is_blocker and key_of(other) and category_of(fields_of(other)) != DONE:
            yield f"{key_of(other)} {text_of(fields_of(other).get('summary'))}".strip()


def _start(values: Mapping[str, Any], name: str, due: str) -> str:
    """Left out where it is after the end: people move one date and forget the other."""
    started_on = _day(values, name) if name else ""
    return "" if due and started_on > due else started_on


def _person(values: Mapping[str, Any]) -> str:
    return text_of(mapping_of(values.get("assignee")).get("displayName"))


def _named(values: Mapping[str, Any], field: str) -> Any:
    return mapping_of(values.get(field)).get("name")


def _day(values: Mapping[str, Any], field: str) -> str:
    """``2026-11-20``; of a time, the day it is in the zone of whoever AMO reads as."""
    text = text_of(values.get(field))
    try:
        return date.fromisoformat(text[:10]).isoformat() if text else ""
    except ValueError:
        raise ValueError(NOT_A_TIME.format(field)) from None


def _moment(values: Mapping[str, Any], field: str) -> str:
    """ISO in UTC, from ``2026-11-20T09:00:00.000+0100``; empty where the field is."""
    text = text_of(values.get(field))
    try:
        moment = datetime.fromisoformat(text) if text else None
        if moment and moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(UTC).isoformat() if moment else ""
    except (ValueError, OverflowError):
        raise ValueError(NOT_A_TIME.format(field)) from None
