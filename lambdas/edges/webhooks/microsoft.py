"""Microsoft Graph's notifications: several in one body, each with its agreed word, and those about subscriptions.

Whatever is genuine or not, Graph hears 202: an endpoint that refuses much is told less, and nobody learns from the
answer which subscriptions there are.
"""

from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs

from lambdas.edges.http.json_body import read_json
from lambdas.edges.webhooks.change_notification import ChangeNotification, ChangeNotifications, UnreadableNotification
from lambdas.errors import Refused

NEEDS_RENEWAL = frozenset({"reauthorizationRequired", "subscriptionRemoved"})
"""Of the lifecycle events (fault 31). The third, ``missed``, only makes AMO look, as every notification does."""
ACCEPTED = 202
MAX_NOTICES = 1000
MAX_ECHO = 4096


def read(event: dict[str, Any]) -> ChangeNotifications:
    """A validation token is to be sent back as it is, decoded (fault 28)."""
    asked = parse_qs(str(event.get("rawQueryString") or ""), keep_blank_values=True).get("validationToken")
    if asked:
        if len(asked[0]) > MAX_ECHO:
            raise UnreadableNotification
        return ChangeNotifications(echo=asked[0])
    notifications = dict.fromkeys(_notification(item) for item in _items(event))
    return ChangeNotifications(tuple(notifications), accepted=ACCEPTED, refused=ACCEPTED)


def _items(event: dict[str, Any]) -> list[dict[str, Any]]:
    body = str(event.get("body") or "")
    try:
        items = read_json(b64decode(body).decode() if event.get("isBase64Encoded") else body)["value"]
    except (Refused, ValueError, KeyError, TypeError):
        raise UnreadableNotification from None
    if not isinstance(items, list) or len(items) > MAX_NOTICES or not all(isinstance(one, dict) for one in items):
        raise UnreadableNotification
    return items


def _notification(item: dict[str, Any]) -> ChangeNotification:
    """Reads nothing it says of the change: the calendar itself is asked."""
    return ChangeNotification(
        subscription_id=str(item.get("subscriptionId") or "")[:128],
        secret=str(item.get("clientState") or "")[:256],
        rewatch=item.get("lifecycleEvent") in NEEDS_RENEWAL,
    )
