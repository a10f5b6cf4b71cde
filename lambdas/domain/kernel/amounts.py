"""Money as people type it. What could be read two ways is refused: a figure wrong by a thousand is worse than none."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")
MAX_AMOUNT = Decimal(10) ** 13

_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_CURRENCY = r"(?P<{}>[$€£¥₹]|[A-Za-z]{{3}}|)"
_WHOLE = re.compile(
    rf"(?P<open>\(?)(?P<sign>[-+−]?)\s*{_CURRENCY.format('before')}\s*(?P<inner>[-+−]?)"
    rf"(?P<digits>\d[\d.,'’ ]*?)\s*{_CURRENCY.format('after')}(?P<close>\)?)"
)
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_FORMS = (
    (re.compile(r"\d+(?:[.,]\d+)?"), ""),
    (re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ","),
    (re.compile(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d+"), "."),
    (re.compile(r"\d{1,3}(?:[’' ]\d{3})+(?:[.,]\d+)?"), "’' "),
)
_THOUSANDS_BY_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")


def parse_amount(value: object) -> Decimal:
    """An amount to the cent. Accepts ``45200.5``, ``45,200.50``, ``€ 1.200,00``, ``1 200``, ``-12``, ``(12.00)``.

    ``1,200`` is twelve hundred. Raises ValueError, with what to write instead, on ``1.200`` (in one country 1200,
    in another 1.2) and on everything else.
    """
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _to_cents(Decimal(str(value)))
    if not isinstance(value, str):
        raise ValueError("is not an amount: write 45200.50, 45,200.50 or 45.200,50")
    found = _WHOLE.fullmatch(_one_kind_of_space(value))
    if not found or bool(found["open"]) != bool(found["close"]) or (found["sign"] and found["inner"]):
        raise ValueError(f"“{value[:40]}” is not an amount: write 45200.50, 45,200.50 or 45.200,50")
    number = _number(found["digits"])
    negative = bool(found["open"]) != ((found["sign"] or found["inner"]) in {"-", "−"})
    return _to_cents(-number if negative else number)


def currency_in(value: object) -> str:
    """The ISO code written beside an amount (``$`` is read as USD), or an empty string."""
    found = _WHOLE.fullmatch(_one_kind_of_space(value)) if isinstance(value, str) else None
    written = (found["before"] or found["after"]) if found else ""
    return _SYMBOLS.get(written, written.upper())


def _one_kind_of_space(text: str) -> str:
    """Spreadsheets group with no-break and thin spaces."""
    return " ".join(text.split())


def _number(digits: str) -> Decimal:
    if _AMBIGUOUS.fullmatch(digits):
        raise ValueError(f"“{digits}” can be read two ways: write {digits.replace('.', '')} or {digits[:-1]}")
    if _THOUSANDS_BY_COMMA.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    for form, separators in _FORMS:
        if form.fullmatch(digits):
            ungrouped = "".join(c for c in digits if c not in separators)
            return Decimal(ungrouped.replace(",", "."))
    raise ValueError(f"“{digits[:40]}” is not an amount: write 45200.50, 45,200.50 or 45.200,50")


def _to_cents(number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number) >= MAX_AMOUNT:
        raise ValueError("is not an amount below ten trillion")
    return number.quantize(CENT, ROUND_HALF_EVEN) + 0
