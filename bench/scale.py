"""100,000 users with 20 meetings a week: the standing figures, and a peak day simulated against AWS's quotas."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path

import yaml

from bench.billing import MEGABYTES_OF_A_CORE, SPECS
from bench.effort import Effort
from bench.figures import Figure, Result
from bench.record import recorded
from bench.running import main
from lambdas.calendars.ics.feed_pace import Pace
from lambdas.calendars.quota import MAX_OF_A_USER
from lambdas.config_files import load_calendar_config
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_config import CalendarConfig
from lambdas.errors import Refused
from lambdas.store.mailbox_turns import PLACES
from lambdas.store.rate_limits import MINUTE, REFILLED
from stacks.stage import SHARES

USERS, MEETINGS_A_WEEK, WORKDAYS = 100_000, 20, 5
DAYS_SCHEDULED_AHEAD = 15
A_DAY = 24 * 3600
ZONES = {-8.0: 0.15, -5.0: 0.25, 0.0: 0.15, 1.0: 0.2, 5.5: 0.15, 8.0: 0.1}
"""Hours from UTC, and the share of users there."""
SLOTS = {hour + half: 1.0 if half else 2.0 for hour in range(9, 17) for half in (0.0, 0.5)}
"""Local starts of meetings: twice as many on the hour as on the half."""
FLEXIBLE_SECONDS = 15 * 60
FED_BY_QUEUES = ("announce_due_prep", "start_prep")
BEFORE_THE_CHAT = (
    "load_meeting", "budget", "big_rocks", "incidents", "staffing", "decisions", "history",
    "send_prep_notification", "wait_for_chat_completion",
)  # fmt: skip
TRANSITIONS_BEFORE_THE_CHAT = len(BEFORE_THE_CHAT) + 2
"""And the Choice and the Parallel state."""
METHOD = f"""{USERS:,} users with {MEETINGS_A_WEEK} meetings a week, every one prepared, in {len(ZONES)} time zones,
{WORKDAYS} workdays, starts on the hour and half hour from 9 to 17 local time; a preparation is due exactly so many
hours before, so that triggers come in bursts. Second by second through a day each stage takes what its capacity allows
and queues the rest: timers fire, announce_due_prep, start_prep, StartExecution, the states before the conversation.
Milliseconds are those recorded by the cost bench on this machine, scaled to the functions' share of a core; quotas are
in quotas.yaml. A quiet sync takes what was measured and what a provider is assumed to take; paces are counted as if
everybody were at one of them. Delay: from the trigger to the conversation's opening. A simulation, not a measurement of
AWS."""


@dataclass
class Stage:
    """Takes at most ``rate`` a second, plus what it saved up to ``burst`` while there was less to do."""

    name: str
    rate: float
    burst: float = 0
    waiting: float = 0
    most_waiting: float = 0
    saved: float = field(init=False, default=0)

    def pass_on(self, arriving: float) -> float:
        self.waiting += arriving
        allowed = self.rate + self.saved
        done = min(self.waiting, allowed)
        self.saved = min(self.burst, allowed - done)
        self.waiting -= done
        self.most_waiting = max(self.most_waiting, self.waiting)
        return done


@dataclass(frozen=True)
class Day:
    arrived: Sequence[float]
    left: Sequence[float]
    stages: Sequence[Stage]

    def delay(self, share: float) -> float:
        """Seconds that this share of all preparations waited at most."""
        delays = sorted(self._delays())
        return delays[min(len(delays) - 1, int(share * len(delays)))]

    @property
    def narrowest(self) -> str:
        return max(self.stages, key=lambda stage: stage.most_waiting).name

    def _delays(self) -> Iterator[float]:
        """Of every thousandth preparation, first come first served."""
        come, gone = list(accumulate(self.arrived)), list(accumulate(self.left))
        arrival = departure = 0
        for number in range(0, int(come[-1]), 1000):
            while come[arrival] <= number:
                arrival += 1
            while gone[departure] <= number:
                departure += 1
            yield max(0, departure - arrival)


def measure(_effort: Effort) -> Result:
    return Result(METHOD, [*_standing(), *_days()])


def _standing() -> Iterator[Figure]:
    week = USERS * MEETINGS_A_WEEK
    a_day = week / WORKDAYS
    schedules = week / 7 * DAYS_SCHEDULED_AHEAD + 3 * a_day
    yield Figure("standing schedules (preparations, timers, reminders)", schedules, "", quotas()["schedules"])
    yield Figure("open executions, nobody answering for a day", a_day, "", quotas()["executions_open"])
    yield from _syncs(load_calendar_config(), _seconds("sync_user_now") + quotas()["provider_seconds"])
    yield Figure("a month's bill, all meetings warm", _usd() * week * 52 / 12, "USD", beside=f"{_usd():.2g} USD each")


def _syncs(calendars: CalendarConfig, seconds: float) -> Iterator[Figure]:
    """Of quiet calendars, as if all 100,000 were feeds of one host, or all at Google. ``seconds``: of one sync."""
    syncs = USERS / (calendars.sync_interval_hours * 3600)
    at_once = SPECS["sync_user"].concurrency
    share = quotas()["functions_at_once"] / SHARES
    paces = {"one host of feeds": feed_pace(calendars), "Google": google_pace(calendars)}
    yield Figure("quiet syncs, beside the functions that do them", syncs, "a second", at_once / seconds)
    for whose, pace in paces.items():
        yield Figure(f"quiet syncs, beside the pace of {whose}", syncs, "a second", pace)
    yield Figure("a poll of everybody", USERS / min(at_once / seconds, *paces.values()) / 3600, "hours", 2)
    for users in (1_000, 10_000, USERS):
        needed = users / USERS * syncs * seconds
        yield Figure(f"syncs at once that {users:,} users need", needed, "", at_once, beside=f"{seconds:.2f} s each")
    yield Figure("syncs at once at the most, of the account's functions", at_once, "", share)
    asked = calendars.providers[Source.GOOGLE].rate_limit.requests_per_minute
    yield Figure("Google asked, the whole project", asked, "a minute", quotas()["google_requests"])
    yield Figure("Google asked, for one user", MAX_OF_A_USER, "a minute", quotas()["google_requests_of_a_user"])
    yield Figure("Microsoft asked, one mailbox", PLACES, "at once", quotas()["microsoft_requests_at_once"])
    yield Figure("Microsoft asked, if all are there", syncs, "a second", quotas()["microsoft_requests"])


def feed_pace(calendars: CalendarConfig) -> float:
    """Requests a second to one host, of all syncs that may run at once: each process keeps a pace of its own."""
    pace = Pace(calendars.requests_per_minute(Source.ICS))
    return calendars.most_at_once * pace.a_minute / MINUTE


def google_pace(calendars: CalendarConfig) -> float:
    """As fast as the count that all functions share fills up again."""
    return calendars.providers[Source.GOOGLE].rate_limit.requests_per_minute * REFILLED / MINUTE


def _days() -> Iterator[Figure]:
    triggers = _triggers()
    yield Figure("triggers at the busiest second", max(triggers), "")
    scenarios: Mapping[str, tuple[Sequence[float], int | None]] = {
        "queues emptied by ten functions": (triggers, 10),
        "as deployed": (triggers, None),
        "timers spread over 15 min": (_spread(triggers), None),
    }
    for name, (arriving, concurrency) in scenarios.items():
        day = _simulated(arriving, concurrency)
        for share in (0.5, 0.95, 1.0):
            beside = f"longest queue: {day.narrowest}" if share == 1.0 else ""
            yield Figure(f"{name}: delay of {share:.0%}", day.delay(share), "s", beside=beside)


def _simulated(arriving: Sequence[float], concurrency: int | None) -> Day:
    limits = quotas()
    in_flight = limits["functions_at_once"] - sum(concurrency or SPECS[name].concurrency for name in FED_BY_QUEUES)
    stages = [
        Stage("timers", limits["schedules_fired"]),
        *(Stage(name, (concurrency or SPECS[name].concurrency) / _seconds(name)) for name in FED_BY_QUEUES),
        Stage("StartExecution", limits["executions_started"], limits["executions_started_at_once"]),
        Stage("state transitions", limits["state_transitions"] / TRANSITIONS_BEFORE_THE_CHAT),
        Stage("Lambda concurrency", in_flight / sum(map(_seconds, BEFORE_THE_CHAT))),
    ]
    left = []
    for amount in (*arriving, *[0.0] * A_DAY):
        for stage in stages:
            amount = stage.pass_on(amount)
        left.append(amount)
    return Day(arriving, left, stages)


def _triggers() -> list[float]:
    """Counts how many fall due in each second of a day (UTC)."""
    due = [0.0] * A_DAY
    a_day = USERS * MEETINGS_A_WEEK / WORKDAYS
    weight = sum(SLOTS.values())
    for zone, share in ZONES.items():
        for slot, of in SLOTS.items():
            due[int((slot - zone) * 3600) % A_DAY] += a_day * share * of / weight
    return due


def _spread(due: Sequence[float]) -> list[float]:
    """As EventBridge Scheduler spreads what may fire within a flexible window."""
    spread = [0.0] * len(due)
    for moment, amount in enumerate(due):
        if amount:
            for later in range(FLEXIBLE_SECONDS):
                spread[(moment + later) % len(due)] += amount / FLEXIBLE_SECONDS
    return spread


def _seconds(function: str) -> float:
    """Of one invocation, as the cost bench recorded it warm, on the function's share of a core."""
    seconds = _cost()[f"a meeting, warm: {function}"] / 1000
    return seconds * MEGABYTES_OF_A_CORE / SPECS[function].memory


def _usd() -> float:
    return _cost()["a meeting, warm"]


@cache
def _cost() -> dict[str, float]:
    """Raises Refused where nobody has recorded it yet."""
    if not (figures := recorded("cost")):
        raise Refused("scale needs what cost has recorded; run ./amo bench --record cost first")
    return figures


@cache
def quotas() -> dict[str, float]:
    return dict(yaml.safe_load(Path(__file__).with_name("quotas.yaml").read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main("scale"))
