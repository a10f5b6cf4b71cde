"""One sync, or one reading by the bare libraries, in a process of its own; prints JSON.

amo STATE URL HOURS     the calendar monitor with its real iCalendar reader, tables in memory kept in the file
                        STATE between runs; HOURS after the first sync
libraries FILE          icalendar parses the file, recurring_ical_events works out the same days
"""

import json
import pickle
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import Any, TypeVar
from uuid import uuid4

from bench.calendars import NOW, OWNER

ResultT = TypeVar("ResultT")


READS = frozenset({"feed.fetch", "users.account", "meetings.between", "meetings.get", "copies.get"})


@dataclass
class Tally:
    """``counts`` of calls as ``name.method``, and the processor seconds spent inside those that write or tell."""

    counts: Counter[str] = field(default_factory=Counter)
    writing: float = 0


@dataclass
class Counted:
    """Stands before something and tallies the calls to its methods."""

    real: Any
    name: str
    tally: Tally

    def __getattr__(self, method: str) -> Any:
        attribute = getattr(self.real, method)
        if not callable(attribute):
            return attribute

        call = f"{self.name}.{method}"

        def counted(*arguments: Any, **named: Any) -> Any:
            self.tally.counts[call] += 1
            began = process_time()
            try:
                return attribute(*arguments, **named)
            finally:
                if call not in READS:
                    self.tally.writing += process_time() - began

        return counted


@dataclass
class World:
    """What outlives a sync: the tables, the schedules and the last good copies, all in memory."""

    users: Any
    meetings: Any
    schedules: Any
    copies: Any
    hours: float = 0
    tally: Tally = field(default_factory=Tally)


def sync(state: Path, url: str, hours: float) -> dict[str, Any]:
    from lambdas.calendar_monitor.monitor import SyncRequest
    from lambdas.calendar_monitor.sync import sync_user

    world = pickle.loads(state.read_bytes()) if state.exists() else _new_world(url)
    world.hours, world.tally = hours, Tally()
    monitor = _monitor(world, url.split("/")[2])
    began = process_time()
    report = sync_user(monitor, SyncRequest(user_id="u1"))
    seconds = process_time() - began
    state.write_bytes(pickle.dumps(world))
    assert not report.problems, report.problems
    counts = {**world.tally.counts, "events": len(monitor.bus.published), "fetched": report.fetched}
    return {"seconds": seconds, "writing": world.tally.writing, "counts": counts}


def libraries(file: Path) -> dict[str, Any]:
    import icalendar
    import recurring_ical_events

    body = file.read_bytes()
    began = process_time()
    calendar = icalendar.Calendar.from_ical(body)
    found = recurring_ical_events.of(calendar).between(NOW - timedelta(days=1), NOW + timedelta(days=15))
    return {"seconds": process_time() - began, "counts": {"found": len(found)}}


def _new_world(url: str) -> World:
    from tests.fakes.documents import FakeDocuments
    from tests.fakes.meetings import FakeMeetings
    from tests.fakes.samples import a_connection, a_user
    from tests.fakes.schedules import FakeSchedules
    from tests.fakes.users import FakeUsers

    users = FakeUsers(a_user(email=OWNER, timezone="Europe/Berlin"))
    users.connect("u1", a_connection(address=url))
    return World(users, FakeMeetings(), FakeSchedules(), FakeDocuments())


def _monitor(world: World, origin: str) -> Any:
    from lambdas.calendar_monitor.monitor import Monitor
    from lambdas.calendars import ics, ics_text
    from lambdas.calendars.feed_fetch import FeedFetcher
    from lambdas.domain.meetings import Source
    from lambdas.settings import load_calendar_config, load_meeting_types
    from tests.fakes.bus import FakeBus
    from tests.fakes.channels import FakeNotifier
    from tests.fakes.queues import FakeQueue

    def counted(real: Any, name: str) -> Any:
        return Counted(real, name, world.tally)

    # Where the provider looks it up: what has not changed must not get that far.
    setattr(ics, "split_feed", _counting(ics_text.split_feed, world.tally.counts, "parses"))  # noqa: B010
    fetcher = counted(FeedFetcher(frozenset({origin})), "feed")
    return Monitor(
        users=counted(world.users, "users"),
        meetings=counted(world.meetings, "meetings"),
        schedules=counted(world.schedules, "schedules"),
        due_preps=counted(FakeQueue(), "due_preps"),
        due_preps_arn="arn:aws:sqs:us-east-1:000000000000:amo-due_preps",
        bus=counted(FakeBus(), "bus"),
        notifier=FakeNotifier(),
        providers={Source.ICS: ics.IcsCalendar(counted(world.copies, "copies"), fetcher)},
        types=load_meeting_types(),
        config=load_calendar_config(),
        clock=lambda: NOW + timedelta(hours=world.hours),
        new_id=lambda: uuid4().hex,
    )


def _counting(function: Callable[..., ResultT], counts: Counter[str], name: str) -> Callable[..., ResultT]:
    def counted(*arguments: Any) -> ResultT:
        counts[name] += 1
        return function(*arguments)

    return counted


def main() -> None:
    side, *rest = sys.argv[1:]
    done = sync(Path(rest[0]), rest[1], float(rest[2])) if side == "amo" else libraries(Path(rest[0]))
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main()
