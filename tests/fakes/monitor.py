"""The calendar monitor with everything around it in memory: show a calendar, run a sync, read what came of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from lambdas.calendar_monitor.due_prep import announce_due_prep
from lambdas.calendar_monitor.service import CalendarMonitor, DuePrep, SyncReport, SyncRequest
from lambdas.calendar_monitor.sync import sync_user
from lambdas.config_files import load_calendar_config, load_classification_rules
from lambdas.domain.kernel.events import Event
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.store.user_accounts import UserAccounts
from tests.fakes.bus import FakeBus
from tests.fakes.calendar_provider import FakeCalendarProvider
from tests.fakes.channels import FakeNotifier
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_connection, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.stores import FakeAbsences, FakeConnectedCalendars, FakeMeetings, FakeUsers

ARN = "arn:aws:sqs:eu-central-1:123456789012:due-preps"


class MonitorHarness:
    """One user, ``u1``, with the calendars named; ``now`` moves when told to."""

    def __init__(self, *calendars: str) -> None:
        self.now = NOW
        self.users, self.absences = FakeUsers(a_user()), FakeAbsences()
        self.connected_calendars = FakeConnectedCalendars()
        for calendar_id in calendars or ("work",):
            self.connected_calendars.connect("u1", a_connection(calendar_id))
        self.meetings = FakeMeetings()
        self.schedules = FakeSchedules()
        self.due_preps = FakeQueue()
        self.bus = FakeBus()
        self.notifier = FakeNotifier()
        self.calendars = FakeCalendarProvider()
        self.steps_left = 10_000

    def monitor(self) -> CalendarMonitor:
        return CalendarMonitor(
            accounts=self.accounts(),
            meetings=self.meetings,
            schedules=self.schedules,  # type: ignore[arg-type]  # a fake in its place
            due_preps=self.due_preps,  # type: ignore[arg-type]  # a fake in its place
            due_preps_arn=ARN,
            bus=self.bus,  # type: ignore[arg-type]  # a fake in its place
            notifier=self.notifier,
            providers={Source.ICS: self.calendars},
            rules=load_classification_rules(),
            config=load_calendar_config(),
            clock=lambda: self.now,
            new_id=lambda: uuid4().hex,
            may_continue=self._may_continue,
        )

    def accounts(self) -> UserAccounts:
        return UserAccounts(self.users, self.connected_calendars, self.absences)

    def sync(self, *, replan: bool = False) -> SyncReport:
        return sync_user(self.monitor(), SyncRequest(user_id="u1", replan=replan))

    def shows(self, *meetings: Meeting, calendar: str = "work") -> None:
        self.calendars.show(calendar, meetings)

    def synced(self, *meetings: Meeting) -> SyncReport:
        self.shows(*meetings)
        return self.sync()

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)

    def row(self, meeting_id: str = "m1") -> TrackedMeeting:
        return self.meetings.get("u1", meeting_id)

    def announce(self, body: dict[str, object]) -> bool:
        return announce_due_prep(self.meetings, self.bus, DuePrep.model_validate(body), self.now)  # type: ignore[arg-type]  # a fake in its place

    def fire(self) -> None:
        """What a schedule that is due, and the queue of what was due at once, lead to."""
        bodies, self.due_preps.bodies = self.due_preps.bodies, []
        for body in [*bodies, *(entry.body for entry in self.schedules.fire_due(self.now))]:
            self.announce(body)

    def fires_at(self, meeting_id: str = "m1") -> datetime | None:
        waiting = self.schedules.waiting.get(f"prep-{meeting_id}")
        return waiting.at if waiting else None

    def events(self, *names: str) -> list[tuple[str, str]]:
        return [(event.name, _subject(event)) for event in self.bus.published if not names or event.name in names]

    def writes(self) -> int:
        return sum(store.writes for store in (self.users, self.connected_calendars, self.absences, self.meetings))

    def _may_continue(self) -> bool:
        self.steps_left -= 1
        return self.steps_left >= 0


def _subject(event: Event) -> str:
    return str(getattr(event, "meeting_id", ""))


def ids(rows: Iterable[TrackedMeeting]) -> list[str]:
    return [row.meeting.meeting_id for row in rows]
