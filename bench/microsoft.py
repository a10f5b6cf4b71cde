"""Reading a Microsoft calendar: 10,000 events at first, unchanged, and with one change; beside a bare loop."""

import json
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from time import process_time
from types import SimpleNamespace
from typing import Any

from bench.effort import Effort
from bench.figures import Figure, Result, middle
from bench.running import main
from cli.local.microsoft_fake.events import Json, a_series, an_event, occurrences_of
from lambdas.calendars.base import CalendarRequest, CalendarSnapshot
from lambdas.calendars.microsoft.provider import MicrosoftCalendar
from lambdas.domain.kernel.instants import iso
from tests.fakes.graph.harness import GraphHarness
from tests.fakes.graph.reader import NOW
from tests.fakes.graph.server import FakeGraph

ROUNDS = 3
EVENTS = 10_000
PER_SERIES = 40
"""Of so many events four are of one series."""
IN_A_SERIES = 4
SERIES = EVENTS // PER_SERIES
QUICK_EVENTS = 1_000
MAX_SHARE = 1 / 100
"""Of the first reading; of fewer events the fixed costs are more of it."""
BODY = (
    "<html><body><p>Agenda and last notes:</p><ul>" + "<li>Topic with a line of text</li>" * 8 + "</ul></body></html>"
)

METHOD = f"""The worst case: {EVENTS:,} events, all within the three weeks that are read, {SERIES * IN_A_SERIES:,} of
them occurrences of {SERIES} series, each with an HTML body, two attendees and a Teams link. Graph is
this project's fake in a process of its own, over real HTTP on loopback; the calendar monitor and the
provider are the real ones, tables and copies in memory and counted. At first; again with nothing
changed; after one meeting was renamed; after one series was. The bare loop asks for the same pages on
one connection and decodes them as JSON, nothing else. {ROUNDS} rounds, medians of processor time of the
reading process; reading is everything but planning and storing what was read. Writes are those to the
calendars and meetings tables; a turn at the mailbox is two more, of a row of its own (docs/microsoft.md)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One sync: processor seconds, of them the provider's, and what it counted."""

    cpu: float
    reading: float
    requests: int
    writes: int
    written: int
    copies: int
    turns: int


class Timed:
    """Stands before the provider and notes the processor time of its reading."""

    def __init__(self, real: MicrosoftCalendar) -> None:
        self.real = real
        self.seconds = 0.0

    def fetch_upcoming_meetings(self, request: CalendarRequest) -> CalendarSnapshot:
        began = process_time()
        try:
            return self.real.fetch_upcoming_meetings(request)
        finally:
            self.seconds = process_time() - began


@dataclass(frozen=True, slots=True)
class Round:
    first: Taken
    unchanged: Taken
    renamed: Taken
    series: Taken
    bare: float


def measure(effort: Effort) -> Result:
    events, rounds = effort.of(EVENTS, QUICK_EVENTS), []
    for number in range(effort.of(ROUNDS, 1)):
        effort.say(f"round {number + 1} of {effort.of(ROUNDS, 1)}")
        rounds.append(_round(events))
    return Result(METHOD, list(_figures(rounds, events, effort.of(MAX_SHARE, None))))


def _figures(rounds: list[Round], events: int, max_share: float | None) -> Iterator[Figure]:
    bare = middle([one.bare for one in rounds])
    first, unchanged = (middle([getattr(one, part).cpu for one in rounds]) for part in ("first", "unchanged"))
    reading = middle([one.first.reading for one in rounds])
    yield Figure("first", first, "s", beside=f"reading {reading:.2f} s, bare loop {bare:.2f} s")
    yield Figure("unchanged, share of first", unchanged / first, "", max_share, beside=f"{unchanged * 1000:.1f} ms")
    for part in ("renamed", "series"):
        cpu, reading = (middle([getattr(getattr(one, part), name) for one in rounds]) for name in ("cpu", "reading"))
        yield Figure(f"one {_called(part)}", cpu, "s", beside=f"reading {reading:.2f} s")
    last = rounds[-1]
    bars: dict[str, dict[str, float]] = {
        "first": {"requests": events / 200 + 2},
        "unchanged": {"requests": 1, "writes": 0, "copies": 0},
        "renamed": {"requests": 1, "written": 1},
        "series": {"requests": 2, "written": IN_A_SERIES},
    }
    for part, bar in bars.items():
        taken: Taken = getattr(last, part)
        for what in ("requests", "writes", "written", "copies", "turns"):
            value = getattr(taken, what)
            yield Figure(f"{_called(part)}: {WHAT[what]}", value, "", bar.get(what))


