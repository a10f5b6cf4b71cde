"""A phone number a person gives, and the code that proves it theirs. Pure."""

import hashlib
import hmac
import re
from datetime import timedelta

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
MAX_TRIES = 5
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
    digits = "".join(character for character in code if character in "0123456789")
    return hmac.new(key.encode(), f"phone:{user_id}:{phone}:{digits}".encode(), hashlib.sha256).hexdigest()
