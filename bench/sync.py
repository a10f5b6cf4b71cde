"""Reading calendars of 100 to 10,000 events: at first, unchanged, with one change; beside vdirsyncer and the floor."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.calendars import Feeds, busy_life, crowded_fortnight
from bench.counted_harness import TABLE_READS, meetings_written, table_writes, times_called
from bench.effort import Effort
from bench.feed_server import FeedServer, serving
from bench.figures import Figure, Result, middle
from bench.running import main
from cli.installation import ROOT, install_bench

MEASURED = Path(__file__).with_name("measured.py")
ROUNDS = 3
CALENDARS: Mapping[str, Callable[[], Feeds]] = {
    "100 events": lambda: busy_life(100),
    "1,000 events": lambda: busy_life(1_000),
    "10,000 events": lambda: busy_life(10_000),
    "1,000 in a fortnight": lambda: crowded_fortnight(1_000),
}
QUICK_CALENDARS = ("100 events",)
METHOD = f"""A calendar of twenty events a week, a tenth of them series, two to nine attendees each, served over
loopback with an entity tag; and, as the worst case, 1,000 events all within the fortnight that is read. The calendar
monitor with its real fetching, reading, classifying and comparing runs over tables, schedules, bus and queue in memory,
which count their calls: at first, again two hours later, and after one meeting was moved and renamed. The floor is bare
icalendar parsing plus recurring_ical_events over the same days. vdirsyncer syncs the same feed into a folder of files.
Each in a fresh process, as a function is after its first call: modules imported, models built, the rules' fingerprint
known, and the codec of host names loaded (sync_child.py); in turn, {ROUNDS} rounds, medians of processor time.
Beside the floor stands everything of ours but the writing (calls to tables, schedules, bus, queue and copies);
vdirsyncer's writing is in its time. Peak memory and whole processes include interpreter and imports. Reads and writes
are calls to the tables of users, calendars and meetings; a moved meeting is written and settled, and the calendar noted
as half stored before and as read after: four."""

VDIRSYNCER = """[general]
status_path = "{folder}/status/"
[pair feed]
a = "remote"
b = "local"
collections = null
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{folder}/files"
fileext = ".ics"
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """The cost of one process: the whole of it, its work alone, the writing in that, and its counts."""

    whole_seconds: float
    megabytes: float
    seconds: float = 0
    writing: float = 0
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """The three syncs of one side."""

    first: Taken
    unchanged: Taken
    changed: Taken


def measure(effort: Effort) -> Result:
    names = effort.of(tuple(CALENDARS), QUICK_CALENDARS)
    figures = [figure for name in names for figure in _figures_of(name, CALENDARS[name](), effort)]
    return Result(METHOD, figures)


def _figures_of(name: str, feeds: Feeds, effort: Effort) -> Iterator[Figure]:
    ours, peers, floors = [], [], []
    python = install_bench()
    for number in range(effort.of(ROUNDS, 1)):
        effort.say(f"{name}, round {number + 1} of {effort.of(ROUNDS, 1)}")
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(serving(feeds.body))
            ours.append(_amo(folder, server, feeds))
            floors.append(_libraries(folder, feeds))
            peers.append(_vdirsyncer(python, folder, server, feeds))
    megabytes = f", {len(feeds.body) / 1024**2:.1f} MB"
    yield from _times(name + megabytes, ours, peers, floors)
    yield from _counts(name, ours[-1])


