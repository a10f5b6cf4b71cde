"""What the stand-ins of both Jiras hold: issues, and the part of JQL that AMO asks in, understood to the letter.

What it does not understand is refused as Jira refuses it: an escape that went wrong shows.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

CATEGORIES = {"new": (2, "To Do"), "indeterminate": (4, "In Progress"), "done": (3, "Done")}
PROJECTS = ("PLAT", "INFRA", "SECRET")
"""The last one is nobody's business."""
FLAGGED, STARTED, EPIC_LINK = "customfield_10021", "customfield_10015", "customfield_10008"

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class JiraIssue:
    key: str
    summary: str
    type: str = "Story"
    category: str = "new"
    status: str = "To Do"
    assignee: str = ""
    labels: tuple[str, ...] = ()
    due: date | None = None
    created: datetime = EPOCH
    updated: datetime = EPOCH
    resolved: datetime | None = None
    parent: str = ""
    blocked_by: tuple[str, ...] = ()
    is_flagged: bool = False
    started: date | None = None
    priority: str = "Medium"

    @property
    def place(self) -> tuple[str, int]:
        project, _, number = self.key.partition("-")
        return project, int(number)

    @property
    def number(self) -> str:
        """Its id, which is no key."""
        project, number = self.place
        return str(100_000 + 50_000 * PROJECTS.index(project) + number)


class JqlError(ValueError):
    """In Jira's own words."""


Holds = Callable[[JiraIssue], bool]
_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\["\\])*")|(!=|>=|=|[(),])|([A-Za-z_]+(?:\[\d+\])?|-\d+d))')


def _tokens(jql: str) -> list[str]:
    found: list[str] = []
    place, text = 0, jql.rstrip()
    while place < len(text):
        one = _TOKEN.match(text, place)
        if not one:
            raise JqlError(f"Error in the JQL Query: unexpected character at {place}.")
        found.append(one[1] or one[2] or one[3])
        place = one.end()
    return found


