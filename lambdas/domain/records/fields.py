"""The field types of records: each accepts what people and exports write, and says what it wants when it cannot.

Where local time matters, the zone comes in as validation context: ``{"zone": ZoneInfo(...), "now": ...}``.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BeforeValidator, Field, ValidationInfo

from lambdas.domain.kernel.amounts import parse_amount
from lambdas.domain.kernel.days import parse_as_of, parse_day, parse_moment
from lambdas.domain.kernel.model import Instant
from lambdas.domain.kernel.periods import parse_period
from lambdas.domain.kernel.plain_text import plain
from lambdas.domain.kernel.relative_days import absolute_day, absolute_period

MAX_PEOPLE = 1_000_000
CLOCKS_APART = timedelta(days=1)

_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%?")
_COUNT = re.compile(r"\d{1,7}(?:\.0+)?|\d{1,3}(?:,\d{3})+")
_CURRENCY = re.compile(r"[A-Z]{3}")

EnumT = TypeVar("EnumT", bound=StrEnum)


def _zone(info: ValidationInfo) -> tzinfo | None:
    return info.context.get("zone") if info.context else None


def _today(info: ValidationInfo) -> date | None:
    """None outside an import or an edit: what is stored is absolute."""
    zone, now = _zone(info), _now(info)
    return now.astimezone(zone).date() if now and zone else None


def _now(info: ValidationInfo) -> datetime | None:
    return info.context.get("now") if info.context else None


def _text(max_length: int) -> Callable[[object], str]:
    def read(value: object) -> str:
        if isinstance(value, bool | list | tuple | dict) or value is None:
            raise ValueError("is not text")
        line = unicodedata.normalize("NFC", plain(str(value)))
        if len(line) > max_length:
            raise ValueError(f"is longer than {max_length} characters")
        return line

    return read


def _filled(value: str) -> str:
    if not value:
        raise ValueError("is empty")
    return value


def _percent(value: object) -> int:
    text = str(value).strip()
    found = _PERCENT.fullmatch(text)
    percent = Decimal(found[1].replace(",", ".")) if found else Decimal(-1)
    if 0 < percent < 1:
        raise ValueError(f"“{text}” could be {text} % or a share: write a number from 0 to 100")
    if not 0 <= percent <= 100:
        raise ValueError(f"“{text[:40]}” is not a percentage: write a number from 0 to 100")
    return int(percent.quantize(Decimal(1), ROUND_HALF_UP))


def _count(value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not _COUNT.fullmatch(text):
        raise ValueError(f"“{text[:40]}” is not a whole number from 0 on")
    count = int(Decimal(text.replace(",", "")))
    if count > MAX_PEOPLE:
        raise ValueError(f"“{text}” is more than {MAX_PEOPLE:,}")
    return count


def _currency(value: object) -> str:
    code = str(value).strip().upper()
    if code and not _CURRENCY.fullmatch(code):
        raise ValueError(f"“{code[:40]}” is not a currency: write its three letters, such as USD")
    return code


def _choices(value: object) -> tuple[object, ...]:
    """A list, or one text with `` | ``, ``;`` or line breaks between the choices."""
    if isinstance(value, list | tuple):
        return tuple(value)
    return tuple(choice for choice in re.split(r"[|;\n]", str(value)) if choice.strip())


def reading(choices: type[EnumT], aliases: Mapping[str, EnumT]) -> BeforeValidator:
    """Reads a choice whatever its case, spaces and hyphens, and under its other names."""

    def read(value: object) -> EnumT:
        word = re.sub(r"[\s\-_]+", "_", str(value).strip().casefold())
        if word in aliases:
            return aliases[word]
        try:
            return choices(word)
        except ValueError:
            expected = ", ".join(choices)
            raise ValueError(f"“{str(value)[:40]}” is not known: use one of {expected}") from None

    return BeforeValidator(read)


def _day(value: object, info: ValidationInfo) -> date:
    return parse_day(absolute_day(value, _today(info)))


def _period(value: object, info: ValidationInfo) -> str:
    return parse_period(absolute_period(value, _today(info)))


def _moment(value: object, info: ValidationInfo) -> datetime:
    return _past(parse_moment(absolute_day(value, _today(info)), _zone(info)), info)


def _as_of(value: object, info: ValidationInfo) -> datetime:
    return _past(parse_as_of(absolute_day(value, _today(info)), _zone(info)), info)


def _past(moment: datetime, info: ValidationInfo) -> datetime:
    now = _now(info)
    if now and moment > now + CLOCKS_APART:
        raise ValueError("is in the future")
    return moment


Amount = Annotated[Decimal, BeforeValidator(parse_amount)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[Instant, BeforeValidator(_moment)]
AsOf = Annotated[Instant, BeforeValidator(_as_of)]
Period = Annotated[str, BeforeValidator(_period)]
Percent = Annotated[int, BeforeValidator(_percent)]
Count = Annotated[int, BeforeValidator(_count)]
Currency = Annotated[str, BeforeValidator(_currency)]

Identity = Annotated[str, BeforeValidator(_text(80))]
Line = Annotated[str, BeforeValidator(_text(200))]
Name = Annotated[str, BeforeValidator(lambda value: _filled(_text(200)(value)))]
Note = Annotated[str, BeforeValidator(_text(2000))]
Choices = Annotated[tuple[Name, ...], BeforeValidator(_choices), Field(max_length=20)]


def plain_types(annotation: Any) -> frozenset[type]:
    """Returns the types a field may hold, without what they are annotated with."""
    if isinstance(annotation, type):
        return frozenset({annotation})
    return frozenset[type]().union(*(plain_types(part) for part in get_args(annotation)))
