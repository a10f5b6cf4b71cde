"""The address at which sources tell AMO by themselves: ``POST /hooks/sources/TOKEN``.

The token is the address: it is looked up by its hash, so what is not known takes the same way as what is. What is
proven is stored before it is acknowledged; what could not be kept is 503, so that the service sends it again. Some
services ask for the address before they send there: GET says whether anybody has it.
"""

import json
import logging
from base64 import b64decode
from typing import Any

from lambdas.aws import metrics
from lambdas.edges.http.answer_headers import Answer, with_safe_headers
from lambdas.errors import NeedsConsent, NotFound, Refused, Retryable

log = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024
"""Bytes."""
MAX_TOKEN = 100

NOBODY = "nobody is told anything here"
TOO_LARGE = "this message is larger than a megabyte"
NOT_READ = "this message could not be read"
NOT_PROVEN = "this message is not signed with the key that was agreed"
NOT_KEPT = "not kept; send it again"
WRONG_METHOD = "messages are sent here with POST"


def handler(event: dict[str, Any], _context: object) -> Answer:
    try:
        return with_safe_headers(_answered(event))
    finally:
        metrics.flush()


def _answered(event: dict[str, Any]) -> Answer:
    from lambdas.source_readings.wiring import source_pushes

    token = str(event.get("rawPath", "")).rpartition("/")[2]
    method = str(event.get("requestContext", {}).get("http", {}).get("method", "POST"))
    if not token or len(token) > MAX_TOKEN:
        return _answer(404, NOBODY)
    try:
        if method in ("GET", "HEAD"):
            source_pushes().must_know(token)
            return _answer(200, "")
        if method != "POST":
            return _answer(405, WRONG_METHOD)
        body = _body(event)
        if len(body) > MAX_BODY:
            return _answer(413, TOO_LARGE)
        source_pushes().take(token, _headers(event), body)
    except NotFound:
        return _answer(404, NOBODY)
    except NeedsConsent:
        return _answer(401, NOT_PROVEN)
    except Refused:
        return _answer(400, NOT_READ)
    except Retryable as error:
        log.error("a message of a source could not be kept: %s", type(error).__name__)
        return _answer(503, NOT_KEPT)
    return _answer(200, "")


def _headers(event: dict[str, Any]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}


def _body(event: dict[str, Any]) -> bytes:
    """As it was sent: a signature is of its bytes. Raises Refused."""
    body = str(event.get("body") or "")
    try:
        return b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError:
        raise Refused(NOT_READ) from None


def _answer(status: int, message: str) -> Answer:
    body = json.dumps({"message": message}) if message else ""
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": body}
