"""Checks that Slack sent this request: HMAC over ``v0:timestamp:raw body``, within five minutes. Standard library only.

Slack's own verifier raises on a junk timestamp or a signature that is not ASCII; here whatever is wrong is ``False``
(fault 51).
"""

import hashlib
import hmac
from collections.abc import Mapping

WINDOW_SECONDS = 300
MAX_TIMESTAMP = 12


def proven_teams(secrets: Mapping[str, str], timestamp: str, signature: str, body: bytes, now: float) -> frozenset[str]:
    """The workspaces whose signing secret made this signature: a request may speak for those only (fault 58)."""
    if not is_recent(timestamp, now):
        return frozenset()
    given = signature.encode("utf-8", errors="replace")
    proofs = {secret: sign(secret, timestamp, body).encode() for secret in set(secrets.values())}
    genuine = {secret for secret, proof in proofs.items() if hmac.compare_digest(proof, given)}
    return frozenset(team for team, secret in secrets.items() if secret in genuine)


def is_recent(timestamp: str, now: float) -> bool:
    """An old request may be a recording of a genuine one."""
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= MAX_TIMESTAMP
    return is_number and abs(now - int(timestamp)) <= WINDOW_SECONDS


def sign(secret: str, timestamp: str, body: bytes) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
