"""The webhook of the calendar providers: a change notification is proven genuine, queued and acknowledged.

Like Slack's endpoint, it imports next to nothing, since providers wait for seconds only. Whatever is not proven leads
to no sync (faults 17, 29); what is genuine and cannot be kept is 503, so that the provider sends it again (fault 30).
"""

import hashlib
import hmac
import json
import logging
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas import wiring
from lambdas.edges.http.answer_headers import Answer, with_safe_headers
from lambdas.edges.webhooks import google, microsoft
from lambdas.edges.webhooks.change_notification import ChangeNotification, ChangeNotifications, UnreadableNotification
from lambdas.errors import Retryable

log = logging.getLogger(__name__)

Registered = dict[str, str]

READERS = {"google": google.read, "microsoft": microsoft.read}
SOURCES = {"google": "google_calendar", "microsoft": "microsoft_graph"}

DELAY_SECONDS = 2
"""Between a notification and the sync it leads to. What is noticed meanwhile is answered by the same sync."""
SAME_SYNC_SECONDS = 1.5
"""A little less: another notification of the same calendar in this time finds its sync queued and not yet begun."""
REMEMBERED = 1000

_queued: dict[tuple[str, str, bool], float] = {}


def webhooks_endpoint(event: dict[str, Any], _context: object) -> Answer:
    return with_safe_headers(_answered(event))


def _answered(event: dict[str, Any]) -> Answer:
    provider = str(event.get("rawPath", "")).rpartition("/")[2]
    if provider not in READERS:
        return _answer(404, "there is no such webhook")
    try:
        delivery = READERS[provider](event)
        if delivery.echo is not None:
            return _echo(delivery.echo)
        return _taken(provider, delivery)
    except UnreadableNotification:
        log.warning("a request at a webhook could not be read")
        return _answer(400, "this is no change notification")
    except (Retryable, BotoCoreError, ClientError) as error:
        log.error("a change notification could not be queued: %s", type(error).__name__)
        return _answer(503, "not kept; send it again")


def _taken(provider: str, delivery: ChangeNotifications) -> Answer:
    genuine = [
        (notification, row) for notification in delivery.notifications if (row := _proven(provider, notification))
    ]
    if delivery.notifications and not genuine:
        return _answer(delivery.refused, "nobody here watches that")
    for notification, row in genuine:
        _keep(row, notification.rewatch)
    return {"statusCode": delivery.accepted, "body": ""}


def _proven(provider: str, notification: ChangeNotification) -> Registered | None:
    """The subscription, where it is known and the notification carries what was agreed for it."""
    row = wiring.watched_calendars().registered(notification.subscription_id)
    if row is None or row["source"] != SOURCES[provider]:
        return None
    is_same = hmac.compare_digest(hashlib.sha256(notification.secret.encode()).hexdigest(), row["secret_hash"])
    is_other = notification.resource_id and row.get("resource_id") and notification.resource_id != row["resource_id"]
    return row if is_same and not is_other else None


def _keep(row: Registered, rewatch: bool) -> None:
    """Sent before it is acknowledged; a burst in one process is one message."""
    calendar = (row["user_id"], row["calendar_id"], rewatch)
    if time.monotonic() - _queued.get(calendar, float("-inf")) < SAME_SYNC_SECONDS:
        return
    notification = {
        "user_id": row["user_id"],
        "calendar_id": row["calendar_id"],
        "noticed_at": wiring.now().isoformat(),
        "notice_id": wiring.new_id(),
        "rewatch": rewatch,
    }
    queue_url = wiring.settings().queue_url("calendar_notices")
    begun = time.monotonic()
    wiring.sqs().send_message(QueueUrl=queue_url, MessageBody=json.dumps(notification), DelaySeconds=DELAY_SECONDS)
    if len(_queued) >= REMEMBERED:
        _queued.clear()
    _queued[calendar] = begun


def _echo(text: str) -> Answer:
    return {"statusCode": 200, "headers": {"Content-Type": "text/plain; charset=utf-8"}, "body": text}


def _answer(status: int, message: str) -> Answer:
    body = json.dumps({"message": message})
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": body}
