"""Figures that a text names: numbers with their percent sign, currency or unit of time, and ids such as Q1 or INC-42.

45,200 = 45.200 = 45 200 = 45'200, 1.5 = 1,5 and 12 % = 12 percent; 45,200 USD is not 45,200 EUR, nor 12 % 12 USD.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from lambdas.domain.llm.claim_dates import Claim, Fact

PERCENT = ("%", "‰", "pp")
_OTHERS = "SEK NOK DKK PLN CZK CAD AUD INR CNY BRL BTC ETH"
_CURRENCIES = (
    ("USD", r"us\$|\$|usd|us-dollars?|dollars?"),
    ("EUR", r"€|eur|euros?"),
    ("GBP", r"£|gbp|pounds?(?: sterling)?|livres sterling"),
    ("CHF", r"chf|sfr\.?|francs suisses|schweizer franken|franken"),
    ("JPY", r"¥|jpy|yen"),
    *((code, code.casefold()) for code in _OTHERS.split()),
)
_CURRENCY = "|".join(f"(?P<{{0}}{code}>{words})" for code, words in _CURRENCIES)
_TIMES = (
    ("minutes", Decimal(1) / 60, r"s|secs?|seconds?|sekunden?|secondes?"),
    ("minutes", Decimal(1), r"min|mins|minutes?|minuten?|minütig\w*"),
    ("minutes", Decimal(60), r"h|hrs?|hours?|stunden?|std|stündig\w*|heures?"),
    ("days", Decimal(1), r"d|days?|tage?[ns]?|tägig\w*|jours?"),
    ("days", Decimal(7), r"weeks?|wochen?|wöchig\w*|semaines?"),
    ("months", Decimal(1), r"months?|monate?[ns]?|monatig\w*|mois"),
    ("months", Decimal(3), r"quarters?|quartale?[ns]?|trimestres?"),
    ("months", Decimal(12), r"y|yrs?|years?|jahre?[ns]?|jährig\w*|ans?|années?"),
)
_TIME = "|".join(f"(?P<time{place}>{words})" for place, (_, _, words) in enumerate(_TIMES))
_MANY = (
    (100, r"hundred|hundert"),
    (1_000, r"k|thousand|tausend|tsd\.?|mille|milliers?"),
    (1_000_000, r"M(?!\w)|mn|mio\.?|millions?|millionen|million"),
    (1_000_000_000, r"bn|mrd\.?|billions?|milliarden?|milliards?"),
)
_TIMES_MANY = "|".join(f"(?P<many{place}>{words})" for place, (_, words) in enumerate(_MANY))
_NUMBER = r"(?P<grouped>\d{1,3}(?P<by>[.,'’ ])\d{3}(?:(?P=by)\d{3})*(?!\d)(?:[.,]\d+)?)|(?P<plain>\d+(?:[.,]\d+)?)"
_QUANTITY = re.compile(
    rf"(?P<minus>(?<![\w%)\]])[-−–]|\bminus )?(?:(?:{_CURRENCY.format('before')})\s?)?(?P<minus2>[-−])?"
    rf"(?<![\d.,:/])(?:{_NUMBER})"
    rf"(?:(?:\s?-?(?:{_TIMES_MANY})\b\.?)*)"
    r"(?:\s?-?(?:(?:more|full|whole|working|business|calendar|weitere|volle|ganze) )?"
    r"(?:(?P<pp>pp\b|percentage[ -]points?|prozentpunkte?n?|points? de pourcentage)"
    r"|(?P<percent>%|percent\b|per[ -]?cent\b|pct\b|prozent\w*|pour ?cent\b)|(?P<permille>‰)"
    rf"|(?:{_CURRENCY.format('after')})(?!\w)|(?:{_TIME})(?![\w'’]))?)?",
    re.IGNORECASE,
)
_LITERAL = re.compile(
    r"(?<![\w.,])(?!\d{1,3}(?:\.\d{3})+(?!\d))\d+(?:[.:/]\d+){2,}(?!\d)|(?<![\d.,:])\d+:\d+(?![\d:])|(?<![\w.,])\d+[x×]\d+"
)
_ID = re.compile(
    r"(?<![\w])(?!(?:USD|EUR|GBP|CHF|JPY)\d)(?:[^\W\d_]+\d\w*(?:\.\d+)*|[A-Z]{2,}\w*-\d+(?:-\d+)*|\d+[^\W\d_]\w*\d\w*)"
    r"|(?<![\w.,])\d+(?=[A-Z]{1,3}\b)(?!K\b|M\b)[A-Z]+"
)
_WORDS = (
    ("half", r"\bhal(?:f|ves?|ved|ving)\b|\bhälfte\b|\bhalbier\w*|\bhalb(?:e[nrms]?)?\b|\bmoitiés?\b"),
    ("double", r"\bdoubl\w+|\bdoppelt\w*|\bverdoppel\w+"),
    ("triple", r"\btripl\w+|\bverdreifach\w+"),
    ("hundred", r"\bhundreds?\b|\bhunderte?\b|\bcentaines?\b"),
    ("thousand", r"\bthousands?\b|\btausende?\b|\bmilliers?\b"),
    ("million", r"\bmillions?\b|\bmillionen\b"),
    ("billion", r"\bbillions?\b|\bmilliarden?\b|\bmilliards?\b"),
)
_SAID = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _WORDS)
_COUNTED = re.compile(rf"\d\s?-?(?:{_TIMES_MANY})\b", re.IGNORECASE)
_MONEY = re.compile(rf"(?<![^\W\d_])(?:{_CURRENCY.format('alone')})(?![^\W\d_])", re.IGNORECASE)
_LESS = re.compile(
    r"\b(?:below|under|down|less|fewer|lower|fell|drop\w*|behind|minus|short|loss|lost|unter|weniger|minus|gesunken|"
    r"fällt|fehl\w+|verlust|moins|sous|baiss\w*|perdu|perte|recul\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """``unit`` is empty, a percent sign, a currency or a unit of time; ``raw`` is the number as it stands there."""

    value: Decimal
    unit: str
    raw: Decimal
    is_negative: bool = False

    def is_borne_out_by(self, known: "Quantity", currencies: frozenset[str], *, says_less: bool) -> bool:
        if self.is_negative != known.is_negative and not (known.is_negative and says_less):
            return False
        if self.unit == known.unit:
            return self.value == known.value
        if not self.unit:
            return known.unit not in PERCENT and self.raw in (known.raw, known.value)
        is_money = self.unit in currencies and not known.unit
        return is_money and self.value == known.value


@dataclass(frozen=True, slots=True)
class SaidFigures:
    """``claims`` are ids and words of amount; ``currencies`` all that are named, with a number or without."""

    quantities: tuple[Quantity, ...]
    claims: tuple[Claim, ...]
    currencies: frozenset[str]
    says_less: bool

    def unfounded(self, known: "SaidFigures", facts: frozenset[Fact]) -> bool:
        """Says whether a figure stands here that ``known`` does not hold; ``facts`` are all others known."""
        held = frozenset(fact for claim in known.claims for way in claim for fact in way) | facts
        if not all(any(way <= held for way in claim) for claim in self.claims):
            return True
        if not self.currencies <= known.currencies:
            return True
        return not all(_is_known(one, known, facts, says_less=self.says_less) for one in self.quantities)


def figures_in(text: str) -> SaidFigures:
    """SaidFigures of a text whose number words are digits and whose dates are masked."""
    claims: list[Claim] = []

    def identified(found: re.Match[str]) -> str:
        if _is_quantity(found[0]):
            return found[0]
        claims.append((frozenset({("id", _same_id(found[0]))}),))
        return " " + "\u00b6" * (len(found[0]) - 1)

    def literal(found: re.Match[str]) -> str:
        claims.append((frozenset({("literal", found[0])}),))
        return " " * len(found[0])

    rest = _ID.sub(identified, _LITERAL.sub(literal, text))
    quantities = tuple(_quantities(rest))
    words = _COUNTED.sub(" ", rest)
    for name, pattern in _SAID:
        if pattern.search(words):
            claims.append((frozenset({("amount", name)}), *((frozenset({("half",)}),) if name == "half" else ())))
    currencies = frozenset((found.lastgroup or "").removeprefix("alone") for found in _MONEY.finditer(rest))
    return SaidFigures(quantities, tuple(claims), currencies, bool(_LESS.search(text)))


def implied(figures: SaidFigures) -> Iterator[Fact]:
    """All that figures bear out beside themselves: 50 % is half, INC-42 is 42."""
    for one in figures.quantities:
        if one.unit == "%" and one.value == 50:
            yield ("half",)
        if one.unit == "minutes":
            yield ("minutes", int(one.value))
        if not one.unit and one.value == int(one.value):
            yield ("number", int(one.value))
    for claim in figures.claims:
        for way in claim:
            for fact in way:
                if fact[0] == "id" and (digits := re.fullmatch(r"[a-z]{2,}0*(\d+)", str(fact[1]))):
                    yield ("number", int(digits[1]))


def _is_known(one: Quantity, known: SaidFigures, facts: frozenset[Fact], *, says_less: bool) -> bool:
    currencies = known.currencies
    if any(one.is_borne_out_by(other, currencies, says_less=says_less) for other in known.quantities):
        return True
    is_whole = not one.unit and one.value == int(one.value) and not one.is_negative
    if one.unit == "%":
        return one.value == 50 and ("amount", "half") in facts
    if one.unit == "minutes":
        return ("minutes", int(one.value)) in facts and one.value == int(one.value)
    return is_whole and ("number", int(one.value)) in facts


def _quantities(text: str) -> Iterator[Quantity]:
    found = list(_QUANTITY.finditer(text))
    read = [_read(one) for one in found]
    yield from _ranged(text, found, read)
    for (one, first), (two, second) in pairwise(zip(found, read, strict=True)):
        is_compound = first.unit == second.unit in ("minutes", "days", "months") and first.value > second.value
        if is_compound and not text[one.end() : two.start()].strip(" ,"):
            value = first.value + second.value
            yield Quantity(value, first.unit, value)


def _ranged(text: str, found: Sequence[re.Match[str]], read: Sequence[Quantity]) -> Iterator[Quantity]:
    """``10 to 12 %``, ``between 5 and 7 days``: the first has the unit of the second."""
    for place, one in enumerate(read):
        follows = found[place + 1] if place + 1 < len(found) else None
        between = text[found[place].end() : follows.start()] if follows else ""
        is_range = re.fullmatch(r"\s*(?:-|–|to|bis|à|and|und|et|or|oder|ou|of|von|sur|/)?\s*", between)
        if follows and is_range and between.strip() and not one.unit and read[place + 1].unit in PERCENT:
            yield Quantity(one.value, read[place + 1].unit, one.raw, one.is_negative)
        elif follows and between.strip() in ("-", "–", "to", "bis", "à") and not one.unit:
            unit = read[place + 1].unit
            factor = read[place + 1].value / read[place + 1].raw if read[place + 1].raw else Decimal(1)
            yield Quantity(one.value * factor, unit, one.raw, one.is_negative)
        else:
            yield one


def _read(found: re.Match[str]) -> Quantity:
    parts = found.groupdict()
    raw = _number(found)
    value = raw
    for place, (times, _) in enumerate(_MANY):
        value *= times if parts[f"many{place}"] else 1
    unit = "%" if parts["percent"] else "pp" if parts["pp"] else "‰" if parts["permille"] else ""
    for code, _ in _CURRENCIES:
        unit = code if parts[f"before{code}"] or parts[f"after{code}"] else unit
    for place, (name, factor, _) in enumerate(_TIMES):
        if parts[f"time{place}"]:
            unit, value = name, value * factor
    return Quantity(value, unit, raw, bool(parts["minus"] or parts["minus2"]))


def _number(found: re.Match[str]) -> Decimal:
    if plain := found["plain"]:
        return Decimal(_ascii(plain).replace(",", ".")).normalize()
    by, grouped = found["by"], _ascii(found["grouped"])
    if grouped.startswith("0") and by in ".,":
        return Decimal(grouped.replace(",", ".")).normalize()
    whole = grouped.replace(by, "")
    return Decimal(whole.replace(",", ".")).normalize()


def _ascii(digits: str) -> str:
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in digits)


def _is_quantity(word: str) -> bool:
    """``45k`` and ``4pm`` are numbers with what follows them, no ids."""
    return bool(re.fullmatch(r"\d.*", word)) and _QUANTITY.fullmatch(word) is not None


def _same_id(word: str) -> str:
    """INC-42 as inc42; the first quarter is T1 in French."""
    same = word.casefold().replace("-", "")
    return re.sub(r"^t([1-4])$", r"q\1", same)
