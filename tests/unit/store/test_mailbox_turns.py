"""Turns at a mailbox: four at once over all functions, none while it is closed; the fake and the real one over moto."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.calendars.microsoft.graph import MailboxQuota
from lambdas.errors import Retryable
from lambdas.store.mailbox_turns import MAX_TURN, PLACES, MailboxTurns
from tests.fakes.samples import NOW
from tests.fakes.table import FakeTable


@pytest.fixture
def turns(table: Callable[[str], Table]) -> MailboxTurns:
    return MailboxTurns(table("rate_limits"))


def test_four_may_ask_at_once_and_a_fifth_when_one_is_done(turns: MailboxQuota) -> None:
    held = [turns.take("ann", NOW) for _ in range(PLACES)]
    assert all(held)
    assert turns.take("ann", NOW) is None
    assert turns.take("ben", NOW) is not None, "another mailbox has turns of its own"
    assert held[2] is not None
    turns.give_back(held[2])
    assert turns.take("ann", NOW) is not None
    assert turns.take("ann", NOW) is None


def test_a_turn_nobody_gives_back_ends_by_itself_and_then_takes_nothing_from_the_next(turns: MailboxQuota) -> None:
    held = [turns.take("ann", NOW) for _ in range(PLACES)]
    later = NOW + MAX_TURN
    assert all(turns.take("ann", later) for _ in range(PLACES))
    for turn in held:
        assert turn is not None
        turns.give_back(turn)
    assert turns.take("ann", later) is None


def test_a_closed_mailbox_is_closed_to_all_until_the_time_and_a_shorter_closing_does_not_open_it(
    turns: MailboxQuota,
) -> None:
    turns.close("ann", NOW + timedelta(seconds=120))
    turns.close("ann", NOW + timedelta(seconds=10))
    with pytest.raises(Retryable, match="leave this mailbox alone"):
        turns.take("ann", NOW + timedelta(seconds=119))
    assert turns.take("ann", NOW + timedelta(seconds=120)) is not None


def test_many_at_the_same_time_get_four() -> None:
    turns = MailboxTurns(FakeTable.named("rate_limits"))
    taken: list[object] = []

    def take() -> None:
        taken.append(turns.take("ann", NOW))

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(turn is not None for turn in taken) == PLACES
