"""Budgets of AWS as budget lines, and what of the costs they cover. Pure.

Facts from botocore's model of Budgets (2016-10-20): limits of planned budgets are keyed by the start of their period in
epoch seconds, UTC, and the last one goes on; quarters are the calendar's; ``LastUpdatedTime`` is when somebody changed
the budget, not how old its figures are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.sources.aws_costs_amounts import UnreadableAmount, amount_of, to_cents

UNITS = ("MONTHLY", "QUARTERLY", "ANNUALLY")
MAX_NAME = 100

UNHEALTHY = "AWS reports that what this budget counts cannot be trusted now"
ADJUSTED = {
    "HISTORICAL": "AWS adjusts this budget by itself to what was spent before",
    "FORECAST": "AWS adjusts this budget by itself to its forecast",
}


class UnusableBudget(ValueError):
    """It cannot be a budget line; the message is the reason."""


@dataclass(frozen=True, slots=True)
class BudgetCover:
    """The costs that budgets cover: ``is_all`` of the account, else of these services or tag values, in lower case.

    ``is_across``: some budget is cut in another way, so that nobody can tell what is left.
    """

    is_all: bool = False
    names: frozenset[str] = frozenset()
    is_across: bool = False

    def __or__(self, other: "BudgetCover") -> "BudgetCover":
        return BudgetCover(self.is_all or other.is_all, self.names | other.names, self.is_across or other.is_across)


def name_of(budget: Any) -> str:
    name = budget.get("BudgetName") if isinstance(budget, dict) else None
    return one_line(name, MAX_NAME) if isinstance(name, str) else ""


def budget_row(budget: Any, now: datetime) -> SourceRow | None:
    """None for what is no budget of money, or is over. Raises UnusableBudget."""
    name = name_of(budget)
    if not name:
        raise UnusableBudget("has no name")
    if budget.get("BudgetType") != "COST" or _is_over(budget, now):
        return None
    moment = _moment(budget, now)
    planned, currency = _amount("limit", _limit(budget, moment), "")
    spent = budget.get("CalculatedSpend")
    spent = spent if isinstance(spent, dict) else {}
    actual, _ = _amount("actual spend", spent.get("ActualSpend"), currency)
    values = {
        "line": name,
        "period": _period(budget.get("TimeUnit"), moment),
        "planned": to_cents(planned),
        "actual": to_cents(actual),
        "forecast": _forecast(spent.get("ForecastedSpend"), actual, currency),
        "currency": currency,
        "note": "; ".join(_notes(budget)),
    }
    return SourceRow(RecordKind.BUDGET, f"budget:{budget['BudgetName']}", values)


def cover_of(budget: Any, tag: str, now: datetime) -> BudgetCover:
    """``tag`` is what costs are grouped by, empty for services. A budget that makes no line covers nothing."""
    try:
        if budget_row(budget, now) is None:
            return BudgetCover()
    except UnusableBudget:
        return BudgetCover()
    cuts = list(_cuts(budget))
    if not cuts:
        return BudgetCover(is_all=True)
    key, values = cuts[0]
    if len(cuts) > 1 or key != (f"tag:{tag}" if tag else "service"):
        return BudgetCover(is_across=True)
    return BudgetCover(names=frozenset(value.casefold() for value in values))


def _is_over(budget: Mapping[str, Any], now: datetime) -> bool:
    end = _time_period(budget).get("End")
    return isinstance(end, datetime) and end.astimezone(UTC) <= now


def _moment(budget: Mapping[str, Any], now: datetime) -> datetime:
    """A moment of the period its figures are of: now, or its beginning where that is to come."""
    start = _time_period(budget).get("Start")
    return max(now, start.astimezone(UTC)) if isinstance(start, datetime) else now.astimezone(UTC)


def _time_period(budget: Mapping[str, Any]) -> Mapping[str, Any]:
    given = budget.get("TimePeriod")
    return given if isinstance(given, dict) else {}


def _period(unit: Any, moment: datetime) -> str:
    match unit:
        case "MONTHLY":
            return f"{moment:%Y-%m}"
        case "QUARTERLY":
            return f"{moment:%Y}-Q{(moment.month + 2) // 3}"
        case "ANNUALLY":
            return f"{moment:%Y}"
    said = unit.lower() if unit in ("DAILY", "CUSTOM") else "by another time"
    raise UnusableBudget(f"its period is {said}; AMO knows months, quarters and years")


def _limit(budget: Mapping[str, Any], moment: datetime) -> Any:
    """Of planned budgets the limit of this period; the last one holds on."""
    planned = budget.get("PlannedBudgetLimits")
    limits = planned.items() if isinstance(planned, dict) else ()
    begun = [
        (int(key), limit)
        for key, limit in limits
        if isinstance(key, str) and key.isdecimal() and len(key) <= 12 and int(key) <= moment.timestamp()
    ]
    return max(begun, key=lambda one: one[0])[1] if begun else budget.get("BudgetLimit")


def _amount(what: str, given: Any, currency: str) -> tuple[Decimal, str]:
    try:
        amount, unit = amount_of(given)
    except UnreadableAmount as error:
        raise UnusableBudget(f"its {what} {error}") from None
    if currency and unit != currency:
        raise UnusableBudget(f"its {what} is in {unit} and its limit in {currency}")
    return amount, unit


def _forecast(given: Any, actual: Decimal, currency: str) -> str:
    """Empty where AWS has too little to go by: it then says nothing, or nought."""
    if given is None:
        return ""
    forecast, _ = _amount("forecast", given, currency)
    return "" if forecast <= 0 < actual or forecast == actual == 0 else to_cents(forecast)


def _notes(budget: Mapping[str, Any]) -> Iterator[str]:
    adjusted, health = budget.get("AutoAdjustData"), budget.get("HealthStatus")
    if isinstance(adjusted, dict) and str(adjusted.get("AutoAdjustType")) in ADJUSTED:
        yield ADJUSTED[str(adjusted["AutoAdjustType"])]
    if isinstance(health, dict) and health.get("Status") == "UNHEALTHY":
        yield UNHEALTHY


def _cuts(budget: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Names the cuts of a budget, as ("service", names) or ("tag:NAME", values); ("", []) for any other cut.

    Kinds of records (credits, refunds) cut nothing off: that is a way to count.
    """
    expression, filters = budget.get("FilterExpression"), budget.get("CostFilters")
    if isinstance(expression, dict) and expression:
        terms = expression["And"] if isinstance(expression.get("And"), list) else [expression]
        yield from (_cut(term) for term in terms if not _is_about_records(term))
    elif isinstance(filters, dict):
        yield from (_old_cut(str(key), _texts(values)) for key, values in filters.items())


