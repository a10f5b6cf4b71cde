"""Amounts as AWS writes them (``2641.54800000000022919266484677791595458984375``, ``-1.2E-7``), to the cent."""

from decimal import Decimal, InvalidOperation
from typing import Any

MAX_DIGITS = 100
MAX_AMOUNT = Decimal(10) ** 13


class UnreadableAmount(ValueError):
    """It is no amount; the message completes "its limit ..."."""


def amount_of(given: Any, field: str = "Amount") -> tuple[Decimal, str]:
    """The amount of a ``Spend`` or a ``MetricValue``, and its currency. Raises UnreadableAmount."""
    if not isinstance(given, dict):
        raise UnreadableAmount("is missing")
    written, unit = given.get(field), given.get("Unit")
    if not isinstance(written, str) or len(written) > MAX_DIGITS:
        raise UnreadableAmount("is not a number")
    try:
        amount = Decimal(written)
    except InvalidOperation:
        raise UnreadableAmount("is not a number") from None
    if not amount.is_finite() or abs(amount) >= MAX_AMOUNT:
        raise UnreadableAmount("is not a number below ten trillion")
    if not isinstance(unit, str) or len(unit) != 3 or not unit.isalpha():
        raise UnreadableAmount("is not money")
    return amount, unit.upper()


def to_cents(amount: Decimal) -> str:
    """Written with two decimals: three could be read as thousands."""
    return f"{amount:.2f}"
