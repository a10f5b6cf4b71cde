"""Everything around a preparation, in memory: one meeting, its user, the workflow engine, the clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from lambdas.config_files import load_meeting_types
from lambdas.domain.conversation.conversation import Conversation, Question
from lambdas.domain.kernel.events import MeetingRequiresPrep
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepPlan, TrackedMeeting
from lambdas.domain.notifications.messages import Message
from lambdas.domain.preparation.due_times import answer_deadline
from lambdas.domain.preparation.executions import WorkflowStatus
from lambdas.domain.preparation.lifecycle import scheduled_request
from lambdas.domain.preparation.sweep import SweepStep
from lambdas.meeting_prep.end_run import RunEnder
from lambdas.meeting_prep.fail import FailureReports
from lambdas.meeting_prep.notify import PrepNotifications
from lambdas.meeting_prep.runs import Runs
from lambdas.meeting_prep.start import PrepStarter
from lambdas.meeting_prep.sweep import PrepSweep
from lambdas.meeting_prep.withdraw import PrepWithdrawals
from lambdas.store.ended_timer import EndedTimer
from tests.fakes.bus import FakeBus
from tests.fakes.channels import FakeNotifier
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.stores import FakeContexts, FakeConversations, FakeMeetings, FakePreparations, FakeUsers
from tests.fakes.workflows import FakeWorkflows

START = NOW + timedelta(hours=24)
"""The meeting begins a day from now: its preparation is due."""


class Harness:
    def __init__(self, **meeting: Any) -> None:
        self.now = NOW
        self.meetings = FakeMeetings()
        self.preparations = FakePreparations(self.meetings)
        self.conversations = FakeConversations()
        self.workflows = FakeWorkflows()
        self.schedules = FakeSchedules()
        self.contexts = FakeContexts()
        self.users = FakeUsers(a_user())
        self.notifier = FakeNotifier()
        self.bus = FakeBus()
        self.chat_timers = FakeQueue()
        self.meetings.create(a_tracked(a_meeting(**{"start": START} | meeting)))

    # what is stored

    @property
    def tracked(self) -> TrackedMeeting:
        return self.meetings.get("u1", "m1")

    @property
    def preparation(self) -> Preparation:
        return self.tracked.preparation

    @property
    def told(self) -> list[Message]:
        return self.notifier.told

    # what happens

    def requests(self, **changes: Any) -> MeetingRequiresPrep:
        return scheduled_request(self.tracked).model_copy(update=changes)

    def asks(self, request: MeetingRequiresPrep | None = None) -> None:
        self.starter.start(request or self.requests(), self.now, self.now)

    def tells(self) -> Message:
        self.notifications.tell("u1", "m1", self.preparation.run, self.now)
        return self.told[-1]

    def changes(self) -> None:
        self.withdrawals.withdraw("u1", "m1", self.now)

    def fails(self, cause: str = "GenerateMaterials States.Timeout", run: int | None = None) -> bool:
        return self.failures.report("u1", "m1", run or self.preparation.run, cause, self.now)

    def sweeps(self) -> SweepStep:
        return self.sweeper.sweep_prep("u1", "m1", self.now)

    def opens_chat(self, token: str = "token-1") -> Conversation:
        """As wait_for_chat_completion does."""
        preparation = self.preparation
        session = Conversation(
            session_id=preparation.session_id,
            meeting_id="m1",
            user_id="u1",
            questions=(Question(text="What do you want?", ref="prep_questions"),),
            opened_at=self.now,
            deadline=answer_deadline(self.now, self.tracked.meeting.start),
        )
        opened = self.conversations.open(session)
        self.conversations.put_token(opened.session_id, token)
        self.workflows.waiting.add(token)
        self.preparations.await_answers("m1", preparation.run, opened.deadline)
        return opened

    def makes_materials(self) -> None:
        """As generate_materials and store_materials do."""
        run = self.preparation.run
        self.preparations.generate("m1", run, self.now)
        manifest = MaterialsManifest(
            plan_key="plan", agenda_key="a", questions_key="q", notes_key="n", generated_at=self.now
        )
        self.preparations.record_materials("m1", run, manifest, self.now)

    def dies(self) -> None:
        """The running execution is gone, as after a restart of the embedded engine."""
        for arn in self.workflows.statuses:
            self.workflows.statuses[arn] = WorkflowStatus.FAILED

    def moves(self, by: timedelta) -> None:
        start = self.tracked.meeting.start + by
        trigger = max(start - timedelta(hours=24), self.now)
        self._rewrites(
            {"start": start, "end": start + timedelta(hours=1)}, self._plan(prep_trigger_time=trigger), timing=1
        )

    def is_cancelled(self) -> None:
        plan = self._plan(prep_trigger_time=None, skip_reason="The meeting was cancelled.")
        self._rewrites({"status": MeetingStatus.CANCELLED}, plan, timing=1)

    def is_declined(self) -> None:
        self._rewrites({}, self._plan(prep_trigger_time=None, skip_reason="You declined it."), timing=1)

    def _plan(self, **changes: Any) -> PrepPlan:
        return self.tracked.plan.model_copy(update=changes)

    def _rewrites(self, meeting: dict[str, Any], plan: PrepPlan, timing: int) -> None:
        """As the calendar monitor does, in one conditional write."""
        tracked = self.tracked
        changed: Meeting = tracked.meeting.model_copy(update=meeting)
        self.meetings.update(
            tracked.model_copy(
                update={
                    "meeting": changed,
                    "plan": plan,
                    "version": tracked.version + 1,
                    "timing_version": tracked.timing_version + timing,
                }
            )
        )

    # what the features work with

    @property
    def runs(self) -> Runs:
        return Runs(self.preparations, self.conversations, self.workflows, self.schedules)  # type: ignore[arg-type]  # a fake in its place

    @property
    def ender(self) -> RunEnder:
        return RunEnder(self.runs, self.users, self.notifier)

    @property
    def starter(self) -> PrepStarter:
        is_on: Callable[[], bool] = lambda: self.users.switches().workflow  # noqa: E731 - a property of the world
        return PrepStarter(self.meetings, self.runs, self.ender, is_on)

    @property
    def withdrawals(self) -> PrepWithdrawals:
        return PrepWithdrawals(
            meetings=self.meetings,
            users=self.users,
            notifier=self.notifier,
            ender=self.ender,
            schedules=self.schedules,  # type: ignore[arg-type]  # a fake in its place
            ended=EndedTimer(self.schedules, "arn:ended"),  # type: ignore[arg-type]  # a fake in its place
            reminders_arn="arn:reminders",
        )

    @property
    def notifications(self) -> PrepNotifications:
        stores = (self.meetings, self.preparations, self.contexts, self.conversations, self.users, self.notifier)
        return PrepNotifications(*stores, load_meeting_types())

    @property
    def failures(self) -> FailureReports:
        return FailureReports(self.meetings, self.preparations, self.users, self.notifier, self.bus)  # type: ignore[arg-type]  # a fake in its place

    @property
    def sweeper(self) -> PrepSweep:
        return PrepSweep(self.meetings, self.runs, self.ender, self.failures, self.bus, self.chat_timers)  # type: ignore[arg-type]  # a fake in its place


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)
