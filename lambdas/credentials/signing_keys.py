"""The stage's signing keys: the versions of one secret, so that whatever rotates a secret rotates them.

The version Secrets Manager calls current signs; the one before it is believed until the next rotation.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from lambdas.aws.errors import translated
from lambdas.domain.kernel.signing_keys import SigningKey
from lambdas.errors import Retryable

HELD = timedelta(seconds=50)
"""What was read is believed for so long: a rotation has taken effect everywhere within a minute."""
BETWEEN_LOOKS = timedelta(seconds=1)
"""A token by a key nobody here knows has it looked for, at most so often: anybody may send such tokens."""
CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


class SecretSigningKeys:
    """``client`` is asked for when a key is. ``name``: the secret's."""

    def __init__(self, client: Callable[[], Any], name: str, now: Callable[[], datetime]) -> None:
        self._client_of = client
        self._name = name
        self._now = now
        self._held: dict[str, tuple[SigningKey | None, datetime]] = {}

    def current(self) -> SigningKey:
        key = self._key(CURRENT, HELD)
        if key is None:
            raise RuntimeError(f"the secret {self._name} has no value")
        return key

    def accepted(self, key_id: str = "") -> Sequence[SigningKey]:
        if key_id and key_id == self.current().key_id:  # the common case needs no more than one key
            return (self.current(),)
        known = self._keys(HELD)
        if not key_id:
            return known
        named = [key for key in known if key.key_id == key_id]
        return named or [key for key in self._keys(BETWEEN_LOOKS) if key.key_id == key_id]

    def _keys(self, held: timedelta) -> Sequence[SigningKey]:
        return [key for stage in (CURRENT, PREVIOUS) if (key := self._key(stage, held))]

    def _key(self, stage: str, held: timedelta) -> SigningKey | None:
        key, read_at = self._held.get(stage, (None, None))
        if read_at is None or self._now() - read_at >= held:
            try:
                key = self._read(stage)
            except Retryable:
                if key is None:
                    raise
            self._held[stage] = (key, self._now())
        return key

    def _read(self, stage: str) -> SigningKey | None:
        client = self._client_of()
        with translated("reading the key AMO signs with"):
            try:
                answer = client.get_secret_value(SecretId=self._name, VersionStage=stage)
            except client.exceptions.ResourceNotFoundException:
                return None  # never rotated
        return SigningKey(str(answer["VersionId"]), str(answer["SecretString"]))