WHAT = {
    "requests": "requests to Graph",
    "writes": "writes to tables",
    "written": "meetings written",
    "copies": "copies put",
    "turns": "writes for the turn",
}


def _called(part: str) -> str:
    return {"renamed": "renamed meeting", "series": "renamed series"}.get(part, part)


def _round(events: int) -> Round:
    with _graph(events) as (url, tell):
        harness = GraphHarness(SimpleNamespace(url=url))  # type: ignore[arg-type] # only its address is needed
        harness.around.steps_left = 10**9
        first = _sync(harness)
        unchanged = _sync(harness)
        tell.send("rename one")
        tell.recv()
        renamed = _sync(harness)
        tell.send("rename series")
        tell.recv()
        return Round(first, unchanged, renamed, _sync(harness), _bare(url, events))


def _sync(harness: GraphHarness) -> Taken:
    before = (harness.around.writes(), harness.around.meetings.writes, len(harness.reader.documents.puts))
    turns = harness.reader.turns.writes
    timed = harness.reader.provider = Timed(harness.reader.provider)  # type: ignore[assignment] # stands before it
    cpu = process_time()
    report = harness.sync()
    cpu = process_time() - cpu
    harness.reader.provider = timed.real
    assert not report.problems, report.problems
    return Taken(
        cpu=cpu,
        reading=timed.seconds,
        requests=report.requests,
        writes=harness.around.writes() - before[0],
        written=report.created + report.updated + report.cancelled,
        copies=len(harness.reader.documents.puts) - before[2],
        turns=harness.reader.turns.writes - turns,
    )


def _bare(url: str, events: int) -> float:
    """Measures what any reader has to spend: the pages fetched on one connection, and decoded."""
    import urllib3

    pool = urllib3.PoolManager(maxsize=1)
    headers = {"Authorization": "Bearer good-token", "Prefer": 'IdType="ImmutableId", odata.maxpagesize=200'}
    start, end = (iso(NOW + timedelta(days=days)) for days in (-1, 22))
    following: str | None = f"{url}/v1.0/me/calendarView/delta?startDateTime={start}&endDateTime={end}"
    cpu, found = process_time(), 0
    while following:
        page = json.loads(pool.request("GET", following, headers=headers).data)
        found += len(page["value"])
        following = page.get("@odata.nextLink")
    assert found >= events
    return process_time() - cpu


@contextmanager
def _graph(events: int) -> Iterator[tuple[str, Connection]]:
    """The fake in a process of its own; what is sent to it changes the calendar."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, events), daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
        ours.send("end")
    finally:
        process.join(10)


def _serve(told: Any, events: int) -> None:
    with FakeGraph() as graph:
        graph.mailbox.put(*calendar(events))
        told.send(graph.url)
        while (said := told.recv()) != "end":
            name = "single-7" if said == "rename one" else "series-7"
            known = graph.mailbox.primary.events[name]
            graph.mailbox.put(known | {"subject": "Renamed", "lastModifiedDateTime": "2026-11-16T07:00:00Z"})
            told.send("done")


def calendar(events: int) -> list[Json]:
    link = {"joinUrl": "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"}
    more: Json = {"body": {"contentType": "html", "content": BODY}, "onlineMeeting": link}
    repeating = events // PER_SERIES
    singles = events - repeating * IN_A_SERIES
    found = [
        an_event(f"single-{number}", NOW + timedelta(minutes=3 * number % (20 * 1440) + 30), **more)
        for number in range(singles)
    ]
    for number in range(repeating):
        series = a_series(f"series-{number}", NOW + timedelta(minutes=7 * number + 60), IN_A_SERIES, **more)
        found += [series, *occurrences_of(series, IN_A_SERIES, timedelta(days=4))]
    return found


if __name__ == "__main__":
    sys.exit(main("microsoft"))
