"""A reading of Jira, page by page: epics with how many of their issues are done, then decisions.

The issues of a page's epics are counted before the page is given. Where they are too many for one go, an empty page
comes first, and what is counted so far stands in its cursor: a reading that is killed goes on from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from pydantic import Field, ValidationError

from lambdas.domain.kernel.instants import to_utc
from lambdas.domain.kernel.model import Model
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_pages import SourcePage
from lambdas.errors import Refused, Retryable
from lambdas.sources.base import Secret
from lambdas.sources.foreign_json import mapping_of
from lambdas.sources.jira_issues import (
    DECISION_FIELDS,
    DONE,
    EPIC_FIELDS,
    ChildTally,
    JiraFields,
    category_of,
    decision_of,
    fields_of,
    key_of,
    rock_of,
    rows_of,
)
from lambdas.sources.jira_queries import JiraQueries, children_of, queries_of

MAX_ISSUES = 100
MAX_CHILDREN = 500
"""Of one answer: both Jiras may give fewer."""
MAX_CHILD_ANSWERS = 20
"""Of one page: at four a second it takes five seconds."""

LOST_PLACE = "AMO no longer knows how far it had read; it begins anew."
GOES_ROUND = "Jira gives the same page again and again; AMO tries again."


@dataclass(frozen=True, slots=True)
class FoundIssues:
    """``following`` is where the next ones begin, None after the last. ``total`` is None where Jira does not count."""

    issues: Sequence[Any]
    following: str | None
    total: int | None = None


class JiraSite(Protocol):
    """One Jira, as one account may see it. Each raises as SourceReader does."""

    def person(self, account: SourceAccount, secret: Secret) -> str:
        """The name of whoever the token belongs to."""
        ...

    def fields(self, account: SourceAccount, secret: Secret) -> JiraFields: ...

    def search(
        self, account: SourceAccount, secret: Secret, jql: str, fields: Sequence[str], start: str, size: int
    ) -> FoundIssues:
        """``start`` is where a page before said that the next one begins; empty begins."""
        ...

    def epic_link(self, names: JiraFields) -> tuple[str, str]:
        """The field of an issue that names its epic, and what it is called in JQL."""
        ...


class JiraPart(StrEnum):
    EPICS = "epics"
    DECISIONS = "decisions"


class JiraPosition(Model):
    """``tallies`` are the page's epics by key, where their issues are counted in part, ``child`` where to go on."""

    part: JiraPart = JiraPart.EPICS
    names: JiraFields
    start: str = ""
    total: int | None = None
    child: str = ""
    tallies: dict[str, ChildTally] = Field(default_factory=dict)


@dataclass(frozen=True)
class JiraPages:
    """Reads any Jira."""

    site: JiraSite
    look_back_days: int

    def check(self, account: SourceAccount, secret: Secret, _now: datetime) -> str:
        queries_of(account, self.look_back_days)
        return self.site.person(account, secret)

    def page(self, account: SourceAccount, secret: Secret, cursor: str, now: datetime) -> SourcePage:
        queries = queries_of(account, self.look_back_days)
        at = _position(cursor) if cursor else self._first(account, secret)
        if at.part is JiraPart.DECISIONS:
            return self._decisions(account, secret, at, queries)
        return self._epics(account, secret, at, queries, now)

    def _first(self, account: SourceAccount, secret: Secret) -> JiraPosition:
        """Asks who AMO is, too: a search with a token that has ended finds nothing, and says 200."""
        self.site.person(account, secret)
        return JiraPosition(names=self.site.fields(account, secret))

    def _epics(
        self, account: SourceAccount, secret: Secret, at: JiraPosition, queries: JiraQueries, now: datetime
    ) -> SourcePage:
        names = at.names
        asked = [*EPIC_FIELDS, *(name for name in (names.flagged, names.started) if name)]
        found = self.site.search(account, secret, queries.epics, asked, at.start, MAX_ISSUES)
        tallies = at.tallies or {key: ChildTally() for issue in found.issues if (key := key_of(issue))}
        counted, rest = self._counted(account, secret, at, tallies)
        if rest:
            unfinished = at.model_copy(update={"tallies": counted, "child": rest})
            return SourcePage((), unfinished.model_dump_json())
        today = to_utc(now).date()
        rows, refused = rows_of(
            found.issues, lambda key, values: rock_of(key, values, counted.get(key, ChildTally()), names, today)
        )
        return SourcePage(tuple(rows), _next(at, found).model_dump_json(), tuple(refused), _is_whole(at, found))

    def _counted(
        self, account: SourceAccount, secret: Secret, at: JiraPosition, tallies: Mapping[str, ChildTally]
    ) -> tuple[Mapping[str, ChildTally], str]:
        """Returns the tallies, and where the rest begins; empty where all are counted."""
        counted, start = dict(tallies), at.child
        field, link = self.site.epic_link(at.names)
        for _ in range(MAX_CHILD_ANSWERS if counted else 0):
            jql = children_of(list(tallies), link)
            found = self.site.search(account, secret, jql, ("status", field), start, MAX_CHILDREN)
            for values in (fields_of(issue) for issue in found.issues):
                epic = _epic_named(values.get(field))
                if epic in counted:
                    counted[epic] = counted[epic].with_one(category_of(values) == DONE)
            start = _moved(start, found.following)
            if not start:
                break
        return counted, start

    def _decisions(self, account: SourceAccount, secret: Secret, at: JiraPosition, queries: JiraQueries) -> SourcePage:
        found = self.site.search(account, secret, queries.decisions, DECISION_FIELDS, at.start, MAX_ISSUES)
        rows, refused = rows_of(found.issues, decision_of)
        cursor = _next(at, found).model_dump_json() if found.following else None
        return SourcePage(tuple(rows), cursor, tuple(refused), _is_whole(at, found))


def _position(cursor: str) -> JiraPosition:
    try:
        return JiraPosition.model_validate_json(cursor)
    except ValidationError:
        raise Refused(LOST_PLACE) from None


def _next(at: JiraPosition, found: FoundIssues) -> JiraPosition:
    if not _moved(at.start, found.following):
        return JiraPosition(part=JiraPart.DECISIONS, names=at.names)
    return JiraPosition(part=at.part, names=at.names, start=found.following or "", total=found.total)


def _moved(start: str, following: str | None) -> str:
    """Returns where it goes on, empty at the end. Raises Retryable where that is where it came from."""
    if following and following == start:
        raise Retryable(GOES_ROUND)
    return following or ""


def _is_whole(at: JiraPosition, found: FoundIssues) -> bool:
    """Returns False where issues came or went between two pages that are counted off: one may stand on neither."""
    return at.total is None or at.total == found.total


def _epic_named(value: Any) -> str:
    """Cloud gives the parent as an issue, Data Center the epic's key alone."""
    return value if isinstance(value, str) else key_of(mapping_of(value))
