"""A message as a service pushes it: the headers it signs with, in lower case, and the body to the byte."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PushedMessage:
    headers: Mapping[str, str]
    body: bytes


def signature_of(content: bytes, key: str) -> str:
    return hmac.new(key.encode(), content, hashlib.sha256).hexdigest()
