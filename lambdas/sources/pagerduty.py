"""PagerDuty's incidents over its REST API v2: a page of a window of time at a time, at most 10,000 incidents a window.

Read of its documentation (developer.pagerduty.com; its text at github.com/PagerDuty/developer-docs and api-schema):
without ``since`` it gives one month, with it six at most; ``limit`` is 100 at most, ``offset`` and ``limit`` together
10,000; a 429 says in ``ratelimit-reset`` in how many seconds. What its official client does with more, AMO does: it
halves the window. Incidents that opened before the window are not read. Follow-ups are not read either: no public
endpoint lists them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.domain.kernel.instants import iso
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.source_pages import SourcePage
from lambdas.errors import NeedsConsent, Refused, Retryable
from lambdas.sources.base import Secret, SourceParts, SourceReader
from lambdas.sources.foreign_json import line_of, list_of, mapping_of
from lambdas.sources.http import NOT_TAKEN, SourceHttp, by_status
from lambdas.sources.pagerduty_incidents import incident_rows

PAGE = 100
MAX_WINDOW_ROWS = 10_000
NOT_UNDERSTOOD = "PagerDuty answered with something AMO cannot read; AMO tries again."
NOT_A_CURSOR = "AMO does not know where this reading of PagerDuty was left off."

_CURSOR = re.compile(r"(\d{1,11})-(\d{1,11})-(\d{1,11})-(\d{1,5})")
_SECONDS = re.compile(r"[1-9]\d{0,3}")
_ACCOUNT = re.compile(r"https://([a-z0-9-]{1,80})\.(?:eu\.)?pagerduty\.com/")


def reader(parts: SourceParts) -> SourceReader:
    return PagerDutyReader(parts.http, parts.config)


@dataclass(frozen=True, slots=True)
class IncidentWindow:
    """``begin`` to ``until`` is read now, from ``offset`` on, and ``end`` is where the last window ends.

    In whole seconds since 1970.
    """

    begin: int
    until: int
    end: int
    offset: int = 0

    @classmethod
    def at(cls, cursor: str) -> "IncidentWindow":
        """Raises Refused for what was never a cursor."""
        found = _CURSOR.fullmatch(cursor)
        if not found:
            raise Refused(NOT_A_CURSOR)
        return cls(*(int(part) for part in found.groups()))

    @property
    def cursor(self) -> str:
        return f"{self.begin}-{self.until}-{self.end}-{self.offset}"

    @property
    def can_be_halved(self) -> bool:
        return self.until - self.begin > 1

    @property
    def is_at_its_limit(self) -> bool:
        """Returns whether PagerDuty gives no further page of it."""
        return self.offset + 2 * PAGE > MAX_WINDOW_ROWS

    @property
    def half(self) -> "IncidentWindow":
        return IncidentWindow(self.begin, (self.begin + self.until) // 2, self.end)

    @property
    def further(self) -> "IncidentWindow":
        return replace(self, offset=self.offset + PAGE)

    @property
    def following(self) -> "IncidentWindow | None":
        """Returns all the time after it; None where that is none."""
        return IncidentWindow(self.until, self.end, self.end) if self.until < self.end else None

    def next_after(self, has_more: bool) -> tuple["IncidentWindow | None", bool]:
        """Returns what is read next, and whether nothing was left out on the way there.

        More than 10,000 in one second cannot be read.
        """
        if not has_more:
            return self.following, True
        if not self.is_at_its_limit:
            return self.further, True
        return (self.half, True) if self.can_be_halved else (self.following, False)


@dataclass(frozen=True, slots=True)
class PagerDutyReader:
    http: SourceHttp
    config: SourcesConfig

    def check(self, account: SourceAccount, secret: Secret, now: datetime) -> str:
        """Asks for one incident: that proves the key, its right to incidents, and the teams.

        ``/users/me`` answers no account's key, and ``/abilities`` says nothing of incidents.
        """
        content = self._asked(account, secret, self._first(now), limit=1)
        total, days = content.get("total"), self.config.look_back_days
        found = next((_ACCOUNT.match(line_of(mapping_of(one).get("html_url"))) for one in content["incidents"]), None)
        whose = f"the PagerDuty account {found[1]}" if found else "a PagerDuty account"
        counted = f" with {total} incidents" if isinstance(total, int) else ""
        return f"{whose}{counted} in the last {days} days"

    def page(self, account: SourceAccount, secret: Secret, cursor: str, now: datetime) -> SourcePage:
        """A window with more incidents than PagerDuty gives is left at once for its first half."""
        window = IncidentWindow.at(cursor) if cursor else self._first(now)
        content = self._asked(account, secret, window, limit=PAGE)
        total = content.get("total")
        if isinstance(total, int) and total > MAX_WINDOW_ROWS and not window.offset and window.can_be_halved:
            return SourcePage((), window.half.cursor)
        rows, refused = incident_rows(content["incidents"], self.config)
        following, is_whole = window.next_after(content["more"])
        return SourcePage(rows, following.cursor if following else None, refused, is_whole)

    def _first(self, now: datetime) -> IncidentWindow:
        end = int(now.timestamp())
        return IncidentWindow(end - int(timedelta(days=self.config.look_back_days).total_seconds()), end, end)

    def _asked(self, account: SourceAccount, secret: Secret, window: IncidentWindow, limit: int) -> Mapping[str, Any]:
        """An answer that has incidents and says whether there are more. Raises Retryable for any other."""
        query = query_of(window, limit, teams_of(account))
        answer = self.http.get(
            account, "/incidents", headers=headers_of(account, secret), query=query, rate_limited=pause_asked_for
        )
        content = mapping_of(answer.content)
        if not isinstance(content.get("incidents"), list) or not isinstance(content.get("more"), bool):
            raise Retryable(NOT_UNDERSTOOD)
        return {**content, "incidents": list_of(content["incidents"])}


def query_of(window: IncidentWindow, limit: int, teams: Sequence[str]) -> list[tuple[str, str]]:
    """Counted only with a window's first page: it makes PagerDuty slower. Numbers break ties of ``created_at``."""
    return [
        ("since", iso(datetime.fromtimestamp(window.begin, UTC))),
        ("until", iso(datetime.fromtimestamp(window.until, UTC))),
        ("time_zone", "UTC"),
        *(("statuses[]", status) for status in ("triggered", "acknowledged", "resolved")),
        ("include[]", "priorities"),
        ("sort_by", "created_at:asc,incident_number:asc"),
        ("limit", str(limit)),
        ("offset", str(window.offset)),
        *([] if window.offset else [("total", "true")]),
        *(("team_ids[]", team) for team in teams),
    ]


def teams_of(account: SourceAccount) -> tuple[str, ...]:
    return tuple(team.strip() for team in account.settings.get("teams", "").split(",") if team.strip())


def headers_of(account: SourceAccount, secret: Secret) -> Mapping[str, str]:
    """Raises NeedsConsent for a key that no header can carry: the error that would follow quotes it."""
    token = secret.get("token", "").strip()
    if not token.isascii() or not token.isprintable() or not token:
        raise NeedsConsent(NOT_TAKEN.format(account.spec.label, "it is no key"))
    return {
        "Authorization": f"Token token={token}",
        "Accept": "application/vnd.pagerduty+json;version=2",
        "Content-Type": "application/json",
    }


def pause_asked_for(status: int, headers: Mapping[str, str], content: Any) -> float | None:
    """Retry-After, where something in between sends one, or PagerDuty's own ``ratelimit-reset``, in seconds."""
    reset = headers.get("ratelimit-reset", "").strip()
    if status == 429 and "retry-after" not in headers and _SECONDS.fullmatch(reset):
        return float(reset)
    return by_status(status, headers, content)
