"""Measures what a new AWS account does to fifty meetings due at once: ten functions at a time, the rest turned away."""

import os
import random
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from threading import Event

from bench.effort import Effort
from bench.figures import Figure, Result, percentile
from bench.instance import Instance, chat, coming_meetings, instance
from bench.running import main
from cli.local.signed_calls import limit_functions, turned_away
from lambdas.aws.table import Table
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.executions import WorkflowStatus
from lambdas.store.contexts import Contexts

FUNCTIONS_AT_ONCE = int(os.environ.get("AMO_FUNCTIONS_AT_ONCE", "10"))
DUE = 50
WARMING_UP = 5
QUICK_DUE = 5, 1
READERS = 3
"""People who look at their meetings meanwhile, each about once a second."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 4.0, 4.0)
"""Those of web/static/page.js before it asks again."""
TURNED_AWAY = (429, 503)
ANSWERS = ("Decide whether the checkout redesign ships in December", "The search migration date")
AT_AN_END = (PrepStatus.READY, PrepStatus.FAILED, PrepStatus.WITHDRAWN)
WAIT_SECONDS = 480
SECONDS_BETWEEN_LOOKS = 0.5
BARS = {"event to notification": 60.0, "event to document": 90.0, "a page meanwhile": 10.0}
SHARES = {"p50": 0.5, "p95": 0.95}
METHOD = f"""On the embedded engine of this machine, which runs {FUNCTIONS_AT_ONCE} functions at once and turns
others away as Lambda does (`./amo up --concurrency`), after {WARMING_UP} preparations. {DUE} meetings are due at once:
MeetingRequiresPrep of each is put on the bus. As soon as AMO asks, somebody answers two questions and finishes, through
the API, whose client asks again where it is turned away; so does whoever reads: {READERS} people open their meetings
about once a second, with the page's own patience. Event to document: until StoreMaterials is over, with the answers in
between. A context is lost when the meeting's documents had to do without it. The cores of this machine are what the
times measure; on AWS ten functions are ten processors."""


@dataclass
class Readers:
    """What people saw who looked meanwhile: seconds to each page, and what they were turned away from in the end."""

    on: Instance
    seconds: list[float] = field(default_factory=list)
    tries_turned_away: int = 0
    pages_turned_away: int = 0

    @cached_property
    def _session(self) -> str:
        self.on.api.get("/meetings")
        return self.on.api.session

    @contextmanager
    def looking(self) -> Iterator[None]:
        over, _ = Event(), self._session
        with ThreadPoolExecutor(READERS) as people:
            looks = [people.submit(self._look, over) for _ in range(READERS)]
            try:
                yield
            finally:
                over.set()
        for look in looks:
            look.result()

    def _look(self, over: Event) -> None:
        while not over.wait(random.uniform(0.5, 1.5)):
            began = time.perf_counter()
            if self._open():
                self.seconds.append(time.perf_counter() - began)
            else:
                self.pages_turned_away += 1

    def _open(self) -> bool:
        headers = {"Cookie": f"amo_session={self._session}", "Accept": "text/html"}
        for pause in (*PAUSES, 0.0):
            try:
                with urllib.request.urlopen(urllib.request.Request(self.on.stage.page_url + "/", headers=headers)):
                    return True
            except urllib.error.HTTPError as problem:
                if problem.code not in TURNED_AWAY:
                    raise
            self.tries_turned_away += 1
            time.sleep(pause * random.uniform(0.5, 1.0))
        return False


@dataclass
class Crowd:
    """Seconds from the event, one value for each preparation, and what did not come about."""

    times: dict[str, list[float]] = field(default_factory=dict)
    lost: int = 0
    failed: int = 0
    contexts_lost: int = 0
    retried: int = 0

    def add(self, what: str, began: datetime, ended: datetime | None) -> None:
        if ended is not None:
            self.times.setdefault(what, []).append((ended - began).total_seconds())


def measure(effort: Effort) -> Result:
    due, warming_up = effort.of((DUE, WARMING_UP), QUICK_DUE)
    with instance(coming_meetings(warming_up + due), options=("--concurrency", str(FUNCTIONS_AT_ONCE))) as amo:
        coming = amo.coming()
        _prepare(amo, coming[:warming_up])
        before, readers = _turned_away(amo), Readers(amo)
        with _limited(amo, effort), readers.looking():
            crowd = _prepare(amo, coming[warming_up : warming_up + due])
            after = _turned_away(amo)
        calls = _calls(after, before, effort.of(1, None))
        return Result(METHOD, [*_figures(crowd, readers, due, effort.of(BARS, {})), *calls])


@contextmanager
def _limited(amo: Instance, effort: Effort) -> Iterator[None]:
    """An engine that is shared is told of the limit while it runs, and of none afterwards."""
    if not effort.is_quick:
        yield
        return
    assert amo.stage.engine is not None
    limit_functions(amo.stage.engine, FUNCTIONS_AT_ONCE)
    try:
        yield
    finally:
        limit_functions(amo.stage.engine, 0)


def _prepare(amo: Instance, meetings: Sequence[TrackedMeeting]) -> Crowd:
    asked = datetime.now(UTC)
    amo.ask_for(meetings, f"bench-{asked:%H%M%S%f}")
    ids = [tracked.meeting.meeting_id for tracked in meetings]
    with ThreadPoolExecutor(len(ids)) as people:
        _answer_all(amo, ids, people)
    crowd = Crowd()
    for meeting_id in ids:
        _note(amo, crowd, asked, meeting_id)
    return crowd


def _answer_all(amo: Instance, ids: Sequence[str], people: ThreadPoolExecutor) -> None:
    """Each person answers as soon as AMO asks; what is at no end in time is counted as lost."""
    deadline, asked = time.monotonic() + WAIT_SECONDS, set[str]()
    while time.monotonic() < deadline:
        statuses = amo.statuses(ids)
        for meeting_id in {one for one, status in statuses.items() if status is PrepStatus.WAITING} - asked:
            asked.add(meeting_id)
            people.submit(chat, amo.api, meeting_id, ANSWERS)
        if all(status in AT_AN_END for status in statuses.values()):
            return
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _note(amo: Instance, crowd: Crowd, asked: datetime, meeting_id: str) -> None:
    status = amo.statuses([meeting_id])[meeting_id]
    crowd.lost += status not in AT_AN_END
    crowd.failed += status is PrepStatus.FAILED
    crowd.contexts_lost += len(ContextKind) - len(_contexts(amo).kinds(meeting_id))
    if not amo.meetings.get(amo.stage.user_id, meeting_id).preparation.execution_arn:
        return  # it never began, and is counted as lost
    execution = amo.execution(meeting_id)
    for _ in range(WAIT_SECONDS):
        if execution.status is not WorkflowStatus.RUNNING:
            break
        time.sleep(1)  # delivery and the reminder come after the materials are ready
        execution = amo.execution(meeting_id)
    visits = {visit.name: visit for visit in execution.states}
    crowd.retried += sum(bool(visit.error) for visit in visits.values())
    for what, state in (("event to notification", "SendPrepNotification"), ("event to document", "StoreMaterials")):
        crowd.add(what, asked, visits[state].left_at if state in visits else None)


def _contexts(amo: Instance) -> Contexts:
    return Contexts(Table(amo.stage.client("dynamodb"), f"{amo.stage.prefix}-contexts"))


def _turned_away(amo: Instance) -> dict[str, int]:
    assert amo.stage.engine is not None
    return turned_away(amo.stage.engine)


def _figures(crowd: Crowd, readers: Readers, due: int, bars: Mapping[str, float]) -> Iterator[Figure]:
    for what, seconds in {**crowd.times, "a page meanwhile": readers.seconds}.items():
        for name, share in SHARES.items():
            yield Figure(f"{what}, {name}", percentile(seconds, share), "s", bars.get(what) if name == "p95" else None)
    yield Figure("preparations lost", crowd.lost, f"of {due}", 0)
    yield Figure("preparations failed", crowd.failed, f"of {due}", 0)
    yield Figure("contexts lost", crowd.contexts_lost, f"of {due * len(ContextKind)}", 0)
    yield Figure("states that needed a second try", crowd.retried, "")
    pages = len(readers.seconds) + readers.pages_turned_away
    yield Figure("pages that stayed turned away", readers.pages_turned_away, f"of {pages}", 0)
    yield Figure("tries of them that were turned away", readers.tries_turned_away, "")


def _calls(after: dict[str, int], before: dict[str, int], bar: float | None) -> Iterator[Figure]:
    calls = sum(after.values()) - sum(before.values())
    yield Figure("calls that Lambda turned away", calls, "", bar, at_least=True)


if __name__ == "__main__":
    sys.exit(main("throttling"))
