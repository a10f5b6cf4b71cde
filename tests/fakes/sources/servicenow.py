"""A stand-in of a ServiceNow instance: its Table API over three tables, as one integration user sees them.

It knows the parameters and the operators of encoded queries that AMO uses, and refuses all others: a real instance
leaves out what it does not understand, which would hide a fault.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tests.fakes.sources.base import SourceReply, SourceRequest

STAMP = "%Y-%m-%d %H:%M:%S"
ZONE = timezone(timedelta(hours=-8))
"""The integration user's own: what they see differs from what the database has."""
MAX_ROWS = 10_000
PREFIXES = {"incident": "INC", "problem": "PRB", "change_request": "CHG"}
PRIORITIES = {"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low", "5": "5 - Planning"}
TIMES = frozenset({"opened_at", "resolved_at", "closed_at", "start_date", "sys_updated_on"})
COMMON = frozenset({"sys_id", "number", "short_description", "state", "active", "assigned_to", "sys_updated_on"})
FIELDS = COMMON | TIMES | {"priority", "assignment_group", "problem_id", "approval", "requested_by"}
FIELDS |= {"type", "risk", "cmdb_ci"}
PARAMETERS = {"query", "fields", "display_value", "exclude_reference_link", "limit", "offset", "no_count"}

Row = dict[str, tuple[str, str]]
"""Each field as the database has it, and as the user sees it."""


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    operator: str
    value: str

    def holds(self, row: Row) -> bool:
        value = row.get(self.field, ("", ""))[0]
        return {">=": value >= self.value, ">": value > self.value, "=": value == self.value}[self.operator]


class NotUnderstood(ValueError):
    """A part of an encoded query."""


class ServiceNowFake:
    """``tables`` may be changed while it is read. ``hidden`` are numbers the user may not see."""

    def __init__(self, now: datetime, rows: int = 0, hidden: frozenset[str] = frozenset()) -> None:
        """``rows`` of each of incidents and problems, in place of the demonstration's few."""
        self.settings: Mapping[str, str] = {"user": "amo.reader"}
        self.secret: Mapping[str, str] = {"password": "Lantern-Quay-7"}
        self.hidden = hidden
        self.tables: dict[str, list[Row]] = _many(now, rows) if rows else _few(now)

    def reply(self, request: SourceRequest) -> SourceReply:
        if not self._is_known(request):
            headers = {"WWW-Authenticate": 'BASIC realm="Service-now"'}
            return _refusal(401, "User Not Authenticated", "Required to provide Auth information", headers)
        table = request.path.removeprefix("/api/now/table/")
        if request.method != "GET" or table not in self.tables:
            return _refusal(400, f"Invalid table {table}", "")
        if unknown := {name.removeprefix("sysparm_") for name in request.query} - PARAMETERS:
            return _refusal(400, f"Unknown parameter {min(unknown)}", "")
        try:
            return self._page(request, table)
        except ValueError as error:
            return _refusal(400, "Invalid query", str(error))

    def _is_known(self, request: SourceRequest) -> bool:
        named = f"{self.settings['user']}:{self.secret['password']}"
        return request.headers.get("authorization") == f"Basic {base64.b64encode(named.encode()).decode()}"

    def _page(self, request: SourceRequest, table: str) -> SourceReply:
        limit, offset = int(request.one("sysparm_limit", "10000")), int(request.one("sysparm_offset", "0"))
        if not 0 < limit <= MAX_ROWS or offset < 0:
            raise ValueError("limit")
        found = matching(self.tables[table], request.one("sysparm_query"))
        cut = found[offset : offset + limit]
        names = request.one("sysparm_fields").split(",")
        if wrong := set(names) - FIELDS:
            raise ValueError(f"field {min(wrong)}")
        show = _shown_as(request)
        seen = [row for row in cut if row["number"][0] not in self.hidden]
        result = [{name: show(name, row[name]) for name in names if name in row} for row in seen]
        counted = {} if request.one("sysparm_no_count") == "true" else {"X-Total-Count": str(len(found))}
        return SourceReply(200, {"result": result}, counted)


def matching(rows: list[Row], query: str) -> list[Row]:
    """Conditions joined by ``^`` all hold; ``^OR`` binds to the one before it. A value has no ``^`` inside.

    Raises NotUnderstood.
    """
    groups: list[list[Condition]] = []
    order: list[str] = []
    for part in query.split("^") if query else []:
        if part.startswith("ORDERBY"):
            order.append(_field(part.removeprefix("ORDERBY")))
        elif part.startswith("OR") and groups:
            groups[-1].append(_condition(part.removeprefix("OR")))
        elif order:
            raise NotUnderstood(f"{part} after the order")
        else:
            groups.append([_condition(part)])
    found = [row for row in rows if all(any(one.holds(row) for one in group) for group in groups)]
    return sorted(found, key=lambda row: tuple(row[name][0] for name in order))


