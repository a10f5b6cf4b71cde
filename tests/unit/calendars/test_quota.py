"""How often a provider is asked, whoever asks; time passes only where somebody waits."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from lambdas.calendars.quota import FREE_FOR_A_USER, MAX_OF_A_USER, MAX_WAIT, Quota
from lambdas.errors import Retryable
from tests.fakes.samples import NOW
from tests.fakes.stores import FakeRateLimits


class Process:
    """One function's quota; several share the buckets and the clock."""

    def __init__(self, buckets: FakeRateLimits, clock: "Clock", per_minute: int = 100) -> None:
        self.quota = Quota(buckets, "google", per_minute, clock.now, clock.seconds, clock.sleep)


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def test_a_quiet_time_costs_a_write_for_several_requests() -> None:
    buckets, clock = FakeRateLimits(), Clock()
    process = Process(buckets, clock)
    for number in range(5):
        process.quota.take(f"u{number}")
    assert buckets.writes == 1
    assert clock.at == NOW


def test_no_minute_sees_more_than_the_quota_however_many_processes_ask() -> None:
    buckets, clock = FakeRateLimits(), Clock()
    processes = [Process(buckets, clock) for _ in range(4)]
    asked = []
    for number in range(400):
        processes[number % 4].quota.take(f"u{number}")
        asked.append(clock.at)
    most = max(sum(begins <= at < begins + timedelta(minutes=1) for at in asked) for begins in asked)
    assert most <= 100
    assert asked[-1] - NOW < timedelta(minutes=6), "and not much less is used of it"


def test_one_user_s_many_requests_are_counted_apart_after_the_first_few() -> None:
    buckets, clock = FakeRateLimits(), Clock()
    taken: Counter[str] = Counter()
    take = buckets.take

    def counted(bucket: str, wanted: int, per_minute: int, now: datetime) -> int:
        taken[bucket] += 1
        return take(bucket, wanted, per_minute, now)

    buckets.take = counted  # type: ignore[method-assign]  # in the way of the real one
    process = Process(buckets, clock)
    for _ in range(FREE_FOR_A_USER):
        process.quota.take("u1")
    assert taken["google#u1"] == 0
    process.quota.take("u1")
    assert taken["google#u1"] == 1


def test_one_user_is_asked_no_more_than_google_allows_for_one_whatever_the_project_may() -> None:
    buckets, clock = FakeRateLimits(), Clock()
    processes = [Process(buckets, clock, per_minute=1500) for _ in range(4)]
    asked = []
    for number in range(2000):
        processes[number % 4].quota.take("u1")
        asked.append(clock.at)
    counted = asked[len(processes) * FREE_FOR_A_USER :]
    most = max(sum(begins <= at < begins + timedelta(minutes=1) for at in counted) for begins in counted[::20])
    assert most <= MAX_OF_A_USER


def test_who_was_asked_to_slow_down_waits_and_nobody_else() -> None:
    buckets, clock = FakeRateLimits(), Clock()
    process = Process(buckets, clock)
    process.quota.slow_down("u1", 10, whole_project=False)
    process.quota.take("u2")
    assert clock.at == NOW
    process.quota.take("u1")
    assert clock.at - NOW >= timedelta(seconds=10)


def test_a_turn_too_far_away_is_left_to_a_later_sync() -> None:
    buckets, clock = FakeRateLimits(), Clock()
    process = Process(buckets, clock)
    process.quota.slow_down("u1", 120, whole_project=True)
    with pytest.raises(Retryable):
        process.quota.take("u2")
    assert clock.at - NOW <= timedelta(seconds=MAX_WAIT)
