"""Who may tell of changes, and which notices are answered; in the table (moto) and in the fake used elsewhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.subscription import Subscription
from lambdas.store.subscriptions import Subscriptions
from tests.fakes.samples import NOW

ONE = Subscription(
    subscription_id="c1",
    source=Source.GOOGLE,
    user_id="u1",
    calendar_id="work",
    secret_hash="ab" * 32,
    resource_id="r1",
    lasts_until=NOW + timedelta(days=6),
)
TWO = ONE.model_copy(update={"subscription_id": "c2"})


@pytest.fixture
def subscriptions(table: Callable[[str], Table]) -> Subscriptions:
    return Subscriptions(table("subscriptions"))


def test_a_subscription_is_found_by_its_id_and_as_its_calendar_s(subscriptions: Subscriptions) -> None:
    assert subscriptions.get("c1") is None
    assert subscriptions.of("u1", "work") is None
    subscriptions.put(ONE)
    subscriptions.make_current(ONE)
    assert subscriptions.get("c1") == subscriptions.of("u1", "work") == ONE
    assert subscriptions.of("u2", "work") is None


def test_old_and_new_are_both_heard_until_the_old_one_is_dropped(subscriptions: Subscriptions) -> None:
    for each in (ONE, TWO):
        subscriptions.put(each)
        subscriptions.make_current(each)
    assert (subscriptions.get("c1"), subscriptions.of("u1", "work")) == (ONE, TWO)
    subscriptions.drop("c1")
    assert (subscriptions.get("c1"), subscriptions.of("u1", "work")) == (None, TWO)


def test_fault_18_a_reading_that_began_after_a_notice_answers_it(subscriptions: Subscriptions) -> None:
    started = NOW + timedelta(seconds=2)
    assert subscriptions.claim("u1", "work", "n1", NOW, started)
    later = [subscriptions.claim("u1", "work", f"n{n}", NOW + timedelta(seconds=n / 50), started) for n in range(2, 50)]
    assert later == [False] * 48
    assert subscriptions.claim("u1", "work", "n60", started + timedelta(seconds=1), started + timedelta(seconds=4))


def test_a_notice_brought_again_is_answered_by_the_one_who_took_it(subscriptions: Subscriptions) -> None:
    assert subscriptions.claim("u1", "work", "n1", NOW, NOW + timedelta(seconds=2))
    assert subscriptions.claim("u1", "work", "n1", NOW, NOW + timedelta(seconds=90))
    assert not subscriptions.claim("u1", "work", "n2", NOW + timedelta(seconds=1), NOW + timedelta(seconds=91))


def test_a_claim_leaves_the_calendar_s_subscription_alone(subscriptions: Subscriptions) -> None:
    subscriptions.put(ONE)
    subscriptions.make_current(ONE)
    subscriptions.claim("u1", "work", "n1", NOW, NOW + timedelta(seconds=2))
    assert subscriptions.of("u1", "work") == ONE
