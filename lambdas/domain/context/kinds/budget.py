"""Money: what was planned, what is spent (CTX-1)."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from lambdas.domain.context.kinds.sheets import RecordSheet
from lambdas.domain.context.kinds.spec import ContextKindSpec, Words
from lambdas.domain.kernel.amounts import currency_in
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.fields import Amount, Currency, Line, Name, Note, Period
from lambdas.domain.records.records import Record


class BudgetLine(Record):
    kind = RecordKind.BUDGET
    key_fields = ("line", "period")

    line: Name = Field(description="what the money is for")
    period: Period = Field(description="calendar month, quarter or year: 2026-11, 2026-Q4, 2026")
    planned: Amount = Field(description="budget for the whole period")
    actual: Amount = Field(description="spent so far in the period")
    forecast: Amount | None = Field(default=None, description="your own forecast to the period's end, if you have one")
    currency: Currency = Field(default="", description="three letters; may stand beside the amounts instead")
    owner: Line = Field(default="", description="who answers for it")
    note: Note = Field(default="", description="anything worth knowing")

    @model_validator(mode="before")
    @classmethod
    def _currency_beside_amounts(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values
        written = {currency_in(values.get(name)) for name in ("planned", "actual", "forecast")} - {""}
        stated = str(values.get("currency") or "").strip().upper()
        if len(written | ({stated} - {""})) > 1:
            raise ValueError("the amounts are in different currencies")
        return {**values, "currency": stated or next(iter(written), "")}


SPEC = ContextKindSpec(
    label="Budget",
    gap="the budget",
    icon=(
        "M10 3v14M13.5 6.200C12.800 5.400 11.5 5 10 5c-2 0-3.5.9-3.5 2.5"
        "S8 9.800 10 10s3.5.9 3.5 2.5S12 15 10 15c-1.600 0-3-.5-3.700-1.400"
    ),
    ask="should this be talked about here?",
    decision_ask="do you want a decision on this in the meeting?",
    question=Words(180, r"budgets?|variances?|spend\w*|costs?"),
    subject=Words(
        1,
        r"budgets?|spend(?:ing)?|overspend|variances?|(?:cloud )?costs?|forecasts?|invoices?|savings?|capex|opex|"
        r"p&l|margins?|reserv(?:ed|ations?)(?: capacity| instances?)?",
    ),
)
SHEET = RecordSheet(
    model=BudgetLine,
    one="budget line",
    spoken="budget",
    columns=("line", "period", "planned", "actual", "forecast", "owner"),
    aliases={
        "line": ("budget_line", "item", "category", "cost_center", "cost_centre", "name"),
        "period": ("month",),
        "planned": ("plan", "budget", "budgeted"),
        "actual": ("spent", "actuals", "spend", "actual_spend"),
        "forecast": ("projected", "projection"),
        "currency": ("ccy",),
    },
)
