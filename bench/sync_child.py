"""One sync, or one reading by the bare libraries, in a process of its own; prints JSON.

amo STATE URL HOURS     the calendar monitor with its real iCalendar reader, tables in memory kept in the file
                        STATE between runs; HOURS after the first sync
libraries FILE          icalendar parses the file, recurring_ical_events works out the same days
"""

import encodings.idna  # noqa: F401 - every function has looked up an address of AWS before it reads a feed
import json
import pickle
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import Any, TypeVar

from bench.calendars import NOW, OWNER
from bench.counted_harness import Harness, Tally, build_models, monitor_over, new_harness

ResultT = TypeVar("ResultT")


def sync(state: Path, url: str, hours: float) -> dict[str, Any]:
    from lambdas.calendar_monitor.service import SyncRequest
    from lambdas.calendar_monitor.sync import sync_user

    harness = pickle.loads(state.read_bytes()) if state.exists() else _new_harness(url)
    harness.hours, harness.tally = hours, Tally()
    monitor = _monitor(harness, url.split("/")[2])
    build_models()
    monitor.rules.fingerprint  # noqa: B018 - a function has compared it since its first call
    began = process_time()
    report = sync_user(monitor, SyncRequest(user_id="u1"))
    seconds = process_time() - began
    state.write_bytes(pickle.dumps(harness))
    assert not report.problems, report.problems
    counts = {**harness.tally.counts, "events": len(monitor.bus.published), "fetched": report.fetched}
    return {"seconds": seconds, "writing": harness.tally.writing, "counts": counts}


def libraries(file: Path) -> dict[str, Any]:
    import icalendar
    import recurring_ical_events

    body = file.read_bytes()
    began = process_time()
    calendar = icalendar.Calendar.from_ical(body)
    found = recurring_ical_events.of(calendar).between(NOW - timedelta(days=1), NOW + timedelta(days=15))
    return {"seconds": process_time() - began, "counts": {"found": len(found)}}


def _new_harness(url: str) -> Harness:
    from tests.fakes.samples import a_connection, a_user

    return new_harness(a_user(email=OWNER, timezone="Europe/Berlin"), a_connection(address=url))


def _monitor(harness: Harness, origin: str) -> Any:
    from lambdas.calendars.ics import feed_body
    from lambdas.calendars.ics import provider as ics
    from lambdas.calendars.ics.feed_fetch import FeedFetcher

    split_feed = getattr(feed_body, "split_feed")  # noqa: B009 - looked up here, or the count is of nothing
    setattr(feed_body, "split_feed", _counting(split_feed, harness.tally.counts, "parses"))  # noqa: B010
    fetcher = harness.counted(FeedFetcher(frozenset({origin})), "feed")
    provider = ics.IcsCalendar(harness.counted(harness.copies, "copies"), fetcher)
    return monitor_over(harness, provider, lambda: NOW + timedelta(hours=harness.hours))


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