def _condition(part: str) -> Condition:
    found = re.fullmatch(r"([a-z_]+)(>=|>|=)([^\^]*)", part)
    if not found:
        raise NotUnderstood(part)
    field, operator, value = found[1], found[2], found[3]
    if field in TIMES and not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value):
        raise NotUnderstood(part)
    return Condition(_field(field), operator, value)


def _field(name: str) -> str:
    if name not in FIELDS:
        raise NotUnderstood(name)
    return name


def _shown_as(request: SourceRequest) -> Callable[[str, tuple[str, str]], Any]:
    """With their links, references are objects that AMO does not ask for."""
    wanted = request.one("sysparm_display_value", "false")
    if wanted == "all" and request.one("sysparm_exclude_reference_link") == "true":
        return lambda _, field: {"display_value": field[1], "value": field[0]}
    if wanted == "false":
        return lambda _, field: field[0]
    raise ValueError("display_value")


def _refusal(status: int, message: str, detail: str, headers: Mapping[str, str] | None = None) -> SourceReply:
    return SourceReply(status, {"error": {"message": message, "detail": detail}, "status": "failure"}, headers or {})


def id_of(name: str) -> str:
    """As long as a sys_id, and always the same."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def at(moment: datetime | None) -> tuple[str, str]:
    if moment is None:
        return "", ""
    return moment.astimezone(UTC).strftime(STAMP), moment.astimezone(ZONE).strftime(STAMP)


def person(name: str) -> tuple[str, str]:
    return (id_of(name), name) if name else ("", "")


def task(number: str, title: str, opened_at: datetime, updated_at: datetime, owner: str) -> Row:
    """What tasks of every table have."""
    return {
        "sys_id": (id_of(number), id_of(number)),
        "number": (number, number),
        "short_description": (title, title),
        "opened_at": at(opened_at),
        "sys_updated_on": at(updated_at),
        "assigned_to": person(owner),
    }


def trouble(row: Row, priority: str, state: tuple[str, str], resolved_at: datetime | None, group: str) -> Row:
    """An incident or a problem. Closed by itself some days after it is resolved, ``closed_at`` is empty here."""
    return {
        **row,
        "priority": (priority, PRIORITIES[priority]),
        "state": state,
        "active": ("true", "true"),
        "resolved_at": at(resolved_at),
        "closed_at": ("", ""),
        "assignment_group": person(group),
        "problem_id": ("", ""),
    }


def change(row: Row, kind: str, risk: str, start: datetime, requested_by: str, thing: str) -> Row:
    """It waits for approval."""
    return {
        **row,
        "approval": ("requested", "Requested"),
        "active": ("true", "true"),
        "state": ("-3", "Authorize"),
        "type": (kind.lower(), kind),
        "risk": ("3", risk),
        "start_date": at(start),
        "requested_by": person(requested_by),
        "cmdb_ci": person(thing),
    }


def _few(now: datetime) -> dict[str, list[Row]]:
    def ago(**span: float) -> datetime:
        return now - timedelta(**span)

    checkout = task("INC0010412", "Checkout refuses cards from two banks", ago(days=3), ago(days=2), "Mara Lindqvist")
    vpn = task("INC0010431", "Remote access drops every few minutes", ago(hours=20), ago(hours=2), "")
    mail = task("INC0010377", "Invoices went out twice", ago(days=16), ago(days=9), "Tomasz Wrona")
    disks = task(
        "PRB0040019", "Database disks fill up before the nightly clean-up", ago(days=30), ago(days=1), "Ines Prado"
    )
    core = task("CHG0030288", "Replace the core switches in Rotterdam", ago(days=6), ago(days=1), "Jonas Beck")
    ledger = task("CHG0030291", "Move the ledger to the new database", ago(days=2), ago(hours=5), "")
    disks_row = trouble(disks, "2", ("104", "Fix in Progress"), None, "Databases")
    mail_row = trouble(mail, "3", ("6", "Resolved"), ago(days=9), "Billing")
    checkout_row = trouble(checkout, "1", ("6", "Resolved"), ago(days=2, hours=20), "Payments")
    return {
        "incident": [checkout_row, trouble(vpn, "2", ("2", "In Progress"), None, "Network"), mail_row],
        "problem": [disks_row],
        "change_request": [
            change(core, "Normal", "High", now + timedelta(days=5), "Jonas Beck", "Rotterdam network"),
            change(ledger, "Emergency", "Moderate", now + timedelta(days=2), "Ines Prado", "General ledger"),
        ],
    }


def _many(now: datetime, rows: int) -> dict[str, list[Row]]:
    def one(table: str, number: int) -> Row:
        opened_at = now - timedelta(days=1 + number % 60, minutes=number % 50)
        row = task(
            f"{PREFIXES[table]}{number:07}", f"{table} {number}", opened_at, now - timedelta(hours=1), "Kim Oduya"
        )
        return trouble(row, str(1 + number % 5), ("6", "Resolved"), opened_at + timedelta(hours=3), "Operations")

    tables: dict[str, list[Row]] = {
        table: [one(table, number) for number in range(rows)] for table in ("incident", "problem")
    }
    return {**tables, "change_request": []}
