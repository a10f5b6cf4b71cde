"""Costs of Cost Explorer as budget lines: what moves most, and all the rest as one. Pure.

Where nothing was planned, the month before is the plan. Each line's own days of that month say how much of it comes
when: a fee of the first of the month is no sign of thirty more. What AWS forecasts for the whole account is spread over
the lines in proportion to what they promise so, and so they add up to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.periods import spoken
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.sources.aws_costs_amounts import UnreadableAmount, amount_of, to_cents
from lambdas.sources.aws_costs_budgets import BudgetCover
from lambdas.sources.aws_costs_month import CostMonth

METRIC = "UnblendedCost"
MAX_MOVERS = 10
MIN_MOVE = Decimal(1)
"""Less than that in a month is not worth a line of its own."""
MAX_LINE = 150
REST = "rest"

NO_BUDGET = "no budget; held against {}"
NO_COST_BEFORE = "no budget; nothing was spent in {}"
BY_AWS = "forecast: its share of what AWS forecasts for the account"
AS_BEFORE = "forecast: the rest of the month as in {}, at this month's pace"
ESTIMATED = "AWS's estimate from {} on"
ALL_THE_REST = "AWS, everything else"


@dataclass(slots=True)
class Cost:
    """One service's or tag value's. ``before`` is of the month before up to the same day, ``rest`` what came then."""

    before: Decimal = Decimal(0)
    rest: Decimal = Decimal(0)
    so_far: Decimal = Decimal(0)

    @property
    def planned(self) -> Decimal:
        return self.before + self.rest

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.before + other.before, self.rest + other.rest, self.so_far + other.so_far)


@dataclass(slots=True)
class CostReport:
    """``estimated_from`` is the first day of the month that AWS has not settled."""

    month: CostMonth
    costs: dict[str, Cost] = field(default_factory=dict)
    currency: str = ""
    estimated_from: date | None = None
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def has_plan(self) -> bool:
        """False for an account so young that there is nothing to hold it against."""
        return any(cost.planned for cost in self.costs.values())

    @property
    def rest(self) -> Decimal:
        """Returns what came after the same day of the month before: what a forecast is spread by."""
        return sum((max(cost.rest, Decimal(0)) for cost in self.costs.values()), Decimal(0))


def cost_report(results: Iterable[Any], month: CostMonth) -> CostReport:
    """From ``ResultsByTime``, one a day; what is of no use is in ``refused``, by name."""
    report = CostReport(month)
    for result in results:
        _add_day(report, result)
    for name in report.refused:
        report.costs.pop(name, None)
    return report


def lines(report: CostReport, cover: BudgetCover, remaining: Decimal | None, tag: str) -> list[SourceRow]:
    """``remaining`` is what AWS forecasts for the account from today to the month's end, None where it does not."""
    factor = _factor(report, remaining)
    free = {name: cost for name, cost in report.costs.items() if _value(name, tag).casefold() not in cover.names}
    moves = {name: _move(report, cost, factor) for name, cost in free.items()}
    movers = sorted((name for name in free if moves[name] >= MIN_MOVE), key=lambda name: (-moves[name], name))
    movers = movers[:MAX_MOVERS]
    notes = _Notes(report, BY_AWS if remaining is not None else AS_BEFORE.format(spoken(report.month.period_before)))
    rows = [_row(_external_id(name, tag), _line(name, tag), free[name], factor, notes) for name in movers]
    rest = [cost for name, cost in free.items() if name not in movers]
    if rest and not cover.is_across:
        rows.append(_row(REST, ALL_THE_REST, sum(rest, Cost()), factor, notes))
    return rows


@dataclass(frozen=True, slots=True)
class _Notes:
    report: CostReport
    basis: str

    def of(self, cost: Cost, has_forecast: bool) -> str:
        before, estimated = spoken(self.report.month.period_before), self.report.estimated_from
        said = [(NO_BUDGET if cost.planned else NO_COST_BEFORE).format(before)]
        said += [self.basis] if has_forecast else []
        said += [ESTIMATED.format(f"{estimated.day} {estimated:%B}")] if estimated else []
        return "; ".join(said)


