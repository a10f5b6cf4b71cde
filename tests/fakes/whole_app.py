"""AMO whole, in memory: the real handlers behind ``lambdas.wiring``, every store and service a fake behind a gate.

What AWS does between the functions is done here: queues that deliver again, a bus, one-time schedules, the state
machine, functions that die half-way. Nothing happens by itself: whoever holds the app moves it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any
from unittest.mock import patch

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.calendar_monitor import handlers as calendar_monitor
from lambdas.chat import handlers as chat
from lambdas.context import handlers as agents
from lambdas.coordinator import handlers as coordinator
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.sweep import SWEPT_EVERY
from lambdas.errors import AmoError
from lambdas.llm.base import Llm
from lambdas.llm.guarded import NoLlm
from lambdas.materials import handlers as materials
from lambdas.meeting_notes import handlers as meeting_notes
from lambdas.meeting_prep import handlers as prep
from lambdas.message_delivery import handlers as message_delivery
from lambdas.notifications.notifier import Notifier
from lambdas.store.ended_timer import EndedTimer
from lambdas.store.model_state import ModelState
from tests.fakes.app_parts import AppBus, AppQueue, QueuedMessage, RecordedDocuments, RecordedPreparations
from tests.fakes.calendar_provider import FakeCalendarProvider
from tests.fakes.documents import FakeDocuments
from tests.fakes.faults import Fragile, Gate, Killed
from tests.fakes.samples import NOW, a_connection, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.state_machine import FakeStateMachine, NeverAnswered, TaskFailed
from tests.fakes.stores import (
    FakeAbsences,
    FakeActionItems,
    FakeConnectedCalendars,
    FakeContexts,
    FakeConversations,
    FakeDeliveries,
    FakeInbox,
    FakeMaterialTexts,
    FakeMeetingNotes,
    FakeMeetingQuestions,
    FakeMeetings,
    FakeOutcomes,
    FakeQuestionFigures,
    FakeRecords,
    FakeSlackRecords,
    FakeSourceAccounts,
    FakeSourceRecords,
    FakeSubscriptions,
    FakeUsers,
)

USER = "u1"
CALENDAR = "work"
HANDLERS = (calendar_monitor, prep, agents, chat, materials, meeting_notes, message_delivery, coordinator)
CONSUMERS: dict[str, Callable[[dict[str, Any], Any], Any]] = {
    "calendar_syncs": calendar_monitor.sync_user,
    "due_preps": calendar_monitor.announce_due_prep,
    "doubtful_meetings": calendar_monitor.guess_types,
    "prep_requests": prep.start_prep,
    "prep_changes": prep.withdraw_prep,
    "chat_timers": chat.chat_timer,
    "follow_ups": chat.ask_follow_up,
    "question_rewordings": chat.reword_questions,
    "reminders": materials.send_reminder,
    "ended_meetings": meeting_notes.ask_how_it_went,
    "note_readings": meeting_notes.read_notes,
    "messages": message_delivery.deliver_message,
    "questions_asked": coordinator.coordinate,
}
MAX_DELIVERIES = 5
STARTS = 5


class _Settings:
    public_url = "https://amo.example"

    def queue_arn(self, name: str) -> str:
        return f"arn:aws:sqs:eu-central-1:123456789012:{name}"


class _Context:
    def get_remaining_time_in_millis(self) -> int:
        return 300_000


class WholeApp:
    """One user with one calendar. ``notices_deaths``: whether the engine sees that a function it waits for has died."""

    def __init__(self, *, notices_deaths: bool = True, gate: Gate | None = None) -> None:
        self.now = NOW
        self.notices_deaths = notices_deaths
        self.gate = gate or Gate()
        self.users, self.absences = FakeUsers(a_user(USER)), FakeAbsences()
        self.connected_calendars = FakeConnectedCalendars()
        self.connected_calendars.connect(USER, a_connection(CALENDAR))
        self.calendars = FakeCalendarProvider()
        self.meetings = FakeMeetings()
        self.preparations = RecordedPreparations(self.meetings)
        self.conversations, self.contexts = FakeConversations(), FakeContexts()
        self.records, self.action_items = FakeRecords(), FakeActionItems()
        self.source_accounts = FakeSourceAccounts()
        self.source_records = FakeSourceRecords(self.records, self.source_accounts)
        self.material_texts, self.meeting_notes, self.outcomes = FakeMaterialTexts(), FakeMeetingNotes(), FakeOutcomes()
        self.question_figures = FakeQuestionFigures()
        self.meeting_questions = FakeMeetingQuestions()
        self.records_of_slack = FakeSlackRecords()
        self.inbox, self.deliveries, self.schedules = FakeInbox(), FakeDeliveries(), FakeSchedules()
        self.documents, self.transcripts = RecordedDocuments(self.conversations), FakeDocuments()
        self.queues = {name: AppQueue() for name in CONSUMERS}
        self.bus = AppBus(self.queues, lambda: self.now)
        self.workflows = FakeStateMachine(self._run_state)
        self.refreshes = FakeStateMachine(self._run_state, "refresh_materials")
        self.figures: list[tuple[str, float]] = []
        self.invocations = {"done": 0, "failed": 0}
        self._ids = 0
        self.llm: Llm = NoLlm()

    @contextmanager
    def wired(self) -> Iterator[None]:
        """For as long as it lasts, the real handlers work with this app."""
        with patch.multiple(wiring, **self._wiring), patch.multiple(metrics, **self._metrics):
            yield

    @cached_property
    def _wiring(self) -> dict[str, Any]:
        names = [
            "users",
            "connected_calendars",
            "absences",
            "meetings",
            "preparations",
            "conversations",
            "contexts",
            "source_accounts",
            "source_records",
            "records",
            "action_items",
        ]
        names += [
            "inbox",
            "deliveries",
            "documents",
            "material_texts",
            "meeting_notes",
            "outcomes",
            "question_figures",
            "meeting_questions",
            "transcripts",
            "bus",
            "schedules",
            "workflows",
        ]
        parts = {name: Fragile(getattr(self, name), self.gate, name) for name in names}
        parts["ended_timer"] = EndedTimer(parts["schedules"], _Settings().queue_arn("ended_meetings"))  # type: ignore[arg-type,assignment]  # a fake in its place
        parts["refresh_workflows"] = Fragile(self.refreshes, self.gate, "refresh_workflows")
        queues = {name: Fragile(queue, self.gate, name) for name, queue in self.queues.items()}
        calendars = {Source.ICS: Fragile(self.calendars, self.gate, "calendars")}
        notifier = Notifier(parts["inbox"], parts["deliveries"], queues["messages"])  # type: ignore[arg-type]  # fakes in their place
        found: dict[str, Any] = {name: _giving(part) for name, part in parts.items()}
        return found | {
            "queue": queues.__getitem__,
            "calendar_providers": _giving(calendars),
            "notifier": _giving(notifier),
            "channels": _giving(()),
            "llm": lambda: self.llm,
            "subscriptions": _giving(FakeSubscriptions()),
            "slack_records": _giving(self.records_of_slack),
            "calendar_watchers": _giving({}),
            "model_connection": _giving(None),
            "model_state": _giving(ModelState(self.meeting_questions.table)),
            "settings": _giving(_Settings()),
            "now": lambda: self.now,
            "new_id": self._new_id,
        }

    @cached_property
    def _metrics(self) -> dict[str, Any]:
        def keep(name: str, value: float = 1) -> None:
            self.figures.append((name, value))

        return {"count": keep, "milliseconds": keep, "flush": lambda: None}

    def _new_id(self) -> str:
        self._ids += 1
        return f"id{self._ids}"

    # what AWS does

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Runs a function as Lambda does. Raises what killed or failed it."""
        handler = next(getattr(module, function) for module in HANDLERS if hasattr(module, function))
        try:
            self.gate.enters()
            answer = handler(event, _Context())
            self.gate.leaves()
        except (Killed, Exception):
            self.invocations["failed"] += 1
            raise
        self.invocations["done"] += 1
        return answer

    def _run_state(self, function: str, payload: dict[str, Any]) -> Any:
        try:
            return self.invoke(function, payload)
        except Killed:
            if function == "wait_for_chat_completion" and not self.notices_deaths:
                raise NeverAnswered from None
            raise TaskFailed("Lambda.Unknown") from None
        except Exception as error:
            if not isinstance(error, AmoError):
                raise
            raise TaskFailed(type(error).__name__) from error

    def deliver(self, queue: str, picks: Sequence[int] = (0,)) -> None:
        """Some messages as one batch. What is not handled comes again, at last into the dead letters."""
        waiting = self.queues[queue].messages
        if waiting and waiting[0].group:
            picks = (0,) if self._is_visible(queue) else ()  # in order, and there is one person
        places = sorted({pick % len(waiting) for pick in picks}, reverse=True) if waiting else []
        batch = [waiting.pop(place) for place in places]
        if not batch:
            return
        self.queues[queue].seconds_hidden = 0
        records = [message.record(str(number)) for number, message in enumerate(batch)]
        failed = {str(number) for number in range(len(batch))}
        try:
            answer = self.invoke(CONSUMERS[queue].__name__, {"Records": records})
            failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        except Killed:
            pass
        for number, message in enumerate(batch):
            if str(number) in failed:
                self._deliver_again(queue, message)

    def _deliver_again(self, queue: str, message: QueuedMessage) -> None:
        message.deliveries += 1
        if message.group:
            message.visible_at = self.now + timedelta(seconds=self.queues[queue].seconds_hidden)
            self.queues[queue].messages.insert(0, message)
        elif message.deliveries < MAX_DELIVERIES:
            self.queues[queue].messages.append(message)
        else:
            self.queues[queue].dead.append(message)

    def fire(self, *, twice: bool = False) -> int:
        """Schedules that are due put their messages into the queues; at least once, as promised."""
        fired = self.schedules.fire_due(self.now)
        for entry in fired:
            queue = self.queues[entry.queue_arn.rpartition(":")[2]]
            queue.send([entry.body] * (2 if twice else 1))
        return len(fired)

    def operate(self, function: str, event: dict[str, Any] | None = None) -> Any:
        """A scheduled function or an operator's; one that dies or fails is asked again later."""
        try:
            return self.invoke(function, event or {})
        except (Killed, AmoError):
            return None

    def dies(self) -> None:
        """The engine is killed and started again, until that works: no execution survives, undelivered messages do."""
        self.workflows.lose_everything()
        self.refreshes.lose_everything()
        for _ in range(STARTS):
            if self.operate("sweep_preps", {"all": True}) is not None:
                return

    # what there is to see

    @property
    def rows(self) -> list[TrackedMeeting]:
        return sorted(self.meetings.rows.values(), key=lambda row: row.meeting.meeting_id)

    def show(self, meetings: Sequence[Meeting]) -> None:
        self.calendars.show(CALENDAR, meetings)

    def is_quiet(self) -> bool:
        """Nothing moves before time passes."""
        return not self.movable() and not any(self._is_visible(queue) for queue in self.queues)

    def _is_visible(self, queue: str) -> bool:
        visible_at = self.queues[queue].visible_at(self.now)
        return visible_at is not None and visible_at <= self.now

    def movable(self) -> list[Callable[[], None]]:
        """The steps that executions can take now."""
        machines = (self.workflows, self.refreshes)
        return [partial(machine.step, name) for machine in machines for name in machine.movable()]

    def settle(self, most: int = 2_000) -> None:
        """Everything that can move now does, in order."""
        for _ in range(most):
            if self.is_quiet():
                return
            for step in self.movable():
                step()
            for queue in self.queues:
                self.deliver(queue)
        raise AssertionError("it never comes to rest")

    def next_moment(self) -> datetime | None:
        """When a timer rings or the sweeper finds something overdue."""
        looks = (NOW + -((NOW - at) // SWEPT_EVERY) * SWEPT_EVERY for at in self.preparations.attention.values())
        hidden = (queue.visible_at(self.now) for queue in self.queues.values())
        moments = [*(entry.at for entry in self.schedules.waiting.values()), *looks, *filter(None, hidden)]
        return max(min(moments), self.now) if moments else None


def _giving(part: Any) -> Callable[[], Any]:
    return lambda: part
