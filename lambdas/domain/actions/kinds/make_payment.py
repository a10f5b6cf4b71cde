"""Orders a payment in the system that pays."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from lambdas.domain.actions.kinds.base import FieldChange
from lambdas.domain.actions.kinds.to_system import ToSystem
from lambdas.domain.kernel.bounded_text import OptionalText, ShortText
from lambdas.domain.kernel.local_time import day_name
from lambdas.domain.kernel.plain_text import MAX_TITLE, one_line, plain

MAX_DIGITS = 12
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})(?:[.][0-9]{1,4})?")
_WITHOUT_CENTS = frozenset(
    {
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    }
)  # fmt: skip
_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""ISO 4217: an amount in these has no digit behind the point, or three."""
_CENTS = 2


def _exact(text: str) -> str:
    """A decimal in text, never a float: what is approved is to the digit what is paid."""
    if not _AMOUNT.fullmatch(text) or not Decimal(text):
        raise ValueError('write it as a text with digits and a point, more than nothing, such as "1250.00"')
    return text


Amount = Annotated[str, Field(max_length=MAX_DIGITS + 5), AfterValidator(_exact)]


class MakePayment(ToSystem):
    """Critical: money leaves. ``payee`` is who the paying system knows by that name: no account is ever taken."""

    action_type = "make_payment"
    label = "Make a payment"
    payee: ShortText
    amount: Amount
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    reference: Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=140)]
    due: date | None = None
    reason: OptionalText = ""
    meeting_id: str = ""

    @model_validator(mode="after")
    def _is_an_amount_of_it(self) -> Self:
        places, most = len(self.amount.partition(".")[2]), minor_digits(self.currency)
        if places > most:
            raise ValueError(f"an amount in {self.currency} has at most {most} digits behind the point")
        return self

    @property
    def shown_amount(self) -> str:
        whole, _, rest = self.amount.partition(".")
        places = minor_digits(self.currency)
        return f"{int(whole):,}{'.' + rest.ljust(places, '0') if places else ''} {self.currency}"

    @property
    def title(self) -> str:
        return f"Pay {self.shown_amount} to “{one_line(self.payee, MAX_TITLE)}”, through {self.system}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        facts = (("Amount", self.shown_amount), ("To", self.payee), ("Reference", self.reference))
        due = day_name(self.due) if self.due else "at once"
        more = (("Due", due), *((("Why", self.reason),) if self.reason else ()))
        return tuple(FieldChange(what=what, after=text) for what, text in (*facts, *more))


def minor_digits(currency: str) -> int:
    """Returns how many digits an amount in this currency has behind the point."""
    if currency in _WITHOUT_CENTS:
        return 0
    return 3 if currency in _THOUSANDTHS else _CENTS
