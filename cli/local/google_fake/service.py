"""Google's calendar service without HTTP: accounts, listings, sync tokens, channels, quotas."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cli.local.google_fake.calendar import FakeCalendar, View
from cli.local.google_fake.recurrence import Event

NEVER_WITH_SYNC_TOKEN = {
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMax",
    "timeMin",
    "updatedMin",
}
TOKEN_LIFE = timedelta(days=28)
CHANNEL_LIFE = timedelta(days=7)
MAX_PAGE = 2500
USUAL_PAGE = 250

Parameters = dict[str, str]
Content = dict[str, Any]


class Trouble(Exception):
    """An error answer: HTTP status and Google's name for the reason."""

    def __init__(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers or {}


@dataclass
class WatchChannel:
    channel_id: str
    resource_id: str
    calendar_id: str
    address: str = field(repr=False)
    token: str = field(repr=False)
    ends: datetime
    number: int = 0


@dataclass
class GoogleService:
    """``now`` may be moved. ``per_minute`` limits are off at 0. ``tell`` delivers a push: (channel, state, number)."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    project_per_minute: int = 0
    user_per_minute: int = 0
    tell: Callable[[WatchChannel, str, int], None] = lambda _channel, _state, _number: None
    calendars: dict[str, FakeCalendar] = field(default_factory=dict)
    accounts: dict[str, list[str]] = field(default_factory=dict)
    """The calendars an account sees, its own first."""
    bearers: dict[str, str] = field(default_factory=dict)
    channels: dict[str, WatchChannel] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    _pages: dict[str, tuple[list[Event], str]] = field(default_factory=dict)
    _asked: dict[str, deque[datetime]] = field(default_factory=dict)

    def add_account(self, email: str, zone: str = "UTC", bearer: str = "") -> FakeCalendar:
        """An account with its own calendar, and a token that opens it."""
        calendar = self.calendars.setdefault(email, FakeCalendar(email, zone, email))
        self.accounts.setdefault(email, [email])
        self.bearers[bearer or secrets.token_urlsafe(16)] = email
        return calendar

    def let_in(self, bearer: str, account: str) -> None:
        self.bearers[bearer] = account

    def account_of(self, bearer: str) -> str:
        if bearer not in self.bearers:
            raise Trouble(401, "authError")
        return self.bearers[bearer]

    def spend(self, account: str) -> None:
        """One request of the quotas, which are counted by the minute."""
        limits = (("", self.project_per_minute, "rateLimitExceeded"),)
        for key, limit, reason in (*limits, (account, self.user_per_minute, "userRateLimitExceeded")):
            recent = self._asked.setdefault(key, deque())
            while recent and recent[0] <= self.now() - timedelta(minutes=1):
                recent.popleft()
            if limit and len(recent) >= limit:
                raise Trouble(403, reason)
            recent.append(self.now())

    def calendar(self, account: str, name: str) -> FakeCalendar:
        key = account if name == "primary" else name
        if key not in self.accounts.get(account, ()):
            raise Trouble(404, "notFound")
        return self.calendars[key]

    def calendar_list(self, account: str) -> Content:
        items = [
            {
                "kind": "calendar#calendarListEntry",
                "id": key,
                "summary": self.calendars[key].label or key,
                "timeZone": self.calendars[key].zone,
                "accessRole": "owner",
                **({"primary": True} if key == account else {}),
            }
            for key in self.accounts[account]
        ]
        return {"kind": "calendar#calendarList", "items": items}

    def list_events(self, account: str, name: str, asked: Parameters) -> Content:
        calendar = self.calendar(account, name)
        if "pageToken" in asked:
            if asked["pageToken"] not in self._pages:
                raise Trouble(400, "invalid")
            items, token = self._pages.pop(asked["pageToken"])
        elif "syncToken" in asked:
            items, token = self._changes(calendar, asked)
        else:
            view = _view(asked)
            items, token = calendar.listed(view), self._token(calendar, view)
            if "updatedMin" in asked or "orderBy" in asked or "q" in asked:
                token = ""  # Google gives no token for a listing that cannot be carried on
        return self._page(calendar, items, token, asked)

    def watch(self, account: str, name: str, body: Content) -> Content:
        calendar = self.calendar(account, name)
        address, key = str(body.get("address", "")), str(body.get("id", ""))
        if not address.startswith(("https://", "http://127.0.0.1:")):
            raise Trouble(400, "push.webhookUrlNotHttps")
        if not key or key in self.channels:
            raise Trouble(400, "channelIdNotUnique")
        life = timedelta(seconds=int(body.get("params", {}).get("ttl", CHANNEL_LIFE.total_seconds())))
        ends = self.now() + min(life, CHANNEL_LIFE)
        channel = WatchChannel(
            key, f"r-{calendar.calendar_id}", calendar.calendar_id, address, body.get("token", ""), ends
        )
        self.channels[key] = channel
        self._push(channel, "sync")
        answer = {"kind": "api#channel", "id": key, "resourceId": channel.resource_id}
        answer |= {"resourceUri": f"https://www.googleapis.com/calendar/v3/calendars/{name}/events?alt=json"}
        answer |= {"token": channel.token} if channel.token else {}
        return {**answer, "expiration": str(int(ends.timestamp() * 1000))}

    def stop(self, body: Content) -> None:
        channel = self.channels.get(str(body.get("id")))
        if channel is None or channel.resource_id != body.get("resourceId"):
            raise Trouble(404, "channelUnknown")
        del self.channels[channel.channel_id]

    def put(self, account: str, name: str, event: Event) -> Event:
        calendar = self.calendar(account, name)
        stored = calendar.put(event, self.now())
        self.announce(calendar)
        return stored

    def patch(self, account: str, name: str, key: str, changes: Content) -> Event:
        return self.put(account, name, {**self.get(account, name, key), **changes})

    def get(self, account: str, name: str, key: str) -> Event:
        try:
            return self.calendar(account, name).find(key)
        except KeyError:
            raise Trouble(404, "notFound") from None

    def delete(self, account: str, name: str, key: str) -> None:
        calendar = self.calendar(account, name)
        if self.get(account, name, key)["status"] == "cancelled":
            raise Trouble(410, "deleted")
        calendar.remove(key, self.now())
        self.announce(calendar)

    def announce(self, calendar: FakeCalendar) -> None:
        for channel in list(self.channels.values()):
            if channel.calendar_id == calendar.calendar_id and channel.ends > self.now():
                self._push(channel, "exists")

    def _push(self, channel: WatchChannel, state: str) -> None:
        channel.number += 1
        self.tell(channel, state, channel.number)

    def _changes(self, calendar: FakeCalendar, asked: Parameters) -> tuple[list[Event], str]:
        if NEVER_WITH_SYNC_TOKEN & asked.keys() or asked.get("showDeleted") == "false":
            raise Trouble(400, "badRequest")
        try:
            epoch, number, at, *shown = json.loads(urlsafe_b64decode(asked["syncToken"]))
        except ValueError:
            raise Trouble(400, "badRequest") from None
        if epoch != calendar.epoch or self.now() - datetime.fromtimestamp(at, UTC) > TOKEN_LIFE:
            raise Trouble(410, "fullSyncRequired")
        start, end = (datetime.fromisoformat(each) if each else None for each in shown[1:])
        view = View(shown[0], start, end)
        return calendar.changed(view, number), self._token(calendar, view)

    def _token(self, calendar: FakeCalendar, view: View) -> str:
        window = [each.isoformat() if each else "" for each in (view.start, view.end)]
        at = [calendar.epoch, calendar.number, int(self.now().timestamp()), view.expanded, *window]
        return urlsafe_b64encode(json.dumps(at).encode()).decode()

    def _page(self, calendar: FakeCalendar, items: list[Event], token: str, asked: Parameters) -> Content:
        size = min(MAX_PAGE, int(asked.get("maxResults", USUAL_PAGE)))
        page: Content = {
            "kind": "calendar#events",
            "etag": f'"p{calendar.number}"',
            "summary": calendar.label or calendar.calendar_id,
            "updated": f"{self.now():%Y-%m-%dT%H:%M:%S.000Z}",
            "timeZone": calendar.zone,
            "accessRole": "owner",
            "defaultReminders": [],
            "items": items[:size],
        }
        if len(items) > size:
            following = secrets.token_urlsafe(12)
            self._pages[following] = (items[size:], token)
            return {**page, "nextPageToken": following}
        return {**page, "nextSyncToken": token} if token else page


def _view(asked: Parameters) -> View:
    start, end = (datetime.fromisoformat(asked[name]) if name in asked else None for name in ("timeMin", "timeMax"))
    return View(asked.get("singleEvents") == "true", start, end, asked.get("showDeleted") == "true")
