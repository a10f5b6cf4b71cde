"""The whole app in memory, on a clock of its own, while one call in five fails: how WF-4's figures are measured."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.notifications.messages import MessageKind
from lambdas.domain.preparation.sweep import SWEPT_EVERY
from lambdas.edges.commands import meetings
from lambdas.errors import AmoError
from stacks.functions import FUNCTIONS
from stacks.messages import seconds_hidden
from tests.fakes.app_parts import QueuedMessage
from tests.fakes.faults import Fault, Gate, Killed, Trouble
from tests.fakes.samples import NOW, a_meeting
from tests.fakes.whole_app import USER, WholeApp

KINDS = (Fault.KILLED_BEFORE, Fault.KILLED_AFTER, Fault.THROTTLED, Fault.LOST)
FEW_CALLS = 6
"""A failing function fails at one of its first so many calls; one that makes fewer loses its answer."""
AGAIN = timedelta(seconds=5)
"""A person presses the button again that did not work so soon."""
FOUND_AFTER = timedelta(minutes=10)
HOURS_AHEAD = 20
VISIBILITY = {spec.queue: timedelta(seconds=seconds_hidden(spec)) for spec in FUNCTIONS if spec.queue}


class Storm(Gate):
    """Each function that runs fails with the chance ``rate``, at a random call."""

    def __init__(self, rate: float, chance: random.Random) -> None:
        super().__init__()
        self._rate = rate
        self._chance = chance
        self._strikes_in = 0
        self.functions = 0
        self.struck = 0

    def enters(self) -> None:
        self.functions += 1
        is_struck = self._chance.random() < self._rate
        self.struck += is_struck
        self._strikes_in = self._chance.randint(1, FEW_CALLS) if is_struck else 0

    def trouble(self) -> Trouble | None:
        if not self._strikes_in:
            return None
        self._strikes_in -= 1
        return None if self._strikes_in else self._chance.choice(KINDS)

    def leaves(self) -> None:
        if self._strikes_in:
            self._strikes_in = 0
            raise Killed


@dataclass
class Hidden:
    """A message that failed and shows up again at ``at``."""

    at: datetime
    queue: str
    message: QueuedMessage


@dataclass
class Weathered:
    """The outcome of the preparations: seconds from event to notification, and how many ended how."""

    notified_after: list[float] = field(default_factory=list)
    statuses: list[PrepStatus] = field(default_factory=list)
    functions: int = 0
    struck: int = 0


class StormyApp(WholeApp):
    """Waits as long as AWS would before anything is tried again; functions themselves take no time."""

    def __init__(self, rate: float, chance: random.Random) -> None:
        self.storm = Storm(rate, chance)
        super().__init__(gate=self.storm)
        self._chance = chance
        self._hidden: list[Hidden] = []
        self._not_before: dict[str, datetime] = {}

    def prepare(self, count: int) -> Weathered:
        """So many meetings, all due at once; the person answers everything as soon as it is asked."""
        self.show([_meeting(number) for number in range(count)])
        while not self.rows or not all(row.is_final for row in self.rows):
            self.operate("sync_user_now", {"user_id": USER})
        while not self._is_over():
            if not self._moved():
                self._waits()
        return Weathered(
            list(self._notified_after()),
            [row.preparation.status for row in self.rows],
            self.storm.functions,
            self.storm.struck,
        )

    def _notified_after(self) -> Iterator[float]:
        for row in self.rows:
            told_at = self._told_at(row.meeting.meeting_id)
            if told_at and row.preparation.requested_at:
                yield (told_at - row.preparation.requested_at).total_seconds()

    def _told_at(self, meeting_id: str) -> datetime | None:
        notice = self.inbox.stored.get((USER, f"{meeting_id}-r1-{MessageKind.PREP_STARTED}"))
        told = self.deliveries.find(USER, notice, self.now) if notice else None
        return told.at if told and told.channel else None

    def _deliver_again(self, queue: str, message: QueuedMessage) -> None:
        super()._deliver_again(queue, message)
        if message in self.queues[queue].messages:
            self.queues[queue].messages.remove(message)
            asked = timedelta(seconds=self.queues[queue].seconds_hidden)  # none by a function that was killed
            self._hidden.append(Hidden(self.now + (asked or VISIBILITY[queue]), queue, message))

    def _is_first_ready(self, queue: str) -> bool:
        """Brings to the front what can be had: in order, one that failed holds up all of its group behind it."""
        messages = self.queues[queue].messages
        held_up = {hidden.message.group for hidden in self._hidden if hidden.queue == queue} - {""}
        first = next((one for one in messages if one.group not in held_up), None)
        if first is not None:
            messages.remove(first)
            messages.insert(0, first)
        return first is not None

    def _moved(self) -> bool:
        """One thing each that can happen now."""
        self.fire()
        ready = [name for name in self.workflows.movable() if self._not_before.get(name, self.now) <= self.now]
        for name in ready:
            self.workflows.step(name)
            if seconds := self.workflows.backoff.pop(name, 0):
                self._not_before[name] = self.now + timedelta(seconds=self._chance.uniform(0, seconds))
        waiting = [name for name in self.queues if self._is_first_ready(name)]
        for name in waiting:
            self.deliver(name)
        return any([ready, waiting, self._answers()])

    def _answers(self) -> bool:
        """True when somebody said something."""
        asked = [session for session in self.conversations.stored.values() if session.status is ConversationStatus.OPEN]
        told = [session for session in asked if self._told_at(session.meeting_id) or self._finds(session)]
        patient = [session for session in told if self._not_before.get(session.session_id, self.now) <= self.now]
        for session in patient:
            self._says(session)
        return bool(patient)

    def _finds(self, session: Conversation) -> bool:
        """Somebody whom nothing told looks at the page some time."""
        return self.now - session.opened_at > FOUND_AFTER

    def _says(self, session: Conversation) -> None:
        try:
            self.storm.enters()
            text = f"about {session.position}"
            meetings.converse(USER, session.session_id, Verb.ANSWER, text, session.version, "web")
            self.storm.leaves()
        except (AmoError, Killed):
            self._not_before[session.session_id] = self.now + AGAIN

    def _waits(self) -> None:
        """Until the next thing happens; the sweeper comes every minute."""
        next_sweep = NOW + ((self.now - NOW) // SWEPT_EVERY + 1) * SWEPT_EVERY
        self.now = min(next_sweep, *self._moments(), next_sweep)
        for hidden in [hidden for hidden in self._hidden if hidden.at <= self.now]:
            self._hidden.remove(hidden)
            waiting = self.queues[hidden.queue].messages
            waiting.insert(0 if hidden.message.group else len(waiting), hidden.message)
            hidden.message.visible_at = None
        if self.now == next_sweep:
            self.operate("sweep_preps")

    def _moments(self) -> Iterator[datetime]:
        yield from (hidden.at for hidden in self._hidden)
        yield from (entry.at for entry in self.schedules.waiting.values())
        yield from (moment for moment in self._not_before.values() if moment > self.now)

    def _is_over(self) -> bool:
        return bool(self.rows) and (not self.preparations.attention or self.now > NOW + timedelta(hours=HOURS_AHEAD))


def weather(preparations: int, at_once: int, rate: float, seed: int) -> list[Weathered]:
    chance = random.Random(seed)
    weathered: list[Weathered] = []
    for _ in range(preparations // at_once):
        app = StormyApp(rate, chance)
        with app.wired():
            weathered.append(app.prepare(at_once))
    return weathered


def _meeting(number: int) -> Meeting:
    return a_meeting(f"m{number}", start=NOW + timedelta(hours=HOURS_AHEAD, minutes=number))
