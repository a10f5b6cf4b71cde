"""The state of a budget line now, and where it will end.

The forecast is the owner's own where there is one; otherwise the rate so far, carried to the period's end, once a
tenth of the period is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lambdas.context.phrases import Viewpoint
from lambdas.domain.context.kinds.budget import BudgetLine
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, TOO_SMALL, WORTH_KNOWING
from lambdas.domain.kernel.periods import first_day, last_day, share_elapsed

ON_PLAN = Decimal("0.05")
FAR_OFF = Decimal("0.10")
TOO_EARLY_TO_PROJECT = 0.1
SMALL = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Outlook:
    """The state of one line. ``forecast`` is None while it is too early to say."""

    line: BudgetLine
    elapsed: float
    forecast: Decimal | None
    is_own_forecast: bool
    is_small: bool = False
    """Off plan by an amount that is nothing beside all that is planned."""

    @property
    def variance(self) -> Decimal:
        """Returns what is spent beyond the whole period's plan; negative below it."""
        return self.line.actual - self.line.planned

    @property
    def projected_variance(self) -> Decimal:
        """At the period's end; what is overspent already counts even where the forecast says less."""
        expected = self.line.actual if self.forecast is None else self.forecast
        if self.forecast is None and self.variance < 0:
            return Decimal(0)
        return expected - self.line.planned

    def share(self, part: Decimal) -> Decimal | None:
        """Of the plan; None where nothing was planned."""
        return part / abs(self.line.planned) if self.line.planned else None

    @property
    def size(self) -> Decimal:
        """Returns how far off plan it is, whichever way."""
        return max(self.variance, abs(self.projected_variance))

    @property
    def is_over(self) -> bool:
        return self.variance > 0

    @property
    def is_on_plan(self) -> bool:
        share = self.share(self.projected_variance)
        return not self.is_over and (self.projected_variance == 0 if share is None else abs(share) < ON_PLAN)

    @property
    def weight(self) -> int:
        worst = max(self.variance, self.projected_variance)
        if self.is_small:
            return TOO_SMALL
        if worst <= 0 or self.is_on_plan:
            return WORTH_KNOWING
        share = self.share(worst)
        return NEEDS_DECISION if share is None or share >= (ON_PLAN if self.is_over else FAR_OFF) else OFF_TRACK


def outlook(line: BudgetLine, view: Viewpoint) -> Outlook:
    elapsed = share_elapsed(line.period, view.day_of(line.as_of))
    if elapsed >= 1:
        return Outlook(line, elapsed, line.actual, is_own_forecast=False)
    if line.forecast is not None:
        return Outlook(line, elapsed, line.forecast, is_own_forecast=True)
    if elapsed < TOO_EARLY_TO_PROJECT or line.actual <= 0:
        return Outlook(line, elapsed, None, is_own_forecast=False)
    return Outlook(line, elapsed, line.actual / Decimal(elapsed), is_own_forecast=False)


def sized(outlooks: Sequence[Outlook]) -> list[Outlook]:
    """Marks what is small beside the rest: of one currency and period, off by less than a hundredth of all planned."""
    planned: dict[tuple[str, str], Decimal] = {}
    for one in outlooks:
        key = (one.line.currency, one.line.period)
        planned[key] = planned.get(key, Decimal(0)) + abs(one.line.planned)
    return [replace(one, is_small=one.size < SMALL * planned[one.line.currency, one.line.period]) for one in outlooks]


def current(lines: Sequence[BudgetLine], view: Viewpoint) -> list[BudgetLine]:
    """For each line the shortest period around today; where there is none at all, the last period that is over."""
    by_line: dict[tuple[str, str], BudgetLine] = {}
    for line in sorted(lines, key=lambda line: (last_day(line.period) - first_day(line.period), line.record_id)):
        if first_day(line.period) <= view.today <= last_day(line.period):
            by_line.setdefault((line.line.casefold(), line.currency), line)
    if by_line:
        return list(by_line.values())
    nearest = min(lines, key=lambda line: (abs(view.days_since(last_day(line.period))), line.period)).period
    return [line for line in lines if line.period == nearest]
