"""Ten thousand schedules of faults over the whole app, and WF-4's figures while one call in five fails."""

import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from bench.effort import Effort
from bench.figures import Figure, Result, percentile
from bench.running import main
from bench.storm import Weathered, weather
from lambdas.domain.meetings.tracked_meeting import PrepStatus

SCHEDULES = int(os.environ.get("AMO_SCHEDULES", "10000"))
STEPS = 40
TOGETHER = 250
"""Schedules of one process's turn; each turn is drawn anew."""
PREPARATIONS = 2_000
CROWD, CROWD_AT_ONCE = 400, 20
"""Meetings of one person that are all due at once: one line of messages, in which each that fails holds up the rest."""
RATE = 0.2
SEED = 20261120
QUICK_SCHEDULES, QUICK_PREPARATIONS, QUICK_CROWD = 60, 60, 40
PROMISED_TO = 0.95
"""The share of people who are told within the bar: the rest met the same fault again and again."""
BARS = {"completed": 98.0, "failed": 1.0, "notified within": 30.0}
QUICK_BARS = {"notified within": 30.0}
"""Of so few one that fails is more than the share that may."""
METHOD = f"""The real handlers on in-memory fakes that pass the real stores' contracts, with queues, bus, timers and
the state machine's own definition between them. Schedules: hypothesis draws up to {STEPS} steps (deliveries in any
order and twice, edits, answers, sweeps, switches, clock jumps, kills of the engine) and, for each, calls that are
throttled, lost, repeated, half done, the process killed before or after them, or something else done meanwhile; then
everything must come to rest by itself. WF-4: {PREPARATIONS} preparations, each of another person, every function and
answer failing with the chance {RATE:.0%} at a random call, half of them killed, half told that AWS was busy; on a clock
that waits as long as AWS would (retries, a failed message shown again when its function asks for it, that of a killed
one when the hold it is under ends, or the queue's own time where it died before it held it, those behind it in order;
the sweeper's minute); people answer once they are told, and functions take no time: `latency` has those."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A tally of what one process's schedules went through, and the promise one of them broke."""

    tally: Counter[str]
    broken: str = ""


def measure(effort: Effort) -> Result:
    began, schedules = time.monotonic(), effort.of(SCHEDULES, QUICK_SCHEDULES)
    bars = effort.of(BARS, QUICK_BARS)
    crowded, together = effort.of(CROWD, QUICK_CROWD), min(TOGETHER, schedules // 2)
    with ProcessPoolExecutor(initializer=logging.disable, initargs=(logging.CRITICAL,)) as pool:
        storm = pool.submit(weather, effort.of(PREPARATIONS, QUICK_PREPARATIONS), 1, RATE, SEED)
        crowd = pool.submit(weather, crowded, CROWD_AT_ONCE, RATE, SEED)
        turns = list(_told(pool.map(_turn, [together] * (schedules // together)), schedules // together, effort))
        parts = (
            _schedules(turns, schedules),
            _weathered(storm.result(), bars),
            _crowded(crowd.result(), crowded, bars),
        )
        figures = [figure for part in parts for figure in part]
    return Result(METHOD, [*figures, Figure("all of it took", time.monotonic() - began, "s")])


def _told(turns: Iterator[Turn], of: int, effort: Effort) -> Iterator[Turn]:
    for number, turn in enumerate(turns, start=1):
        effort.say(f"turn {number} of {of}")
        yield turn


def _turn(count: int) -> Turn:
    from tests.faults.schedules import FaultSchedule, run_schedules

    FaultSchedule.tally.clear()
    try:
        run_schedules(count, STEPS)
    except AssertionError as broken:
        return Turn(Counter(FaultSchedule.tally), str(broken).splitlines()[0])
    return Turn(Counter(FaultSchedule.tally))


def _schedules(turns: list[Turn], wanted: int) -> Iterator[Figure]:
    tally = sum((turn.tally for turn in turns), Counter[str]())
    broken = [turn.broken for turn in turns if turn.broken]
    yield Figure("schedules", tally["schedules"], "", wanted, at_least=True)
    yield Figure("schedules with a duplicate, a loss or no end", len(broken), "", 0, beside="; ".join(broken)[:300])
    for what in ("faults", "runs", "notices", "answers"):
        yield Figure(f"{what} in them", tally[what], "")


def _weathered(weathered: list[Weathered], bars: Mapping[str, float]) -> Iterator[Figure]:
    ended = Counter(status for one in weathered for status in one.statuses)
    waits = [seconds for one in weathered for seconds in one.notified_after]
    struck = sum(one.struck for one in weathered) / sum(one.functions for one in weathered)
    total = ended.total()
    yield Figure("calls that failed", 100 * struck, "%")
    yield Figure(
        "preparations completed", 100 * ended[PrepStatus.READY] / total, "%", bars.get("completed"), at_least=True
    )
    yield Figure("preparations failed", 100 * ended[PrepStatus.FAILED] / total, "%", bars.get("failed"))
    untold = 100 * (total - len(waits)) / total
    yield Figure("preparations whose beginning nobody was told", untold, "%", bars.get("failed"))
    for name, share in {"p50": 0.5, "p80": 0.8, "p90": 0.9, "p95": 0.95, "p99": 0.99}.items():
        bar = bars["notified within"] if share <= PROMISED_TO else None
        yield Figure(f"event to notification, {name}", percentile(waits, share), "s", bar)


def _crowded(weathered: list[Weathered], crowd: int, bars: Mapping[str, float]) -> Iterator[Figure]:
    waits = [seconds for one in weathered for seconds in one.notified_after]
    untold = 100 * (crowd - len(waits)) / crowd
    for name, share in {"p50": 0.5, "p95": 0.95}.items():
        yield Figure(f"{CROWD_AT_ONCE} meetings of one person at once, {name}", percentile(waits, share), "s")
    yield Figure(f"{CROWD_AT_ONCE} meetings of one person at once: nobody told", untold, "%", bars.get("failed"))


if __name__ == "__main__":
    sys.exit(main("faults"))
