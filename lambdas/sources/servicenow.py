"""ServiceNow over its Table API: incidents and problems of the last months, and changes that wait for approval."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from pydantic import Field, ValidationError

from lambdas.domain.kernel.instants import to_utc
from lambdas.domain.kernel.model import Model
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_pages import SourcePage, SourceRow
from lambdas.errors import Refused, Retryable
from lambdas.sources.base import Secret, SourceParts, SourceReader
from lambdas.sources.foreign_json import list_of, mapping_of, text_of, whole_number_of
from lambdas.sources.http import SourceAnswer
from lambdas.sources.servicenow_rows import COLUMNS, STAMP, SYS_ID, ServiceNowTable, name_of, row_of, sys_id_of

MAX_ROWS = 500
"""Of a page: ServiceNow advises no more (KB0749284); without a limit it answers up to 10,000 at once."""

UNREADABLE = "ServiceNow answered with something AMO cannot read; AMO tries again."
CUT_OFF = "ServiceNow broke off while it answered; AMO tries again."
OUT_OF_ORDER = "ServiceNow does not answer in the order it was asked for; its administrator has to see to it."
NO_COLON = "A user name of ServiceNow has no colon; connect it again."
LOST_PLACE = "AMO no longer knows how far it had read; it begins anew."


class ServiceNowPosition(Model):
    """``since`` is the same for a whole reading. ``after`` is the last row that was read, by its sys_id; ``skipped``
    are rows behind it that the user may not see.
    """

    table: ServiceNowTable = ServiceNowTable.INCIDENT
    since: str = Field(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
    after: str = Field(default="", pattern=rf"^({SYS_ID.pattern})?$")
    skipped: int = Field(default=0, ge=0)


@dataclass(frozen=True)
class ServiceNowReader:
    """Each table is read in the order of sys_id, which never changes: a row that is changed meanwhile keeps its place,
    and no two share one. Ordered by sys_updated_on, it would depend on how the instance reads a time in a query.
    """

    parts: SourceParts

    def check(self, account: SourceAccount, secret: Secret, _now: datetime) -> str:
        query = [("sysparm_fields", "sys_id"), ("sysparm_limit", "1"), ("sysparm_no_count", "true")]
        _rows(self._get(account, secret, ServiceNowTable.INCIDENT, query))
        return account.settings.get("user", "")

    def page(self, account: SourceAccount, secret: Secret, cursor: str, now: datetime) -> SourcePage:
        at = _position(cursor) if cursor else self._first(now)
        answer = self._get(account, secret, at.table, _query(at))
        found, total = _rows(answer), whole_number_of(answer.headers.get("x-total-count"))
        _must_follow(at.after, found)
        rows, refused = self._read(at.table, found)
        following = _next(at, found, total)
        is_whole = total is not None and len(found) >= min(MAX_ROWS, total - at.skipped)
        return SourcePage(tuple(rows), following.model_dump_json() if following else None, tuple(refused), is_whole)

    def _first(self, now: datetime) -> ServiceNowPosition:
        """A time in a query counts as UTC or, on some instances, as the user's: hours, of three months."""
        since = to_utc(now) - timedelta(days=self.parts.config.look_back_days)
        return ServiceNowPosition(since=since.strftime(STAMP))

    def _read(self, table: ServiceNowTable, found: Sequence[Any]) -> tuple[list[SourceRow], list[str]]:
        rows: list[SourceRow] = []
        refused: list[str] = []
        for one in found:
            try:
                rows.append(row_of(table, one, self.parts.config))
            except ValueError as error:
                refused.append(text_of(f"{name_of(one)}: {error}"))
        return rows, refused

    def _get(
        self, account: SourceAccount, secret: Secret, table: ServiceNowTable, query: Sequence[tuple[str, str]]
    ) -> SourceAnswer:
        headers = _authorization(account.settings.get("user", ""), secret.get("password", ""))
        return self.parts.http.get(account, f"/api/now/table/{table}", headers=headers, query=query)


def reader(parts: SourceParts) -> SourceReader:
    return ServiceNowReader(parts)


def _authorization(user: str, password: str) -> Mapping[str, str]:
    if ":" in user:  # it would end the name (RFC 7617)
        raise Refused(NO_COLON)
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


def _position(cursor: str) -> ServiceNowPosition:
    try:
        return ServiceNowPosition.model_validate_json(cursor)
    except ValidationError:
        raise Refused(LOST_PLACE) from None


def _query(at: ServiceNowPosition) -> list[tuple[str, str]]:
    """Conditions joined by ``^`` all hold. Changes wait however old they are."""
    conditions = (
        "approval=requested^active=true" if at.table is ServiceNowTable.CHANGE else f"sys_updated_on>={at.since}"
    )
    behind = f"^sys_id>{at.after}" if at.after else ""
    return [
        ("sysparm_query", f"{conditions}{behind}^ORDERBYsys_id"),
        ("sysparm_fields", ",".join(COLUMNS[at.table])),
        ("sysparm_display_value", "all"),
        ("sysparm_exclude_reference_link", "true"),
        ("sysparm_limit", str(MAX_ROWS)),
        ("sysparm_offset", str(at.skipped)),
    ]


def _rows(answer: SourceAnswer) -> Sequence[Any]:
    """A query that took too long ends in the middle of an answer that says 200, with an error in it (KB1297438)."""
    content = mapping_of(answer.content)
    if "error" in content:
        raise Retryable(CUT_OFF)
    if not isinstance(content.get("result"), list):
        raise Retryable(UNREADABLE)
    return list_of(content["result"])


def _must_follow(after: str, found: Sequence[Any]) -> None:
    """An instance leaves out the conditions it does not understand: the reading would never end."""
    ids = [after, *(sys_id for one in found if (sys_id := sys_id_of(one)))]
    if any(later <= earlier for earlier, later in pairwise(ids)):
        raise Refused(OUT_OF_ORDER)


def _next(at: ServiceNowPosition, found: Sequence[Any], total: int | None) -> ServiceNowPosition | None:
    """Rows the user may not see are left out of a page after it was cut (KB3047115): a short page is not the last one.

    ``total`` counts them all; where the instance does not say it, an empty page is the last.
    """
    if total - at.skipped > MAX_ROWS if total is not None else bool(found):
        last = next((sys_id for one in reversed(found) if (sys_id := sys_id_of(one))), "")
        move = {"after": last, "skipped": 0} if last else {"skipped": at.skipped + MAX_ROWS}
        return at.model_copy(update=move)
    tables = list(ServiceNowTable)
    following = tables[tables.index(at.table) + 1 :]
    return ServiceNowPosition(table=following[0], since=at.since) if following else None
