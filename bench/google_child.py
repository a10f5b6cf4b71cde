"""One sync of a Google calendar in a process of its own; prints JSON.

sync STATE URL HOURS    the calendar monitor with its real Google reader, tables in memory kept in the file STATE
                        between runs; HOURS after the first sync
poll URL USERS          everybody's first sync, then a poll of them all in which nothing changed, under the quota's
                        clock: what is waited for is counted, not slept
"""

import json
import pickle
import sys
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import urllib3  # noqa: F401 - what every function has loaded with botocore is not the first reading's to pay

from bench.counted_harness import (
    Counted,
    Harness,
    Tally,
    build_models,
    meetings_written,
    monitor_over,
    new_harness,
    table_writes,
    times_called,
)
from bench.google_events import BEARER, NOW


class OneToken:
    """Everybody's token, good for ever."""

    def access_token(self, user_id: str, _connection: object, *, rejected: str = "") -> str:
        assert not rejected, "the stand-in knows this token"
        return BEARER if user_id == "u1" else f"{BEARER}-{user_id}"


class Timed:
    """A provider, and the processor seconds its readings took."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider
        self.source = provider.source
        self.seconds = 0.0

    def fetch_upcoming_meetings(self, request: Any) -> Any:
        began = process_time()
        try:
            return self._provider.fetch_upcoming_meetings(request)
        finally:
            self.seconds += process_time() - began


class Clock:
    """Time that passes when somebody waits for it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def sync(state: Path, url: str, hours: float) -> dict[str, Any]:
    from lambdas.calendar_monitor.service import SyncRequest
    from lambdas.calendar_monitor.sync import sync_user

    harness = pickle.loads(state.read_bytes()) if state.exists() else _new_harness("u1")
    harness.tally = Tally()
    clock = Clock(NOW + timedelta(hours=hours))
    monitor = _monitor(harness, _calls(url, clock, harness.tally), clock)
    build_models()
    began = process_time()
    report = sync_user(monitor, SyncRequest(user_id="u1"))
    seconds = process_time() - began
    state.write_bytes(pickle.dumps(harness))
    assert not report.problems, report.problems
    (provider,) = monitor.providers.values()
    return {"seconds": seconds, "reading": provider.seconds, "counts": _counts(harness.tally, report.requests)}


def poll(url: str, users: int) -> dict[str, Any]:
    from lambdas.calendar_monitor.service import SyncRequest
    from lambdas.calendar_monitor.sync import sync_user

    clock, tally = Clock(NOW), Tally()
    calls = _calls(url, clock, tally)
    monitors = {}
    for name in (f"p{number}" for number in range(users)):
        harness = _new_harness(name)  # tables of one's own: on AWS others' rows cost nobody anything
        harness.tally = tally
        monitors[name] = _monitor(harness, calls, clock)
    parts: dict[str, Any] = {}
    for part in ("first", "unchanged"):
        tally.counts.clear()
        clock.now = NOW + timedelta(hours=2 * len(parts))
        began, at = process_time(), clock.now
        reports = [sync_user(monitor, SyncRequest(user_id=name)) for name, monitor in monitors.items()]
        assert not any(report.problems for report in reports)
        parts[part] = {
            "seconds": process_time() - began,
            "minutes": (clock.now - at).total_seconds() / 60,
            "counts": _counts(tally, sum(report.requests for report in reports)),
        }
    return parts


def _new_harness(name: str) -> Harness:
    from lambdas.domain.kernel.source import Source
    from tests.fakes.samples import a_connection, a_user

    return new_harness(a_user(name), a_connection(source=Source.GOOGLE, address="primary"))


def _calls(url: str, clock: Clock, tally: Tally) -> Any:
    from lambdas.calendars.google.api import GoogleApi
    from lambdas.calendars.google.calls import GoogleCalls
    from lambdas.calendars.quota import Quota
    from lambdas.config_files import load_calendar_config
    from lambdas.domain.kernel.source import Source
    from lambdas.outbound.json_http import JsonHttp
    from tests.fakes.stores import FakeRateLimits

    per_minute = load_calendar_config().providers[Source.GOOGLE].rate_limit.requests_per_minute
    buckets = Counted(FakeRateLimits(), "rate_limits", tally)
    quota = Quota(buckets, Source.GOOGLE.value, per_minute, clock, clock.seconds, clock.sleep)
    return GoogleCalls(GoogleApi(JsonHttp(url)), OneToken(), quota, clock.sleep)


def _monitor(harness: Harness, calls: Any, clock: Clock) -> Any:
    from lambdas.calendars.google.provider import GoogleCalendar
    from lambdas.calendars.merged_copies import MergedCopies

    copies = MergedCopies(harness.counted(harness.copies, "copies"))
    return monitor_over(harness, Timed(GoogleCalendar(calls, copies)), clock)


def _counts(tally: Tally, requests: int) -> dict[str, int]:
    return {
        "requests": requests,
        "meetings written": meetings_written(tally.counts),
        "writes": table_writes(tally.counts),
        "copies written": times_called(tally.counts, "copies.put"),
        "draws on the quota": times_called(tally.counts, "rate_limits.take"),
    }


def main() -> None:
    side, *rest = sys.argv[1:]
    done = sync(Path(rest[0]), rest[1], float(rest[2])) if side == "sync" else poll(rest[0], int(rest[1]))
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main()
