"""Six digits sent somewhere that only one person reads: how long they count, how often one may guess. Pure."""

import hashlib
import hmac
from datetime import timedelta

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
MAX_TRIES = 5


def code_proof(code: str, about: str, key: str) -> str:
    """Returns what a table stores of a code: reading the table confirms nothing. ``about``: what it is good for."""
    digits = "".join(character for character in code if character in "0123456789")
    return hmac.new(key.encode(), f"{about}:{digits}".encode(), hashlib.sha256).hexdigest()