def _cut(term: Any) -> tuple[str, list[str]]:
    if not isinstance(term, dict) or len(term) != 1:
        return "", []
    (kind, limits), *_ = term.items()
    is_plain = isinstance(limits, dict) and set(_texts(limits.get("MatchOptions"))) <= {"EQUALS", "CASE_SENSITIVE"}
    if is_plain and kind == "Dimensions" and limits.get("Key") == "SERVICE":
        return "service", _texts(limits.get("Values"))
    if is_plain and kind == "Tags":
        return f"tag:{str(limits.get('Key')).removeprefix('user:')}", _texts(limits.get("Values"))
    return "", []


def _old_cut(key: str, values: list[str]) -> tuple[str, list[str]]:
    """``Service`` with names, ``TagKeyValue`` with ``user:Team$platform``."""
    if key == "Service":
        return "service", values
    keys = {value.removeprefix("user:").partition("$")[0] for value in values}
    if key == "TagKeyValue" and len(keys) == 1:
        return f"tag:{keys.pop()}", [value.partition("$")[2] for value in values]
    return "", []


def _is_about_records(term: Any) -> bool:
    inner = term.get("Not", term) if isinstance(term, dict) else {}
    limits = inner.get("Dimensions") if isinstance(inner, dict) else None
    return isinstance(limits, dict) and limits.get("Key") == "RECORD_TYPE"


def _texts(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
