"""Graph's subscriptions: prolonged while they live, made anew when they are gone; told of their own end as well.

One watches all calendars of its mailbox: Graph offers none for a single calendar.
"""

from datetime import UTC, datetime
from typing import Any

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.microsoft.graph import Graph, Mailbox, StaleToken
from lambdas.calendars.microsoft.refusals import UNWELL
from lambdas.calendars.watch import MAX_LIFE, WatchRequest
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.subscription import Subscription, secret_hash
from lambdas.errors import NotFound, Retryable

CHANGES = "created,updated,deleted"
RESOURCE = "/me/events"
_SUBSCRIPTIONS = "/v1.0/subscriptions"


class MicrosoftWatcher:
    source = Source.MICROSOFT

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @property
    def is_local(self) -> bool:
        return self._graph.is_local

    def watch(self, request: WatchRequest) -> Subscription:
        """The same one prolonged, which also renews its authorization (fault 31), or another one."""
        with self._graph.mailbox(request.calendar) as mailbox:
            try:
                return _prolonged(mailbox, request) or _made(mailbox, request)
            except StaleToken:
                raise Retryable(UNWELL) from None

    def unwatch(self, request: CalendarRequest, subscription: Subscription) -> None:
        with self._graph.mailbox(request) as mailbox:
            try:
                mailbox.call("DELETE", f"{_SUBSCRIPTIONS}/{subscription.subscription_id}")
            except (NotFound, StaleToken):
                return


def _prolonged(mailbox: Mailbox, request: WatchRequest) -> Subscription | None:
    """None where there is none, or Graph has removed it."""
    previous = request.previous
    if previous is None:
        return None
    body = {"expirationDateTime": _wanted_end(request)}
    try:
        answer = mailbox.call("PATCH", f"{_SUBSCRIPTIONS}/{previous.subscription_id}", body=body)
    except NotFound:
        return None
    return previous.model_copy(update={"lasts_until": _end(answer, body["expirationDateTime"])})


def _made(mailbox: Mailbox, request: WatchRequest) -> Subscription:
    """Graph asks the webhook for a word back before it answers."""
    body = {
        "changeType": CHANGES,
        "notificationUrl": request.webhook_url,
        "lifecycleNotificationUrl": request.webhook_url,
        "resource": RESOURCE,
        "expirationDateTime": _wanted_end(request),
        "clientState": request.secret,
    }
    answer = mailbox.call("POST", _SUBSCRIPTIONS, body=body)
    calendar = request.calendar
    return Subscription(
        subscription_id=str(answer.get("id", "")),
        source=Source.MICROSOFT,
        user_id=calendar.user_id,
        calendar_id=calendar.connection.calendar_id,
        secret_hash=secret_hash(request.secret),
        lasts_until=_end(answer, body["expirationDateTime"]),
    )


def _wanted_end(request: WatchRequest) -> str:
    return iso(request.calendar.now + MAX_LIFE)


def _end(answer: dict[str, Any], asked_for: str) -> datetime:
    """Returns the end Graph names, which may be earlier; without one, the end asked for."""
    try:
        told = datetime.fromisoformat(str(answer.get("expirationDateTime", "")))
    except ValueError:
        told = datetime.fromisoformat(asked_for)
    return told if told.tzinfo else told.replace(tzinfo=UTC)