def _add_day(report: CostReport, result: Any) -> None:
    given = result if isinstance(result, dict) else {}
    day = _day(given.get("TimePeriod"))
    groups = given.get("Groups")
    if day is None or not isinstance(groups, list) or not report.month.first_before <= day < report.month.today:
        return
    if given.get("Estimated") is True and day >= report.month.first:
        report.estimated_from = min(day, report.estimated_from or day)
    for group in groups:
        _add(report, day, group)


def _add(report: CostReport, day: date, group: Any) -> None:
    keys = group.get("Keys") if isinstance(group, dict) else None
    name = keys[0] if isinstance(keys, list) and keys and isinstance(keys[0], str) else ""
    metrics = group.get("Metrics") if name else None
    try:
        amount, currency = amount_of(metrics.get(METRIC) if isinstance(metrics, dict) else None)
    except UnreadableAmount as error:
        report.refused[name] = f"{one_line(name, MAX_LINE) or 'a group without a name'}: its cost {error}"
        return
    report.currency = report.currency or currency
    if currency != report.currency:
        report.refused[name] = f"{one_line(name, MAX_LINE)}: its cost is in {currency}, others' in {report.currency}"
        return
    cost = report.costs.setdefault(name, Cost())
    if day >= report.month.first:
        cost.so_far += amount
    elif report.month.is_so_far_before(day):
        cost.before += amount
    else:
        cost.rest += amount


def _day(period: Any) -> date | None:
    start = period.get("Start") if isinstance(period, dict) else None
    try:
        return date.fromisoformat(start[:10]) if isinstance(start, str) else None
    except ValueError:
        return None


def _factor(report: CostReport, remaining: Decimal | None) -> Decimal | None:
    """Returns how many times what the lines promise is to come; None where the month before promises nothing."""
    promised = sum((_to_come(cost, report.month) for cost in report.costs.values()), Decimal(0))
    if report.month.is_over or not report.rest or not promised:
        return None
    return Decimal(1) if remaining is None else max(remaining, Decimal(0)) / promised


def _to_come(cost: Cost, month: CostMonth) -> Decimal:
    """The rest of the month as it was in the one before, at this month's pace; by the day for what is new.

    The pace of what began late in the days compared says too much: then a day's cost so far is the most.
    """
    by_the_day = max(cost.so_far, Decimal(0)) / month.last_complete.day * month.days_left
    if cost.before <= 0:
        return by_the_day
    if not month.days_left_before:
        return Decimal(0)
    rest = max(cost.rest, Decimal(0)) * month.days_left / month.days_left_before
    return min(rest * max(cost.so_far, Decimal(0)) / cost.before, max(rest, by_the_day))


def _forecast(report: CostReport, cost: Cost, factor: Decimal | None) -> Decimal | None:
    return None if factor is None else cost.so_far + _to_come(cost, report.month) * factor


def _move(report: CostReport, cost: Cost, factor: Decimal | None) -> Decimal:
    forecast = _forecast(report, cost, factor)
    return abs((cost.so_far if forecast is None else forecast) - cost.planned)


def _row(external_id: str, line: str, cost: Cost, factor: Decimal | None, notes: _Notes) -> SourceRow:
    report = notes.report
    forecast = _forecast(report, cost, factor)
    values: Mapping[str, Any] = {
        "line": line,
        "period": report.month.period,
        "planned": to_cents(cost.planned),
        "actual": to_cents(cost.so_far),
        "forecast": "" if forecast is None else to_cents(forecast),
        "currency": report.currency,
        "note": notes.of(cost, forecast is not None),
        "as_of": report.month.as_of.isoformat(),
    }
    return SourceRow(RecordKind.BUDGET, external_id, values)


def _value(name: str, tag: str) -> str:
    """Of a tag's group ``team$platform`` what stands behind the mark."""
    return name.partition("$")[2] if tag else name


def _external_id(name: str, tag: str) -> str:
    return f"tag:{tag}={_value(name, tag)}" if tag else f"service:{name}"


def _line(name: str, tag: str) -> str:
    if tag:
        return f"AWS {tag}: {one_line(_value(name, tag), MAX_LINE)}" if _value(name, tag) else f"AWS without {tag}"
    shown = one_line(name, MAX_LINE)
    return shown if shown.startswith(("Amazon", "AWS")) else f"AWS {shown}"


def shown_refusals(report: CostReport) -> Sequence[str]:
    return tuple(report.refused.values())
