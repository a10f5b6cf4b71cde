"""Tokens in the account's own row, under a data key that only KMS opens, and only for that user (fault 89)."""

import json
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdas.credentials.vaults import CLOSED, Kept, unlocking
from lambdas.errors import Refused

PURPOSE = "calendar-tokens"
KEY_LIVES_SECONDS = 3600.0
KEY_SEALS = 500
KEYS_HELD = 256
NONCE_BYTES = 12


@dataclass(slots=True)
class _DataKey:
    plain: bytes = field(repr=False)
    wrapped: bytes
    made_at: float
    seals: int = 0


class EnvelopeVault:
    """A data key is asked of KMS for a user with the user as its encryption context, and cached for an hour."""

    def __init__(
        self,
        kms: Any,
        key_id: str,
        monotonic: Callable[[], float] = time.monotonic,
        purpose: str = PURPOSE,
    ) -> None:
        self._kms = kms
        self._key_id = key_id
        self._monotonic = monotonic
        self._purpose = purpose
        self._sealing: dict[str, _DataKey] = {}
        self._opened: dict[tuple[str, bytes], _DataKey] = {}

    def seal(self, user_id: str, account_id: str, content: Mapping[str, str]) -> dict[str, str]:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key, nonce = self._sealing_key(user_id), os.urandom(NONCE_BYTES)
        key.seals += 1
        sealed = AESGCM(key.plain).encrypt(nonce, json.dumps(dict(content)).encode(), _bound(user_id, account_id))
        return {"key": b64encode(key.wrapped).decode(), "sealed": b64encode(nonce + sealed).decode()}

    def open(self, user_id: str, account_id: str, kept: Kept) -> dict[str, str]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key, sealed = self._opening_key(user_id, b64decode(kept["key"])), b64decode(kept["sealed"])
        try:
            plain = AESGCM(key.plain).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(user_id, account_id))
        except InvalidTag:
            raise Refused(CLOSED) from None
        return dict(json.loads(plain))

    def forget(self, user_id: str, account_id: str) -> None:
        """It goes with the row."""

    def _sealing_key(self, user_id: str) -> _DataKey:
        known = self._sealing.get(user_id)
        if known and self._is_fresh(known) and known.seals < KEY_SEALS:
            return known
        with unlocking("making a key for a consent"):
            answer = self._kms.generate_data_key(
                KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=self._context(user_id)
            )
        key = _DataKey(answer["Plaintext"], answer["CiphertextBlob"], self._monotonic())
        _hold(self._sealing, user_id, key)
        return key

    def _opening_key(self, user_id: str, wrapped: bytes) -> _DataKey:
        known = self._opened.get((user_id, wrapped))
        if known and self._is_fresh(known):
            return known
        with unlocking("opening the key of a consent"):
            answer = self._kms.decrypt(
                CiphertextBlob=wrapped, EncryptionContext=self._context(user_id), KeyId=self._key_id
            )
        key = _DataKey(answer["Plaintext"], wrapped, self._monotonic())
        _hold(self._opened, (user_id, wrapped), key)
        return key

    def _context(self, user_id: str) -> dict[str, str]:
        return {"user_id": user_id, "purpose": self._purpose}

    def _is_fresh(self, key: _DataKey) -> bool:
        return self._monotonic() - key.made_at < KEY_LIVES_SECONDS


def _hold(keys: dict[Any, _DataKey], name: Any, key: _DataKey) -> None:
    while len(keys) >= KEYS_HELD:
        keys.pop(next(iter(keys)))
    keys[name] = key


def _bound(user_id: str, account_id: str) -> bytes:
    """One account's tokens in another's row do not open."""
    return json.dumps([user_id, account_id]).encode()
