"""Measures how long people wait: notification, workflow, generation and a chat turn, for 1, 10 and 50 at once."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.effort import Effort
from bench.figures import Figure, Result, percentile
from bench.instance import Instance, chat, coming_meetings, instance
from bench.running import main
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.executions import VisitStatus, WorkflowExecution, WorkflowStatus

AT_ONCE = {1: 20, 10: 2, 50: 1}
"""Preparations at once, and how often."""
QUICK_AT_ONCE = {1: 1, 3: 1}
WARMING_UP, QUICK_WARMING_UP = 10, 2
ANSWERS = ("Decide whether the checkout redesign ships in December", "The search migration date")
BARS = {"notification": 2.0, "workflow without the chat": 3.0, "generation": 1.0}
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
WAIT_SECONDS = 240
AT_AN_END = (PrepStatus.READY, PrepStatus.FAILED, PrepStatus.WITHDRAWN)
METHOD = """On the embedded engine of this machine, functions warm after ten preparations at once. A preparation begins
with MeetingRequiresPrep on the bus; two questions are answered and the conversation finished through the API.
Notification: from just before the event is put on the bus to the end of SendPrepNotification. Workflow without the
chat: the whole execution but WaitForChatCompletion. Generation: GenerateMaterials and StoreMaterials. A chat turn: one
answer posted, until the next question is here. State times are the workflow's own record. Percentiles are nearest rank:
with twenty values p99 is the largest. The engine is one process beside its functions on these cores, so that fifty at
once measures this machine; what counts there is that nothing is lost and nothing fails."""


@dataclass
class Waits:
    """Seconds, one value for each preparation (or turn); ``lost`` never came to an end, ``failed`` ended badly."""

    times: dict[str, list[float]] = field(default_factory=dict)
    lost: int = 0
    failed: int = 0
    retried: int = 0

    def add(self, what: str, seconds: float) -> None:
        self.times.setdefault(what, []).append(seconds)


def measure(effort: Effort) -> Result:
    levels, warming_up = effort.of(AT_ONCE, QUICK_AT_ONCE), effort.of(WARMING_UP, QUICK_WARMING_UP)
    needed = warming_up + sum(at_once * rounds for at_once, rounds in levels.items())
    with instance(coming_meetings(needed)) as amo:
        coming = iter(amo.coming())
        _prepare(amo, _take(coming, warming_up), Waits())
        figures: list[Figure] = []
        for at_once, rounds in levels.items():
            effort.say(f"{at_once} at once")
            figures += _level(amo, coming, at_once, rounds, effort.of(BARS, {}))
    return Result(METHOD, figures)


def _level(
    amo: Instance, coming: Iterator[TrackedMeeting], at_once: int, rounds: int, bars: Mapping[str, float]
) -> Iterator[Figure]:
    waits = Waits()
    for _ in range(rounds):
        _prepare(amo, _take(coming, at_once), waits)
    for what, seconds in waits.times.items():
        for name, share in SHARES.items():
            bar = bars.get(what) if at_once == 1 and name == "p95" else None
            yield Figure(f"{at_once} at once: {what}, {name}", percentile(seconds, share), "s", bar)
    yield Figure(f"{at_once} at once: lost", waits.lost, f"of {at_once * rounds}", 0)
    yield Figure(f"{at_once} at once: failed", waits.failed, f"of {at_once * rounds}", 0)
    yield Figure(f"{at_once} at once: states that needed a second try", waits.retried, "")


def _prepare(amo: Instance, meetings: Sequence[TrackedMeeting], waits: Waits) -> None:
    asked = datetime.now(UTC)
    amo.ask_for(meetings, f"bench-{asked:%H%M%S%f}")
    ids = [tracked.meeting.meeting_id for tracked in meetings]
    _patiently(amo, ids, (PrepStatus.WAITING, *AT_AN_END))
    with ThreadPoolExecutor(len(ids)) as people:
        turns = [turn for found in people.map(lambda one: chat(amo.api, one, ANSWERS), ids) for turn in found]
    _patiently(amo, ids, AT_AN_END)
    for meeting_id in ids:
        _note(waits, asked, _ended(amo, meeting_id), amo.statuses([meeting_id])[meeting_id])
    for turn in turns:
        waits.add("chat turn", turn)


def _patiently(amo: Instance, ids: Sequence[str], reached: Sequence[PrepStatus]) -> None:
    try:
        amo.wait_until(ids, reached, WAIT_SECONDS)
    except TimeoutError:
        return  # what is not there by now is counted as lost


def _ended(amo: Instance, meeting_id: str) -> WorkflowExecution:
    """The execution once it is over: delivery and the reminder come after the materials are ready."""
    for _ in range(WAIT_SECONDS):
        execution = amo.execution(meeting_id)
        if execution.status is not WorkflowStatus.RUNNING:
            break
        time.sleep(1)
    return execution


def _note(waits: Waits, asked: datetime, execution: WorkflowExecution, status: PrepStatus) -> None:
    visits = {visit.name: visit for visit in execution.states}
    waits.lost += status not in AT_AN_END or execution.status is WorkflowStatus.RUNNING
    waits.failed += status is not PrepStatus.READY or execution.status is not WorkflowStatus.SUCCEEDED
    waits.retried += sum(bool(visit.error) for visit in visits.values())
    if any(visit.status is not VisitStatus.SUCCEEDED for visit in visits.values()) or "ScheduleReminder" not in visits:
        return
    notified, ended = visits["SendPrepNotification"].left_at, visits["ScheduleReminder"].left_at
    assert notified is not None
    assert ended is not None
    whole = (ended - visits["LoadMeeting"].entered_at).total_seconds()
    waits.add("notification", (notified - asked).total_seconds())
    waits.add("workflow without the chat", whole - (visits["WaitForChatCompletion"].seconds or 0))
    parts = (visits[name].seconds or 0 for name in ("GenerateMaterials", "StoreMaterials"))
    waits.add("generation", sum(parts))


def _take(coming: Iterator[TrackedMeeting], count: int) -> list[TrackedMeeting]:
    return [next(coming) for _ in range(count)]


if __name__ == "__main__":
    sys.exit(main("latency"))
