"""Google's watch channels: they do not renew themselves, so each one is followed by another, and the two overlap."""

from datetime import UTC, datetime, timedelta

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.google.calls import GoogleCalls, calendar_of
from lambdas.calendars.watch import MAX_LIFE, WatchRequest
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.subscription import Subscription, secret_hash
from lambdas.outbound.json_http import HttpAnswer

UNSTATED = timedelta(days=1)
"""A channel whose end Google does not name is relied on for this long."""
NO_CHANNEL = 404


class GoogleWatcher:
    source = Source.GOOGLE

    def __init__(self, calls: GoogleCalls) -> None:
        self._calls = calls

    @property
    def is_local(self) -> bool:
        return self._calls.is_local

    def watch(self, request: WatchRequest) -> Subscription:
        """A new channel, whatever there was before. What Google returns as its end counts, not what was asked for."""
        calendar = request.calendar
        body = {
            "id": request.subscription_id,
            "type": "web_hook",
            "address": request.webhook_url,
            "token": request.secret,
            "params": {"ttl": str(int(MAX_LIFE.total_seconds()))},
        }
        answer = self._calls.call(
            calendar, lambda api: api.events().watch(calendarId=calendar_of(calendar.connection), body=body)
        )
        return Subscription(
            subscription_id=request.subscription_id,
            source=Source.GOOGLE,
            user_id=calendar.user_id,
            calendar_id=calendar.connection.calendar_id,
            secret_hash=secret_hash(request.secret),
            resource_id=str(answer.content.get("resourceId", "")),
            lasts_until=_end(answer.content.get("expiration"), calendar.now),
        )

    def unwatch(self, request: CalendarRequest, subscription: Subscription) -> None:
        body = {"id": subscription.subscription_id, "resourceId": subscription.resource_id}
        self._calls.call(request, lambda api: api.channels().stop(body=body), _is_gone)


def _is_gone(answer: HttpAnswer) -> bool:
    return answer.status == NO_CHANNEL


def _end(milliseconds: object, now: datetime) -> datetime:
    text = str(milliseconds)
    return datetime.fromtimestamp(int(text) / 1000, UTC) if text.isdecimal() else now + UNSTATED
