"""The calendar monitor reading Google: the real provider, over real HTTP, against the stand-in on loopback."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cli.local.google_fake.calendar import FakeCalendar
from cli.local.google_fake.recurrence import Event
from cli.local.google_fake.server import Answer, GoogleFake, error_body
from cli.local.google_fake.service import GoogleService, Parameters, WatchChannel
from lambdas.calendar_monitor.change_notification import sync_changed_calendar
from lambdas.calendar_monitor.service import CalendarMonitor, ChangedCalendar, SyncReport, SyncRequest
from lambdas.calendar_monitor.sync import sync_user
from lambdas.calendar_monitor.watches import Watches
from lambdas.calendars.base import CalendarRequest, CalendarSnapshot
from lambdas.calendars.google.api import GoogleApi
from lambdas.calendars.google.calls import GoogleCalls
from lambdas.calendars.google.provider import GoogleCalendar
from lambdas.calendars.google.watch import GoogleWatcher
from lambdas.calendars.merged_copies import MergedCopies
from lambdas.calendars.quota import Quota
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.errors import NeedsConsent
from lambdas.outbound.json_http import JsonHttp
from tests.fakes.documents import FakeDocuments
from tests.fakes.google.discovery import check_answer, check_query
from tests.fakes.monitor import MonitorHarness
from tests.fakes.samples import NOW, a_connection, a_user
from tests.fakes.stores import FakeRateLimits, FakeSubscriptions

HOOKS = "http://127.0.0.1:1"
OWNER = CalendarOwner(email="u1@example.com")


class FakeAccess:
    """One token an account; a rejected one is replaced, unless the grant is gone."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.renewals = 0
        self.is_revoked = False

    def access_token(self, user_id: str, connection: CalendarConnection, *, rejected: str = "") -> str:
        if self.is_revoked:
            raise NeedsConsent("Google no longer lets AMO read this calendar; connect it again.")
        if rejected:
            self.renewals += 1
            self.tokens[user_id] = f"{rejected}+"
        return self.tokens.setdefault(user_id, f"bearer-{user_id}")


class GoogleHarness(MonitorHarness):
    """User ``u1`` with the Google calendar ``work``; ``asked`` is what Google was asked, ``told`` what it pushed."""

    def __init__(self, zone: str = "Europe/Berlin") -> None:
        super().__init__()
        self.users.put(a_user(timezone=zone))
        self.connected_calendars.connect("u1", a_connection("work", source=Source.GOOGLE, address="primary"))
        self.asked: list[tuple[str, Parameters]] = []
        self.answers: list[tuple[str, Answer]] = []
        self.told: list[tuple[WatchChannel, str, int]] = []
        self.slept: list[float] = []
        self.service = GoogleService(now=lambda: self.now, tell=lambda *push: self.told.append(push))
        self.calendar: FakeCalendar = self.service.add_account("u1@example.com", zone, bearer="bearer-u1")
        self.server = GoogleFake(self.service)
        self.server.before, self.server.check = self._before, check_answer
        self.copies, self.limits, self.access = FakeDocuments(), FakeRateLimits(), FakeAccess()
        self.subscriptions = FakeSubscriptions()
        self.is_watching = False
        self._ids = iter(range(1, 1000))
        self.server.start()
        self.provider = self._provider()

    def close(self) -> None:
        self.server.stop()

    def monitor(self) -> CalendarMonitor:
        return replace(
            super().monitor(),
            providers={Source.GOOGLE: self.provider, Source.ICS: self.calendars},
            watches=self._watching() if self.is_watching else None,
        )

    def fail(self, operation: str, *answers: tuple[int, str] | None, **more: Any) -> None:
        """The next answers of an operation: (status, reason), or None for a real one between two failures."""
        for answer in answers:
            self.answers.append((operation, (answer[0], {**error_body(*answer), **more}) if answer else (0, None)))

    def event(self, key: str, start: datetime | None = None, **changes: Any) -> Event:
        """An hour with three guests, three days from now unless ``start`` says otherwise."""
        begins = start or NOW + timedelta(days=3)
        event = {
            "id": key,
            "summary": f"Roadmap {key}",
            "start": {"dateTime": begins.isoformat(), "timeZone": self.calendar.zone},
            "end": {"dateTime": (begins + timedelta(hours=1)).isoformat(), "timeZone": self.calendar.zone},
            "organizer": {"email": "ann@example.com"},
            "attendees": [{"email": f"{name}@example.com", "responseStatus": "accepted"} for name in ("ann", "u1")],
        }
        return self.service.put("u1@example.com", "primary", {**event, **changes})

    def request(self, **changes: Any) -> CalendarRequest:
        account = self.accounts().get("u1")
        (connection,) = [each for each in account.connections if each.source is Source.GOOGLE][:1]
        values = {"user_id": "u1", "connection": connection, "owner": OWNER, "now": self.now}
        return CalendarRequest(**values | {"timezone": account.user.timezone} | changes)

    def read(self, **changes: Any) -> CalendarSnapshot:
        return self.provider.fetch_upcoming_meetings(self.request(**changes))

    def shown(self) -> dict[str, Meeting]:
        """What is stored, by Google's id."""
        return {row.meeting.external_id: row.meeting for row in self.rows()}

    def rows(self) -> list[TrackedMeeting]:
        return list(self.meetings.between("u1", NOW - timedelta(days=40), NOW + timedelta(days=400)))

    def sync_of(self, user_id: str) -> SyncReport:
        return sync_user(self.monitor(), SyncRequest(user_id=user_id))

    def notice(self, notice_id: str, at: datetime, rewatch: bool = False) -> SyncReport | None:
        notice = ChangedCalendar(user_id="u1", calendar_id="work", noticed_at=at, notice_id=notice_id, rewatch=rewatch)
        return sync_changed_calendar(self.monitor(), self.subscriptions, notice)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passes(seconds=seconds)

    def calls(self, operation: str = "events.list") -> int:
        return self.service.calls[operation]

    def _calls(self) -> GoogleCalls:
        quota = Quota(self.limits, "google_calendar", 100, lambda: self.now, lambda: self.now.timestamp(), self.sleep)
        return GoogleCalls(GoogleApi(JsonHttp(self.server.url)), self.access, quota, self.sleep)

    def _provider(self) -> GoogleCalendar:
        return GoogleCalendar(self._calls(), MergedCopies(self.copies))

    def _watching(self) -> Watches:
        watcher = GoogleWatcher(self._calls())
        secrets = iter(f"secret{number}" for number in range(1000))
        return Watches(
            self.subscriptions,
            {Source.GOOGLE: watcher},
            HOOKS,
            lambda: f"channel{next(self._ids)}",
            lambda: next(secrets),
        )

    def _before(self, operation: str, asked: Parameters) -> Answer | None:
        check_query(operation, asked)
        self.asked.append((operation, asked))
        if self.answers and self.answers[0][0] == operation:
            status, content = self.answers.pop(0)[1]
            return (status, content) if status else None
        return None
