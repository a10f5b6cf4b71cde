"""CTX-1: spend against plan. Currencies are never added up, nor are months and quarters."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from lambdas.context.notes import MAX_FACTS, note, oldest, staleness
from lambdas.context.outlook import Outlook, current, outlook, sized
from lambdas.context.phrases import Viewpoint, money, name, percent
from lambdas.domain.context.kinds.budget import BudgetLine
from lambdas.domain.context.notes import OFF_TRACK, WORTH_KNOWING, ContextNote, Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.kernel.periods import last_day, spoken
from lambdas.domain.records.records import id_from

STALE_AFTER_DAYS = 10


def summarise(lines: Sequence[BudgetLine], view: Viewpoint) -> ContextNote:
    chosen = current(lines, view)
    found = sized([outlook(line, view) for line in chosen])
    outlooks = sorted(found, key=lambda one: (-one.weight, -one.size, one.line.line))
    gap = staleness(RecordKind.BUDGET, chosen, view, STALE_AFTER_DAYS)
    if last_day(chosen[0].period) < view.today:
        gap = f"No budget for {view.today:%B %Y}: these are the figures of {spoken(chosen[0].period)}."
    return note(
        ContextKind.BUDGET,
        view,
        headline=f"{name(outlooks[0].line.line)} {_standing(outlooks[0], view)}",
        facts=[*(_fact(one, view) for one in outlooks[:MAX_FACTS]), *_totals(outlooks)],
        figures=_figures(outlooks),
        gap=gap,
        beyond=len(outlooks[MAX_FACTS:]),
    )


def _fact(outlook: Outlook, view: Viewpoint) -> Fact:
    line = outlook.line
    return Fact(
        text=f"{name(line.line)} {_standing(outlook, view)}.",
        ref=f"{RecordKind.BUDGET}:{id_from(line.line)}",
        weight=outlook.weight,
        asks=line.owner,
        question=_question(outlook, view),
        as_of=line.as_of,
        subject=line.line,
        background=line.note,
    )


def _standing(outlook: Outlook, view: Viewpoint) -> str:
    line, period = outlook.line, spoken(outlook.line.period)
    if outlook.is_over:
        share = outlook.share(outlook.variance)
        above = (
            f"{percent(share)} above the plan for {period}"
            if share is not None
            else f"with nothing planned for {period}"
        )
        return f"is {money(outlook.variance, line.currency)} over, {above}{_ending(outlook, view)}"
    spent = f"{money(line.actual, line.currency)} of {money(line.planned, line.currency)} spent"
    gone = f"with {percent(outlook.elapsed)} of {period} gone"
    if outlook.is_on_plan:
        return f"is on plan: {spent} {gone}"
    side = "over" if outlook.projected_variance > 0 else "under"
    share = outlook.share(outlook.projected_variance)
    by = money(outlook.projected_variance, line.currency) + (f", {percent(share)}" if share is not None else "")
    return f"is heading {by} {side} plan: {spent} {gone}{_ending(outlook, view)}"


def _ending(outlook: Outlook, view: Viewpoint) -> str:
    if outlook.forecast is None or outlook.elapsed >= 1:
        return ""
    basis = "forecast" if outlook.is_own_forecast else "at this rate"
    return f"; {basis} {money(outlook.forecast, outlook.line.currency)} by {view.said(last_day(outlook.line.period))}"


def _question(outlook: Outlook, view: Viewpoint) -> str:
    line = outlook.line
    over = money(max(outlook.variance, outlook.projected_variance), line.currency)
    if outlook.is_over:
        return f"Which part of the {money(outlook.variance, line.currency)} over in {name(line.line)} is one-off?"
    if outlook.is_on_plan or outlook.is_small:
        return ""
    if outlook.projected_variance > 0:
        return (
            f"{name(line.line)} is heading {over} over by {view.said(last_day(line.period))}: cut, or approve it now?"
        )
    return (
        f"Is the {money(outlook.projected_variance, line.currency)} left over in {name(line.line)} free, or only late?"
    )


def _grouped(outlooks: Sequence[Outlook]) -> dict[tuple[str, str], list[Outlook]]:
    groups: dict[tuple[str, str], list[Outlook]] = defaultdict(list)
    for one in outlooks:
        groups[one.line.currency, one.line.period].append(one)
    return groups


def _totals(outlooks: Sequence[Outlook]) -> Iterator[Fact]:
    for (currency, period), group in _grouped(outlooks).items():
        if len(group) < 2:
            continue
        planned, actual = (sum((getattr(o.line, part) for o in group), Decimal(0)) for part in ("planned", "actual"))
        over = sum(o.is_over for o in group)
        text = (
            f"All {len(group)} lines of {spoken(period)}: {money(actual, currency)} of {money(planned, currency)} spent"
        )
        yield Fact(
            text=f"{text}, {over} over plan.",
            ref=f"{RecordKind.BUDGET}:total",
            weight=OFF_TRACK if actual > planned else WORTH_KNOWING,
            as_of=oldest(o.line for o in group),
            part=FactPart.SUMMARY,
        )


def _figures(outlooks: Sequence[Outlook]) -> dict[str, float]:
    """Named plainly for one currency and period; otherwise each name ends in its currency and period."""
    groups = _grouped(outlooks)
    figures: dict[str, float] = {"lines": len(outlooks), "lines_over": sum(o.is_over for o in outlooks)}
    for (currency, period), group in groups.items():
        ending = "" if len(groups) == 1 else f"_{currency.lower() or 'no_currency'}_{period}"
        planned = sum((o.line.planned for o in group), Decimal(0))
        variance = sum((o.variance for o in group), Decimal(0))
        forecast = sum((o.line.actual if o.forecast is None else o.forecast for o in group), Decimal(0))
        amounts = {"planned": planned, "actual": planned + variance, "variance": variance, "forecast": forecast}
        figures |= {f"{key}{ending}": round(float(amount), 2) for key, amount in amounts.items()}
        if planned:
            figures[f"variance_percent{ending}"] = round(float(variance / abs(planned)) * 100, 1)
    return figures
