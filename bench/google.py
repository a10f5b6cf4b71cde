"""Google calendars: reading 10,000 events, a poll of 1,000 users, and a change that Google tells of; beside gcsa."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.effort import Effort
from bench.figures import Figure, Result, middle
from bench.google_events import AGENDA, BEARER, NOW, OWNER, change_one, fortnight, serving, years
from bench.instance import Instance, coming_meetings, instance, wait_for
from bench.running import main
from cli.commands import sync as sync_command
from cli.installation import ROOT, install_bench
from cli.local.fake_identity import FakeIdentity
from cli.local.google_fake.pushing import Pushing
from cli.local.google_fake.recurrence import Event
from cli.local.google_fake.server import GoogleFake
from cli.local.google_fake.service import GoogleService
from cli.stand_ins import GOOGLE
from lambdas.config_files import load_calendar_config
from lambdas.domain.kernel.source import Source

ROUNDS = 3
USERS = 1000
QUICK_USERS = 20
EVENTS_EACH = 40
CHANGES = 20
BURST = 50
QUIET_SECONDS = 4
PATIENCE = 180
MEASURED = Path(__file__).with_name("measured.py")
PEER = Path(__file__).parent / "peers" / "gcsa_listing.py"
CALENDARS: Mapping[str, Callable[[], list[Event]]] = {
    "10,000 events, twenty a week": lambda: years(10_000),
    "10,000 in the fortnight": lambda: fortnight(10_000),
}
QUICK_CALENDARS: Mapping[str, Callable[[], list[Event]]] = {"1,000 in the fortnight": lambda: fortnight(1_000)}
METHOD = f"""Events of two to nine guests in the stand-in for Google Calendar (sync tokens, pages of at most 2,500),
over loopback. The calendar monitor with its real reading, classifying and comparing runs over tables, copies, quota,
schedules and bus in memory, which count their calls: at first, again two hours later, and after one event was moved and
renamed; each in a fresh process with its models built, {ROUNDS} rounds, medians of processor time. Beside the first
reading alone (listing, keeping the copy, making meetings) stands gcsa, which lists the same days of the same server as
objects of its own and keeps nothing. A poll of {USERS:,} users with {EVENTS_EACH} events each under the default quota
of config/calendar.yaml: waiting is counted on a clock of its own. Then a whole AMO on the embedded engine, connected to
the stand-in by its consent page: {CHANGES} changes, one after the other, each timed from the change in Google to the
row in the meetings table (two seconds of it are the queue's delay, in which a burst becomes one sync), and {BURST} at
once."""


@dataclass(frozen=True, slots=True)
class Taken:
    seconds: float
    megabytes: float
    own: dict[str, Any]


def measure(effort: Effort) -> Result:
    figures: list[Figure] = []
    for name, make in effort.of(CALENDARS, QUICK_CALENDARS).items():
        effort.say(name)
        figures += _calendar(name, make(), effort.of(ROUNDS, 1))
    effort.say("the poll")
    figures += _poll(effort.of(USERS, QUICK_USERS))
    if not effort.is_quick:  # Google's address is one for a whole engine, and a quick run shares its engine
        effort.say("changes that Google tells of")
        figures += _pushed()
    return Result(METHOD, figures)


def _calendar(name: str, events: Sequence[Event], how_often: int) -> Iterator[Figure]:
    rounds = [_round(list(events)) for _ in range(how_often)]

    def of(part: str, what: Callable[[Taken], float]) -> float:
        return middle([what(one[part]) for one in rounds])

    first, peer = of("first", lambda taken: taken.own["reading"]), of("peer", lambda taken: taken.own["seconds"])
    beside = f"{first:.2f} s beside {peer:.2f} s for {rounds[-1]['peer'].own['found']:,} events"
    yield Figure(f"{name}: read at first, beside gcsa's listing", first / peer, "times", beside=beside)
    yield Figure(f"{name}: first", of("first", lambda taken: taken.own["seconds"]), "s")
    again = of("unchanged", lambda taken: taken.own["seconds"])
    yield Figure(f"{name}: unchanged", again * 1000, "ms")
    yield Figure(f"{name}: one changed", of("changed", lambda taken: taken.own["seconds"]), "s")
    whole = of("peer", lambda taken: taken.seconds)
    yield Figure(f"{name}: first, whole process", of("first", lambda t: t.seconds), "s", beside=f"gcsa {whole:.2f} s")
    memory = of("peer", lambda taken: taken.megabytes)
    yield Figure(f"{name}: peak memory", of("first", lambda t: t.megabytes), "MB", beside=f"gcsa {memory:.0f} MB")
    bars = {
        "unchanged": {"requests": 1, "writes": 0, "copies written": 0, "meetings written": 0},
        "changed": {"requests": 1, "writes": 3, "copies written": 1, "meetings written": 1},
    }
    for part in ("first", "unchanged", "changed"):
        for what, value in rounds[-1][part].own["counts"].items():
            yield Figure(f"{name}: {part}, {what}", value, "", bars.get(part, {}).get(what))


def _round(events: list[Event]) -> dict[str, Taken]:
    fake = serving(events)
    window = ((NOW - timedelta(days=1)).isoformat(), (NOW + timedelta(days=15)).isoformat())
    try:
        with tempfile.TemporaryDirectory() as folder:
            state = str(Path(folder) / "state")
            first = _run(folder, "sync", state, fake.url, "0")
            unchanged = _run(folder, "sync", state, fake.url, "2")
            peer = _peer(folder, fake.url, *window)
            change_one(fake)
            return {
                "first": first,
                "unchanged": unchanged,
                "changed": _run(folder, "sync", state, fake.url, "4"),
                "peer": peer,
            }
    finally:
        fake.stop()


def _poll(users: int) -> Iterator[Figure]:
    fake = serving([])
    for number in range(users):
        calendar = fake.service.add_account(f"p{number}@example.com", bearer=f"{BEARER}-p{number}")
        for event in fortnight(EVENTS_EACH):
            calendar.put(event, NOW)
    try:
        with tempfile.TemporaryDirectory() as folder:
            parts = _run(folder, "poll", fake.url, str(users)).own
    finally:
        fake.stop()
    name = f"{users:,} users' poll"
    for part, taken in parts.items():
        bars = {"requests": users, "writes": 0, "copies written": 0} if part == "unchanged" else {}
        yield Figure(f"{name}: {part}, processor time a user", taken["seconds"] / users * 1000, "ms")
        yield Figure(
            f"{name}: {part}, waiting for the quota",
            taken["minutes"],
            "min",
            beside=f"{_per_minute():,} requests a minute",
        )
        for what, value in taken["counts"].items():
            yield Figure(f"{name}: {part}, {what}", value, "", bars.get(what))


def _per_minute() -> int:
    return load_calendar_config().providers[Source.GOOGLE].rate_limit.requests_per_minute


def _pushed() -> Iterator[Figure]:
    with instance(coming_meetings(1)) as amo:
        pushing = Pushing()
        fake = GoogleFake(GoogleService(tell=pushing.tell))
        calendar = fake.service.add_account(OWNER, bearer=BEARER)
        for number in range(EVENTS_EACH):
            calendar.put(_coming(number, "Roadmap"), datetime.now(UTC))
        fake.identity = FakeIdentity(fake.service.let_in, fake.issuer, OWNER, BEARER)
        fake.start()
        try:
            GOOGLE.connect_at(amo.stage, fake.issuer)
            sync_command.sync_now(amo.stage)
            wait_for(lambda: len(fake.service.channels) == 1 and _is_quiet(fake), PATIENCE)
            _until_stored(amo, fake, CHANGES)  # starts the functions
            seconds = sorted(_until_stored(amo, fake, number) for number in range(CHANGES))
            yield Figure("a change until it is stored, median", middle(seconds), "s")
            yield Figure("a change until it is stored, p95", seconds[round(0.95 * len(seconds)) - 1], "s", 5)
            time.sleep(3)
            asked = fake.service.calls["events.list"]
            for number in range(BURST):
                _change(fake, number % EVENTS_EACH, f"Burst {number}")
            wait_for(lambda: f"Burst {BURST - 1}" in _titles(amo), PATIENCE)
            time.sleep(5)
            yield Figure(f"{BURST} changes at once: syncs", fake.service.calls["events.list"] - asked, "", 2)
            pushing.finish()
            refused = sum(status != 200 for status in pushing.answers)
            yield Figure("notices not accepted", refused, "", 0, beside=f"{len(pushing.answers)} delivered")
        finally:
            fake.stop()


def _is_quiet(fake: GoogleFake) -> bool:
    """Says whether the syncs of connecting are over: each opens its own channel, and only the last one's is heard."""
    before = fake.service.calls.copy()
    time.sleep(QUIET_SECONDS)
    return fake.service.calls == before


def _until_stored(amo: Instance, fake: GoogleFake, number: int) -> float:
    title = f"Changed {number}"
    began = time.perf_counter()
    _change(fake, number, title)
    wait_for(lambda: title in _titles(amo), PATIENCE)
    return time.perf_counter() - began


def _change(fake: GoogleFake, number: int, title: str) -> None:
    fake.service.put(OWNER, "primary", _coming(number, title))


def _titles(amo: Instance) -> set[str]:
    return {tracked.meeting.title for tracked in amo.coming()}


def _coming(number: int, title: str) -> Event:
    """Too far ahead to be due."""
    start = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=5, hours=number)
    return {
        "id": f"c{number:04}",
        "summary": title,
        "description": AGENDA,
        "start": {"dateTime": start.isoformat()},
        "end": {"dateTime": (start + timedelta(minutes=45)).isoformat()},
        "attendees": [{"email": each, "responseStatus": "accepted"} for each in (OWNER, "ann@example.com")],
    }


def _run(folder: str, *arguments: str) -> Taken:
    return _taken(folder, Path(sys.executable), "bench.google_child", arguments, str(ROOT))


def _peer(folder: str, url: str, start: str, end: str) -> Taken:
    return _taken(folder, install_bench(), PEER.stem, (url, BEARER, start, end), str(PEER.parent))


def _taken(folder: str, python: Path, module: str, arguments: Sequence[str], path: str) -> Taken:
    out = Path(folder) / "taken.json"
    environment = {"PATH": os.defpath, "PYTHONPATH": path, "HOME": folder, "LANG": "C.UTF-8", "TZ": "UTC"}
    command = [str(python), "-P", str(MEASURED), str(out), module, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} ended with {done.returncode}: {done.stderr[-2000:]}")
    whole = json.loads(out.read_text())
    return Taken(whole["seconds"], whole["megabytes"], json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main("google"))
