"""One meeting whose materials are ready, and everything delivery touches in memory."""

from datetime import datetime, timedelta
from typing import Any

from lambdas.domain.agenda.materials import Line, MaterialsPlan, Section
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from lambdas.materials.refresh import RefreshStarter
from lambdas.materials.remind import Reminder, Reminders, ReminderScheduler, ReminderTimer
from lambdas.materials.send import MaterialsDelivery
from lambdas.notifications.base import DeliveryResult
from lambdas.store.ended_timer import EndedTimer
from tests.fakes.bus import FakeBus
from tests.fakes.channels import FakeNotifier
from tests.fakes.documents import FakeDocuments
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.stores import FakeMeetings, FakeUsers
from tests.fakes.wait import FakeProgress
from tests.fakes.workflows import FakeWorkflows

START = NOW + timedelta(days=3)
TWO_HOURS = timedelta(hours=2)
PLAN_KEY = "u1/m1/plan.json"
MANIFEST = MaterialsManifest(plan_key=PLAN_KEY, agenda_key="a", questions_key="q", notes_key="n", generated_at=NOW)
PREPARED = Preparation(status=PrepStatus.READY, run=1, session_id="m1-r1", materials=MANIFEST)


def a_plan(**changes: Any) -> MaterialsPlan:
    values = {
        "meeting_id": "m1",
        "title": "Roadmap review",
        "meeting_type": "default",
        "start": START,
        "end": START + timedelta(hours=1),
        "timezone": "UTC",
        "minutes": 60,
        "people": 5,
        "wants": (Line(text="the audit-log date", refs=("A1",)),),
        "sections": (
            Section(title="Opening", minutes=5),
            Section(title="Cloud budget", minutes=40),
            Section(title="Next steps", minutes=15),
        ),
        "gaps": ("this month's attrition",),
        "composed_at": NOW,
    }
    return MaterialsPlan(**values | changes)


class Harness:
    def __init__(self, plan: MaterialsPlan | None = None) -> None:
        self.meetings, self.users, self.notifier = FakeMeetings(), FakeUsers(a_user()), FakeNotifier()
        self.plans, self.bus, self.schedules = FakeDocuments(), FakeBus(), FakeSchedules()
        self.progress, self.refreshes = FakeProgress(), FakeWorkflows()
        self.now = NOW
        self.plans.put(PLAN_KEY, (plan or a_plan()).model_dump_json().encode(), "application/json")
        self.replan()

    def replan(self, preparation: Preparation = PREPARED, timing_version: int = 1, **changes: Any) -> None:
        """The meeting as the monitor sees it now."""
        self.meetings.rows["m1"] = a_tracked(
            a_meeting(**changes), preparation=preparation, timing_version=timing_version
        )

    def send(self, run: int = 1) -> DeliveryResult:
        delivery = MaterialsDelivery(self.meetings, self.users, self.plans, self.notifier, self.bus)  # type: ignore[arg-type]  # a fake in its place
        return delivery.send_ready_materials("u1", "m1", run, self.now)

    def schedule(self, run: int = 1) -> datetime | None:
        ended = EndedTimer(self.schedules, "arn:ended")  # type: ignore[arg-type]  # a fake in its place
        scheduler = ReminderScheduler(self.meetings, self.progress, self._timer, ended)  # type: ignore[arg-type]  # a fake in its place
        return scheduler.schedule("u1", "m1", run, self.now)

    def remind_at(
        self, now: datetime, timing_version: int = 1, meeting_id: str = "m1", *, is_refreshed: bool = True
    ) -> None:
        self.now = now
        reminder = Reminder(
            meeting_id=meeting_id, user_id="u1", timing_version=timing_version, is_refreshed=is_refreshed
        )
        fakes: Any = (self.plans, self.notifier, self._timer, RefreshStarter(self.users, self.refreshes))  # type: ignore[arg-type]  # a fake in its place
        Reminders(self.meetings, self.users, *fakes).remind(reminder, now)

    def ring(self, now: datetime) -> None:
        """What is due by then rings, at its time; what that sets rings too."""
        while entry := self.schedules.waiting.get("reminder-m1"):
            if entry.at > now:
                break
            (fired,) = self.schedules.fire_due(entry.at)
            self.remind_at(max(fired.at, self.now), is_refreshed=fired.body["is_refreshed"])

    @property
    def _timer(self) -> ReminderTimer:
        return ReminderTimer(self.schedules, "arn:reminders")  # type: ignore[arg-type]  # a fake in its place