class _Parser:
    """``parents`` are those of a query that asks for the children of some."""

    def __init__(self, jql: str, now: datetime, parent_field: str) -> None:
        self._rest = _tokens(jql)
        self._now = now
        self._parent_field = parent_field
        self.parents: frozenset[str] | None = None

    def query(self) -> Holds:
        holds = self._any()
        if self._rest and [word.upper() for word in self._rest] != ["ORDER", "BY", "KEY", "ASC"]:
            raise JqlError(f"Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{self._rest[0]}'.")
        return holds

    def _any(self) -> Holds:
        parts = [self._all()]
        while self._is_next("OR"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda issue: any(one(issue) for one in parts)

    def _all(self) -> Holds:
        parts = [self._one()]
        while self._is_next("AND"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda issue: all(one(issue) for one in parts)

    def _one(self) -> Holds:
        if self._is_next("("):
            inner = self._any()
            self._take(")")
            return inner
        name, operator = self._word(), self._word().lower()
        values = self._values() if operator == "in" else [self._value()]
        return self._condition(name, operator, values)

    def _condition(self, name: str, operator: str, values: list[str]) -> Holds:
        match name, operator:
            case "project", "in":
                if unknown := set(values) - set(PROJECTS[:2]):
                    raise JqlError(f"The value '{min(unknown)}' does not exist for the field 'project'.")
                return lambda issue: issue.place[0] in values
            case "issuetype", "=":
                return lambda issue: issue.type == values[0]
            case "labels", "=":
                return lambda issue: values[0] in issue.labels
            case "statusCategory", "!=":
                return lambda issue: CATEGORIES[issue.category][1] != values[0]
            case "updated", ">=":
                since = self._now - timedelta(days=int(values[0].removeprefix("-").removesuffix("d")))
                return lambda issue: issue.updated >= since
            case self._parent_field, "in":
                self.parents = frozenset(values)
                return lambda issue: issue.parent in values
        raise JqlError(f"Field '{name}' does not exist or you do not have permission to view it.")

    def _values(self) -> list[str]:
        self._take("(")
        values = [self._value()]
        while self._is_next(","):
            values.append(self._value())
        self._take(")")
        return values

    def _value(self) -> str:
        word = self._word()
        return re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word

    def _word(self) -> str:
        if not self._rest:
            raise JqlError("Error in the JQL Query: it ends too early.")
        return self._rest.pop(0)

    def _take(self, wanted: str) -> None:
        if not self._is_next(wanted):
            raise JqlError(f"Error in the JQL Query: Expecting '{wanted}'.")

    def _is_next(self, wanted: str) -> bool:
        if self._rest and self._rest[0].upper() == wanted:
            self._rest.pop(0)
            return True
        return False


class JiraWorld:
    """Issues that may change while they are read."""

    def __init__(self, now: datetime, issues: Iterable[JiraIssue], parent_field: str = "parent") -> None:
        self.now = now
        self.parent_field = parent_field
        self.issues = {issue.key: issue for issue in issues}
        self._found: dict[str, list[JiraIssue]] = {}
        self._children: Mapping[str, list[JiraIssue]] = {}
        self._changed()

    def put(self, key: str, **change: Any) -> None:
        self.issues[key] = replace(self.issues.get(key) or JiraIssue(key, key), **change)
        self._changed()

    def remove(self, key: str) -> None:
        del self.issues[key]
        self._changed()

    def search(self, jql: str) -> list[JiraIssue]:
        """In the order of their keys. Raises JqlError."""
        if jql not in self._found:
            self._found[jql] = self._searched(jql)
        return self._found[jql]

    def _searched(self, jql: str) -> list[JiraIssue]:
        if not jql.strip() or jql.strip().upper().startswith("ORDER BY"):
            raise JqlError("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
        parser = _Parser(jql, self.now, self.parent_field)
        holds = parser.query()
        if parser.parents is None:
            among: Iterable[JiraIssue] = self.issues.values()
        else:
            among = (issue for key in parser.parents for issue in self._children.get(key, ()))
        return sorted((issue for issue in among if holds(issue)), key=lambda issue: issue.place)

    def _changed(self) -> None:
        """What was found before no longer counts."""
        children: defaultdict[str, list[JiraIssue]] = defaultdict(list)
        for issue in self.issues.values():
            children[issue.parent].append(issue)
        self._found, self._children = {}, children

    def fields_of(self, issue: JiraIssue) -> dict[str, Any]:
        """What both Jiras give alike, but for people and parents."""
        links = [
            {
                "id": str(number),
                "type": {"id": "10000", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"},
                "inwardIssue": self.brief(self.issues[key]),
            }
            for number, key in enumerate(issue.blocked_by)
        ]
        links += [
            {
                "id": "77",
                "type": {"id": "10003", "name": "Relates", "inward": "relates to", "outward": "relates to"},
                "inwardIssue": self.brief(issue),
            }
        ] * bool(issue.blocked_by)
        return {
            "summary": issue.summary,
            "status": status_of(issue),
            "labels": list(issue.labels),
            "duedate": issue.due.isoformat() if issue.due else None,
            "created": _stamp(issue.created),
            "updated": _stamp(issue.updated),
            "resolutiondate": _stamp(issue.resolved) if issue.resolved else None,
            "issuelinks": links,
            "priority": {"id": "3", "name": issue.priority},
            FLAGGED: [{"id": "10019", "value": "Impediment"}] if issue.is_flagged else None,
            STARTED: issue.started.isoformat() if issue.started else None,
        }

    def brief(self, issue: JiraIssue) -> dict[str, Any]:
        """An issue inside another."""
        fields = {"summary": issue.summary, "status": status_of(issue), "issuetype": {"name": issue.type}}
        return {"id": issue.number, "key": issue.key, "fields": fields}


def status_of(issue: JiraIssue) -> dict[str, Any]:
    number, name = CATEGORIES[issue.category]
    category = {"id": number, "key": issue.category, "name": name, "colorName": "yellow"}
    return {"id": "10001", "name": issue.status, "description": "", "statusCategory": category}


def field_list(epic_link: bool) -> list[dict[str, Any]]:
    """As ``/field`` lists them, in German: names of one's own fields are translated, ``untranslatedName`` is not."""
    kinds = "com.atlassian.jira.plugin.system.customfieldtypes"
    fields = [
        {
            "id": "summary",
            "name": "Zusammenfassung",
            "custom": False,
            "schema": {"type": "string", "system": "summary"},
        },
        _field(
            FLAGGED, "Flagged", "Markiert", {"type": "array", "items": "option", "custom": f"{kinds}:multicheckboxes"}
        ),
        _field(STARTED, "Start date", "Startdatum", {"type": "date", "custom": f"{kinds}:datepicker"}),
        _field("customfield_10016", "Story points", "Story Points", {"type": "number", "custom": f"{kinds}:float"}),
    ]
    link = {"type": "any", "custom": "com.pyxis.greenhopper.jira:gh-epic-link"}
    return [*fields, _field(EPIC_LINK, "Epic Link", "Epos-Verknüpfung", link)] if epic_link else fields


def _field(name: str, untranslated: str, translated: str, schema: Mapping[str, str]) -> dict[str, Any]:
    number = name.removeprefix("customfield_")
    clauses = [f"cf[{number}]", translated]
    shown = {"id": name, "name": translated, "untranslatedName": untranslated, "custom": True}
    return {**shown, "clauseNames": clauses, "schema": {**schema, "customId": int(number)}}


def _stamp(moment: datetime) -> str:
    """``2026-11-20T09:00:00.000+0000``."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000{moment:%z}"
