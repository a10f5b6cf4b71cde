"""A phone number a person gives, and the code that proves it theirs. Pure."""

import re

from pydantic import Field

from lambdas.domain.accounts.codes import code_proof
from lambdas.domain.kernel.model import Instant, Model

_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
_BETWEEN = re.compile(r"[\s()./-]")


class PhoneCode(Model):
    """``proof`` is what the table stores of the code: reading the table confirms no number."""

    phone: str = Field(repr=False)
    proof: str = Field(repr=False)
    expires: Instant


def written(number: str) -> str:
    """As E.164, whatever stands between the digits; empty for what is no number with its country's code."""
    digits = _BETWEEN.sub("", number[:60])
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    return digits if _NUMBER.fullmatch(digits) else ""


def masked(phone: str) -> str:
    """Enough for its owner to know it by."""
    return f"{phone[:3]} … {phone[-3:]}" if phone else ""


def proof_of(code: str, user_id: str, phone: str, key: str) -> str:
    return code_proof(code, f"phone:{user_id}:{phone}", key)