def _times(name: str, ours: Sequence[Round], peers: Sequence[Round], floors: Sequence[Taken]) -> Iterator[Figure]:
    first, again = _middle(ours, "first", "seconds"), _middle(ours, "unchanged", "seconds")
    floor = middle([taken.seconds for taken in floors])
    reading = first - _middle(ours, "first", "writing")
    beside = f"{reading:.2f} s (with writing {first:.2f} s) beside {floor:.2f} s"
    yield Figure(f"{name}: first beside the floor", reading / floor, "times", 1.3, beside=beside)
    yield Figure(f"{name}: unchanged, share of first", again / first, "", 1 / 20, beside=f"{again * 1000:.1f} ms")
    yield Figure(f"{name}: one changed", _middle(ours, "changed", "seconds"), "s")
    for part in ("first", "unchanged", "changed"):
        beside = f"vdirsyncer {_middle(peers, part, 'whole_seconds'):.2f} s"
        yield Figure(f"{name}: {part}, whole process", _middle(ours, part, "whole_seconds"), "s", beside=beside)
    peak, peer = _middle(ours, "first", "megabytes"), _middle(peers, "first", "megabytes")
    bare = middle([taken.megabytes for taken in floors])
    yield Figure(f"{name}: peak memory", peak, "MB", beside=f"vdirsyncer {peer:.0f} MB, libraries {bare:.0f} MB")


def _counts(name: str, last: Round) -> Iterator[Figure]:
    for part, taken in (("first", last.first), ("unchanged", last.unchanged), ("one changed", last.changed)):
        counts = taken.counts
        bars = {"requests": 1, "parses": 0, "writes": 0, "events": 0} if part == "unchanged" else {}
        bars |= {"meetings written": 1} if part == "one changed" else {}
        for what, value in _tally(counts).items():
            yield Figure(f"{name}: {part}, {what}", value, "", bars.get(what))


def _tally(counts: Mapping[str, int]) -> dict[str, int]:
    return {
        "requests": times_called(counts, "feed.fetch"),
        "parses": times_called(counts, "parses"),
        "reads": times_called(counts, *TABLE_READS),
        "writes": table_writes(counts),
        "meetings written": meetings_written(counts),
        "events": times_called(counts, "events"),
    }


def _middle(rounds: Sequence[Round], part: str, what: str) -> float:
    return middle([getattr(getattr(one, part), what) for one in rounds])


def _amo(folder: Path, server: FeedServer, feeds: Feeds) -> Round:
    def sync(hours: int) -> Taken:
        arguments = ("amo", str(folder / "state"), server.url, str(hours))
        return _run(Path(sys.executable), folder, "bench.sync_child", *arguments, path=str(ROOT))

    first, asked = sync(0), server.answered_unchanged
    unchanged = sync(2)
    assert server.answered_unchanged == asked + 1, "the request was not conditional"
    server.body = feeds.changed
    changed = sync(4)
    server.body = feeds.body
    return Round(first, unchanged, changed)


def _libraries(folder: Path, feeds: Feeds) -> Taken:
    file = folder / "feed.ics"
    file.write_bytes(feeds.body)
    return _run(Path(sys.executable), folder, "bench.sync_child", "libraries", str(file), path=str(ROOT))


def _vdirsyncer(python: Path, folder: Path, server: FeedServer, feeds: Feeds) -> Round:
    config = folder / "vdirsyncer"
    config.write_text(VDIRSYNCER.format(folder=folder, url=server.url))
    (folder / "files").mkdir()

    def run(*arguments: str) -> Taken:
        return _run(python, folder, "vdirsyncer", "--verbosity", "ERROR", "--config", str(config), *arguments)

    run("discover")
    first, unchanged = run("sync"), run("sync")
    server.body = feeds.changed
    return Round(first, unchanged, run("sync"))


def _run(python: Path, folder: Path, module: str, *arguments: str, path: str = "") -> Taken:
    out = folder / "taken.json"
    environment = {"PATH": os.defpath, "PYTHONPATH": path, "HOME": str(folder), "LANG": "C.UTF-8"}
    command = [str(python), "-P", str(MEASURED), str(out), module, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} ended with {done.returncode}: {done.stderr[-2000:]}")
    whole = json.loads(out.read_text())
    own = json.loads(done.stdout) if path else {}
    return Taken(whole["seconds"], whole["megabytes"], **own)


if __name__ == "__main__":
    sys.exit(main("sync"))
