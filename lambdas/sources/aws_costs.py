"""AWS costs: budgets with what is spent and forecast, free of charge; what has none by Cost Explorer, within the day's.

A reading is the pages of budgets and then one of costs. Cost Explorer is asked for the days of this month and the last
in one request, in a second one only where that has more, and for a forecast. When the day's requests are used up, what
is in Budgets is read all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_pages import SourcePage, SourceRow
from lambdas.errors import NeedsConsent, NotFound, Refused, Retryable
from lambdas.sources.aws_costs_access import GET_FORECAST, GET_USAGE, VIEW_BUDGET, CostAccess
from lambdas.sources.aws_costs_amounts import UnreadableAmount, amount_of
from lambdas.sources.aws_costs_budgets import BudgetCover, UnusableBudget, budget_row, cover_of, name_of
from lambdas.sources.aws_costs_month import CostMonth
from lambdas.sources.aws_costs_settings import cost_settings
from lambdas.sources.aws_costs_usage import METRIC, CostReport, cost_report, lines, shown_refusals
from lambdas.sources.base import Secret, SourceParts, SourceReader
from lambdas.sources.http import NOT_DATA

MAX_BUDGETS_A_PAGE = 1000
MAX_BUDGET_PAGES = 100
MAX_USAGE_REQUESTS = 2
"""So that of three a day one is left for the forecast."""
BUDGETS = "budgets:"
COSTS = "costs"
TOO_MANY = "Costs by {}: more than AMO asks for in a day; group them by something with fewer values."


def reader(parts: SourceParts) -> SourceReader:
    return AwsCosts(parts)


@dataclass(frozen=True)
class AwsCosts:
    parts: SourceParts

    def check(self, account: SourceAccount, _secret: Secret, _now: datetime) -> str:
        """Asks Budgets for one: Cost Explorer would cost."""
        access = self._access(account)
        _budgets_in(access, {"MaxResults": 1})
        return access.settings.whom

    def page(self, account: SourceAccount, _secret: Secret, cursor: str, now: datetime) -> SourcePage:
        access = self._access(account)
        if cursor == COSTS:
            return self._costs(access, now)
        budgets, token = _budgets_in(access, _paging(cursor.removeprefix(BUDGETS)))
        rows: list[SourceRow] = []
        refused: list[str] = []
        for budget in budgets:
            try:
                rows += [row] if (row := budget_row(budget, now)) else []
            except UnusableBudget as error:
                refused.append(f"budget {name_of(budget)}: {error}")
        return SourcePage(tuple(rows), f"{BUDGETS}{token}" if token else COSTS, tuple(refused))

    def _access(self, account: SourceAccount) -> CostAccess:
        return CostAccess(self.parts, account, cost_settings(account)).assumed()

    def _costs(self, access: CostAccess, now: datetime) -> SourcePage:
        """Nothing is asked where a budget covers the whole account: then everything has one."""
        tag, month = access.settings.tag, CostMonth.at(now)
        cover = _cover(access, tag, now)
        if cover.is_all:
            return SourcePage(())
        try:
            results, is_whole = self._usage(access, month, now)
        except NotFound:  # an account so young that AWS has nothing to tell
            return SourcePage((), is_whole=False)
        if not is_whole:
            refused = (TOO_MANY.format(f"tag {tag}" if tag else "service"),) if results else ()
            return SourcePage((), refused=refused, is_whole=False)
        report = cost_report(results, month)
        if not report.has_plan:
            return SourcePage((), refused=tuple(shown_refusals(report)), is_whole=not report.refused)
        rows = lines(report, cover, self._forecast(access, report, now), tag)
        return SourcePage(tuple(rows), refused=tuple(shown_refusals(report)), is_whole=not report.refused)

    def _usage(self, access: CostAccess, month: CostMonth, now: datetime) -> tuple[list[Any], bool]:
        """Every day's result, and whether they are all there."""
        results: list[Any] = []
        token: dict[str, str] = {}
        for _ in range(MAX_USAGE_REQUESTS):
            if not self._may_pay(access.account, now):
                return [], False
            answer = access.ask("ce", "get_cost_and_usage", GET_USAGE, **_usage_asked(access, month), **token)
            found, further = answer.get("ResultsByTime"), answer.get("NextPageToken")
            if not isinstance(found, list):
                raise Retryable(NOT_DATA.format(access.account.spec.label))
            results += found
            if not further:
                return results, True
            token = {"NextPageToken": str(further)}
        return results, False

    def _forecast(self, access: CostAccess, report: CostReport, now: datetime) -> Decimal | None:
        """From today to the month's end; None where there is none. What has been paid for is not thrown away for it."""
        month = report.month
        if month.is_over or not report.rest or not self._may_pay(access.account, now):
            return None
        try:
            answer = access.ask(
                "ce",
                "get_cost_forecast",
                GET_FORECAST,
                TimePeriod=_interval(month.today, month.next_first),
                Metric="UNBLENDED_COST",
                Granularity="DAILY",
            )
            amount, currency = amount_of(answer.get("Total"))
        except NeedsConsent:
            raise
        except (NotFound, Refused, Retryable, UnreadableAmount):
            return None
        return amount if currency == report.currency else None

    def _may_pay(self, account: SourceAccount, now: datetime) -> bool:
        try:
            self.parts.paid.take(account, now)
        except Retryable:
            return False
        return True


def _usage_asked(access: CostAccess, month: CostMonth) -> dict[str, Any]:
    tag = access.settings.tag
    group = {"Type": "TAG", "Key": tag} if tag else {"Type": "DIMENSION", "Key": "SERVICE"}
    return {
        "TimePeriod": _interval(month.first_before, month.today),
        "Granularity": "DAILY",
        "Metrics": [METRIC],
        "GroupBy": [group],
    }


def _interval(start: Any, end: Any) -> dict[str, str]:
    return {"Start": start.isoformat(), "End": end.isoformat()}


def _paging(token: str) -> dict[str, Any]:
    return {"MaxResults": MAX_BUDGETS_A_PAGE, **({"NextToken": token} if token else {})}


def _budgets_in(access: CostAccess, paging: Mapping[str, Any]) -> tuple[list[Any], str]:
    """One page of budgets and the token of the next; an account without any may answer without the list."""
    answer = access.ask(
        "budgets",
        "describe_budgets",
        VIEW_BUDGET,
        AccountId=access.settings.number,
        ShowFilterExpression=True,
        **paging,
    )
    budgets, token = answer.get("Budgets", []), answer.get("NextToken")
    if not isinstance(budgets, list):
        raise Retryable(NOT_DATA.format(access.account.spec.label))
    return budgets, token if isinstance(token, str) else ""


def _cover(access: CostAccess, tag: str, now: datetime) -> BudgetCover:
    """Read once more, free of charge: a cursor has no room for what thousands of budgets cover."""
    cover = BudgetCover()
    for budget in _all_budgets(access):
        cover |= cover_of(budget, tag, now)
    return cover


def _all_budgets(access: CostAccess) -> Iterator[Any]:
    token = ""
    for _ in range(MAX_BUDGET_PAGES):
        budgets, token = _budgets_in(access, _paging(token))
        yield from budgets
        if not token:
            return
