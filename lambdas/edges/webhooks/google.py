"""Google's pushes: everything is in the headers, the body is empty."""

from typing import Any

from lambdas.edges.webhooks.change_notification import ChangeNotification, ChangeNotifications, UnreadableNotification

CHANGES = frozenset({"exists", "not_exists"})


def read(event: dict[str, Any]) -> ChangeNotifications:
    """``sync`` only says that the channel is open: nothing changed (fault 18)."""
    headers = {name.lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    channel = headers.get("x-goog-channel-id", "")
    if not channel or len(channel) > 64:
        raise UnreadableNotification
    if headers.get("x-goog-resource-state", "") not in CHANGES:
        return ChangeNotifications()
    token, resource = headers.get("x-goog-channel-token", ""), headers.get("x-goog-resource-id", "")
    return ChangeNotifications((ChangeNotification(channel, token, resource),))
