"""Signed webhooks to systems that do something for AMO (tasks, CRM, payments): one POST, no redirect, a dedupe key."""

import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lambdas.errors import Refused, Retryable, Unanswered, Unproven

TIMEOUT_SECONDS = 10
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NOT_DELIVERED = {http.HTTPStatus.TOO_MANY_REQUESTS, http.HTTPStatus.SERVICE_UNAVAILABLE}
"""Statuses that say nothing was done."""
MAX_PAUSE_SECONDS = 900.0


class Webhook:
    """``takes_dedupe_key``: the receiver does it once for one ``Idempotency-Key``, so trying again is safe."""

    def __init__(self, url: str, signing_key: Callable[[], str], takes_dedupe_key: bool) -> None:
        self._url = urlsplit(url)
        self._signing_key = signing_key
        self.takes_dedupe_key = takes_dedupe_key
        if self._url.scheme != "https" and self._url.hostname not in LOOPBACK:
            raise Refused("Webhooks go to https addresses only; correct config/autonomy.yaml.")

    def post(self, body: Mapping[str, Any], dedupe_key: str, now: datetime) -> str:
        """Returns the receiver's answer, cut short.

        Raises Refused, Retryable when nothing was done. In doubt: Unanswered where it may be sent again, else Unproven.
        """
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        connection = self._connection()
        try:
            connection.connect()
        except OSError as error:
            raise Retryable("The other system could not be reached.") from error
        try:
            connection.request("POST", self._target, content, self._headers(content, dedupe_key, now))
            answer = connection.getresponse()
            text = answer.read(2000).decode("utf-8", "replace")
            pause = _pause(answer.getheader("Retry-After") or "")
        except (OSError, http.client.HTTPException) as error:
            raise self._doubtful("The other system did not answer.") from error
        finally:
            connection.close()
        return self._judged(answer.status, text, pause)

    def _judged(self, status: int, text: str, pause: float | None) -> str:
        if 200 <= status < 300:
            return " ".join(text.split())[:200]
        if status in NOT_DELIVERED:
            raise Retryable(f"The other system was too busy ({status}).", pause)
        if status >= 500:
            raise self._doubtful(f"The other system failed ({status}).")
        raise Refused(f"The other system refused it ({status}).")

    def _doubtful(self, what: str) -> Unanswered | Unproven:
        if self.takes_dedupe_key:
            return Unanswered(what)
        return Unproven(f"{what} Whether it was done cannot be told: look there.")

    def _headers(self, content: bytes, dedupe_key: str, now: datetime) -> dict[str, str]:
        timestamp = str(int(now.timestamp()))
        signature = hmac.new(self._signing_key().encode(), f"v1:{timestamp}:".encode() + content, hashlib.sha256)
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": dedupe_key,
            "X-AMO-Timestamp": timestamp,
            "X-AMO-Signature": f"v1={signature.hexdigest()}",
        }

    @property
    def _target(self) -> str:
        return f"{self._url.path or '/'}{f'?{self._url.query}' if self._url.query else ''}"

    def _connection(self) -> http.client.HTTPConnection:
        host, port = str(self._url.hostname), self._url.port
        if self._url.scheme == "https":
            return http.client.HTTPSConnection(
                host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)


def _pause(asked: str) -> float | None:
    """Returns the seconds of a ``Retry-After``; None for a date or anything else."""
    named = asked.strip()
    return min(float(named), MAX_PAUSE_SECONDS) if named.isascii() and named.isdecimal() else None
