"""Requests that cost: so many of one source and day, counted before they are made, and never one more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from lambdas.config_files import load_sources_config
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.errors import Retryable
from lambdas.store.paid_requests import PaidSourceRequests
from tests.fakes.table import FakeTables

EVENING = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


def account(source_id: str = "aws_costs", owner: str = "ana") -> SourceAccount:
    return SourceAccount(owner=owner, source_id=source_id, kind=SourceKind.AWS_COSTS, name="AWS", connected_at=EVENING)


def paid(table: FakeTables, a_day: int = 3) -> PaidSourceRequests:
    config = load_sources_config().model_copy(update={"paid_requests_a_day": a_day})
    return PaidSourceRequests(table("spend"), config)


def test_the_day_s_are_counted_with_what_they_cost_and_the_next_one_waits_for_midnight_utc(table: FakeTables) -> None:
    ledger = paid(table)
    for _ in range(3):
        ledger.take(account(), EVENING)
    with pytest.raises(Retryable, match="AWS costs has had its 3 paid requests of the day") as refused:
        ledger.take(account(), EVENING)
    assert refused.value.after == 3600
    row = table("spend").rows["source#ana#aws_costs", "2026-11-30"]
    assert (row["calls"], row["spent"]) == (3, 30_000)
    assert row["expires_at"] == int((EVENING + timedelta(days=400)).timestamp())


def test_the_next_day_and_every_other_source_have_their_own(table: FakeTables) -> None:
    ledger = paid(table, a_day=1)
    ledger.take(account(), EVENING)
    ledger.take(account("aws_costs-2"), EVENING)
    ledger.take(account(owner="team#leads"), EVENING)
    ledger.take(account(), EVENING + timedelta(hours=1))
    with pytest.raises(Retryable):
        ledger.take(account(), EVENING + timedelta(hours=2))
    assert len(table("spend").rows) == 4


def test_a_day_is_utc_s_wherever_the_clock_stands(table: FakeTables) -> None:
    ledger = paid(table, a_day=1)
    ledger.take(account(), EVENING)
    with pytest.raises(Retryable) as refused:
        ledger.take(account(), EVENING.astimezone(timezone(timedelta(hours=9))))
    assert refused.value.after == 3600


def test_where_none_may_be_paid_none_is(table: FakeTables) -> None:
    with pytest.raises(Retryable):
        paid(table, a_day=0).take(account(), EVENING)
    assert table("spend").rows == {}


def test_at_once_no_more_are_let_through_than_there_are(table: FakeTables) -> None:
    ledger = paid(table)

    def is_let_through(_number: int) -> bool:
        try:
            ledger.take(account(), EVENING)
        except Retryable:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(is_let_through, range(40))) == 3
