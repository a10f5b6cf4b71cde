"""What connects the functions of the whole app in memory, and the stores that remember for a test what went through."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lambdas.domain.conversation.conversation import Answer
from lambdas.domain.kernel.events import Event, MeetingCancelled, MeetingRequiresPrep, MeetingRescheduled
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation
from tests.fakes.bus import FakeBus
from tests.fakes.documents import FakeDocuments
from tests.fakes.stores import FakeConversations, FakeMeetings, FakePreparations

ROUTES: dict[type[Event], str] = {
    MeetingRequiresPrep: "prep_requests",
    MeetingRescheduled: "prep_changes",
    MeetingCancelled: "prep_changes",
}


@dataclass
class QueuedMessage:
    body: str
    deliveries: int = 0
    group: str = ""
    visible_at: datetime | None = None

    def record(self, message_id: str) -> dict[str, Any]:
        """As Lambda is given it."""
        attributes = {"ApproximateReceiveCount": str(self.deliveries + 1)}
        in_order = {"MessageGroupId": self.group} if self.group else {}
        return {"messageId": message_id, "receiptHandle": "h", "body": self.body, "attributes": attributes | in_order}


@dataclass
class AppQueue:
    """A queue that hands out messages in any order and keeps them until they are handled."""

    messages: list[QueuedMessage] = field(default_factory=list)
    seconds_hidden: int = 0
    """Asked for by whoever held or failed last."""
    dead: list[QueuedMessage] = field(default_factory=list)

    def send(self, bodies: Sequence[Any], delay: int = 0) -> None:
        self.messages.extend(QueuedMessage(json.dumps(body)) for body in bodies)

    def send_in_order(self, group: str, _name: str, body: Any) -> None:
        """At least once: what is sent twice stands there twice, as after the five minutes in which SQS tells it."""
        self.messages.append(QueuedMessage(json.dumps(body), group=group))

    def hold(self, _records: Any, seconds: int) -> None:
        self.seconds_hidden = seconds

    def show_again(self, _record: Any, seconds: int) -> None:
        self.seconds_hidden = seconds

    def visible_at(self, now: datetime) -> datetime | None:
        """The time at which the next message can be had; of a queue in order the first one's. None when it is empty."""
        return (self.messages[0].visible_at or now) if self.messages else None

    def give_up(self, record: Any) -> None:
        self.dead.append(QueuedMessage(record["body"]))


class AppBus(FakeBus):
    """Hands events to the queues their rules name."""

    def __init__(self, queues: dict[str, AppQueue], clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._queues = queues
        self._clock = clock

    def publish(self, events: Sequence[Event]) -> None:
        super().publish(events)
        for event in events:
            if queue := ROUTES.get(type(event)):
                detail = event.model_dump(mode="json")
                envelope = {"detail-type": event.name, "time": iso(self._clock()), "detail": detail}
                self._queues[queue].send([envelope])


class RecordedPreparations(FakePreparations):
    """Remembers every run that began and every manifest it was given."""

    def __init__(self, meetings: FakeMeetings) -> None:
        super().__init__(meetings)
        self.runs: list[tuple[str, str, int]] = []
        self.manifests: list[tuple[str, int, str]] = []

    def begin_run(self, meeting_id: str, seen: Preparation, begun: Preparation, now: datetime) -> None:
        super().begin_run(meeting_id, seen, begun, now)
        self.runs.append((meeting_id, begun.request_id, begun.run))

    def record_materials(
        self, meeting_id: str, run: int, materials: MaterialsManifest, now: datetime, replaces: str = ""
    ) -> None:
        super().record_materials(meeting_id, run, materials, now, replaces)
        self.manifests.append((meeting_id, run, materials.plan_key))


class RecordedDocuments(FakeDocuments):
    """Remembers, for each plan of materials, what had been answered when it was composed."""

    def __init__(self, sessions: FakeConversations) -> None:
        super().__init__()
        self._sessions = sessions
        self.composed: dict[str, dict[str, Answer]] = {}

    def put(self, key: str, body: bytes, content_type: str) -> None:
        super().put(key, body, content_type)
        if key.endswith("/plan.json"):
            _, meeting_id, folder, _ = key.split("/")
            session = self._sessions.stored.get(f"{meeting_id}-{folder.partition('-')[0]}")
            self.composed[key] = dict(session.answers) if session else {}
