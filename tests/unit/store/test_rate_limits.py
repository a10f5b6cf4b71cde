"""Quotas shared by all functions, in the table (moto) and in the fake used elsewhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.store.rate_limits import RateLimits
from tests.fakes.samples import NOW


@pytest.fixture
def limits(table: Callable[[str], Table]) -> RateLimits:
    return RateLimits(table("rate_limits"))


def test_a_handful_is_given_of_plenty_then_one_by_one_then_none(limits: RateLimits) -> None:
    given = [limits.take("google", 10, 100, NOW) for _ in range(7)]
    assert given == [5, 1, 1, 1, 1, 1, 0]


def test_no_minute_wherever_it_begins_gives_more_than_the_quota(limits: RateLimits) -> None:
    given = [(second, limits.take("google", 10, 100, NOW + timedelta(seconds=second))) for second in range(180)]
    for begins in range(120):
        assert sum(count for second, count in given if begins <= second < begins + 60) <= 95


def test_what_was_used_comes_back(limits: RateLimits) -> None:
    while limits.take("google", 10, 100, NOW):
        pass
    assert limits.take("google", 10, 100, NOW + timedelta(seconds=1)) == 1
    assert limits.take("google", 10, 100, NOW + timedelta(minutes=9)) == 5


def test_the_smallest_quota_still_lets_something_through(limits: RateLimits) -> None:
    assert [limits.take("tiny", 10, 1, NOW + timedelta(seconds=second)) for second in (0, 1, 80)] == [1, 0, 1]


def test_one_bucket_takes_nothing_from_another(limits: RateLimits) -> None:
    limits.take("google#u1", 100, 100, NOW)
    assert limits.take("google#u2", 1, 100, NOW) == 1


def test_a_closed_bucket_gives_nothing_until_it_opens(limits: RateLimits) -> None:
    limits.close("mailbox", NOW + timedelta(seconds=120))
    limits.close("mailbox", NOW + timedelta(seconds=5))
    assert [limits.take("mailbox", 1, 100, NOW + timedelta(seconds=later)) for later in (20, 119, 121)] == [0, 0, 1]
