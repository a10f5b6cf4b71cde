"""Slack's endpoint: what arrives is proven genuine, queued and acknowledged; the work happens behind the queue.

Slack waits three seconds, a cold start is part of them: nothing is imported here but the standard library, botocore
and what is as light (a bench holds it so). Whatever is not proven is 401, never a crash; what is genuine and cannot
be kept is 503, so that Slack sends it again.
"""

import base64
import binascii
import json
import logging
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas import wiring
from lambdas.domain.kernel.queue_names import account_group, order_id
from lambdas.edges.http.answer_headers import Answer, with_safe_headers
from lambdas.edges.slack.payloads import Fields, UnreadablePayload, account_in, parse
from lambdas.edges.slack.signature import is_recent, proven_teams

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 30
"""A request nobody can prove may cost one look at the secrets in this time, however many come."""
HEARD = {"response_type": "ephemeral", "text": "One moment: AMO answers in its direct messages."}

_secrets: dict[str, str] = {}
_looked_at = float("-inf")


def slack_endpoint(event: dict[str, Any], _context: object) -> Answer:
    return with_safe_headers(_answered(event))


def _answered(event: dict[str, Any]) -> Answer:
    kind = str(event.get("rawPath", "")).rpartition("/")[2]
    try:
        body = _raw_body(event)
        teams = _proven(event, body)
        delivery = parse(kind, body) if teams else {}
    except (UnreadablePayload, binascii.Error) as error:
        log.warning("a request at /slack/%s could not be read: %s", kind, type(error).__name__)
        return _refused()
    except (BotoCoreError, ClientError) as error:
        return _unavailable(error)
    if delivery.get("type") == "url_verification":
        return _answer(200, {"challenge": delivery["challenge"]})
    if delivery.get("team_id") not in teams:
        return _refused()
    return _enqueue(delivery)


def _enqueue(delivery: Fields) -> Answer:
    """Acknowledged only once the queue has it (fault 56), behind whatever the same account did before."""
    try:
        wiring.sqs().send_message(
            QueueUrl=wiring.settings().queue_url("slack_deliveries"),
            MessageBody=json.dumps(delivery),
            MessageGroupId=order_id(account_group(delivery["team_id"], account_in(delivery))),
            MessageDeduplicationId=order_id(delivery["team_id"], delivery["key"]),
        )
    except (BotoCoreError, ClientError) as error:
        return _unavailable(error)
    return _answer(200, HEARD) if delivery["kind"] == "command" else {"statusCode": 200, "body": ""}


def _proven(event: dict[str, Any], body: bytes) -> frozenset[str]:
    headers = {name.lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    now = wiring.now().timestamp()
    if not signature or not is_recent(timestamp, now):
        return frozenset()
    teams = proven_teams(_secrets, timestamp, signature, body, now)
    if teams or not _look_again():
        return teams
    return proven_teams(_secrets, timestamp, signature, body, now)


def _look_again() -> bool:
    """Reads the signing secrets: the first time, and when a request is signed with one that is not known here."""
    global _secrets, _looked_at
    if time.monotonic() - _looked_at < SECONDS_BETWEEN_LOOKS:
        return False
    _secrets = wiring.slack_secrets().signing_secrets()
    _looked_at = time.monotonic()
    return True


def _raw_body(event: dict[str, Any]) -> bytes:
    """The very bytes that were signed (fault 52)."""
    body = event.get("body") or ""
    return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode("utf-8", "replace")


def _refused() -> Answer:
    return _answer(401, {"message": "this request was not signed by a connected Slack workspace"})


def _unavailable(problem: Exception) -> Answer:
    log.error("a delivery could not be kept: %s", type(problem).__name__)
    return _answer(503, {"message": "not kept; send it again"})


def _answer(status: int, content: dict[str, Any]) -> Answer:
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(content)}
