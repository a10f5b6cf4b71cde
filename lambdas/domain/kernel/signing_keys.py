"""The keys AMO signs with: one at a time signs, and what those before it signed is good for its time. Pure."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SigningKey:
    """``key_id`` stands in what it signs, and is no secret."""

    key_id: str
    secret: str = field(repr=False)


class SigningKeys(Protocol):
    def current(self) -> SigningKey:
        """Signs everything from now on. Raises Retryable when it cannot be read."""
        ...

    def accepted(self, key_id: str = "") -> Sequence[SigningKey]:
        """Returns the keys whose signatures count, the current one first; of ``key_id`` alone, where one is named."""
        ...


def is_proof(given: str, proof_by: Callable[[str], str], keys: SigningKeys) -> bool:
    """Returns whether ``proof_by``, given the secret of a key that counts, says ``given``."""
    return any(hmac.compare_digest(given.encode(), proof_by(key.secret).encode()) for key in keys.accepted())
