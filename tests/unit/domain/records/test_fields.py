"""What people and exports write, read the one way it can be meant, or refused."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.kernel.amounts import currency_in, parse_amount
from lambdas.domain.kernel.days import parse_as_of, parse_day, parse_moment
from lambdas.domain.kernel.periods import first_day, last_day, parse_period, share_elapsed

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("45200.5", "45200.50"),
        ("45,200.50", "45200.50"),
        ("€ 1.200,00", "1200.00"),
        ("1.200.000", "1200000.00"),
        ("1,200", "1200.00"),
        ("1 200,5", "1200.50"),
        ("1\u202f200\u00a0€", "1200.00"),
        ("CHF 12'500.20", "12500.20"),
        ("45,200 USD", "45200.00"),
        ("-12", "-12.00"),
        ("-$12.40", "-12.40"),
        ("(1,200.00)", "-1200.00"),
        ("0.125", "0.12"),
        (1.2, "1.20"),
        (0, "0.00"),
    ],
)
def test_an_amount_is_read_as_it_was_meant(written: object, meant: str) -> None:
    assert str(parse_amount(written)) == meant


@pytest.mark.parametrize(
    "written", ["1.200", "12,34,56", "45k", "abc", "", "1e5", "NaN", float("inf"), True, "--1", "1,2,3", "9" * 20, None]
)
def test_an_amount_that_can_be_misread_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"amount|two ways"):
        parse_amount(written)


@given(st.decimals(-(10**12), 10**12, places=2))
def test_an_amounts_stored_form_reads_as_the_same_amount(amount: Decimal) -> None:
    once = parse_amount(str(amount))
    assert parse_amount(str(once)) == once == amount


@given(st.decimals(0, 10**12, places=2))
def test_english_and_continental_grouping_mean_the_same(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    continental = english.translate(str.maketrans(",.", ".,"))
    assert parse_amount(english) == parse_amount(continental) == amount


@pytest.mark.parametrize(("written", "code"), [("€ 12", "EUR"), ("12 usd", "USD"), ("$12", "USD"), ("12", ""), (5, "")])
def test_the_currency_beside_an_amount_is_seen(written: object, code: str) -> None:
    assert currency_in(written) == code


@pytest.mark.parametrize(
    "written",
    ["2026-11-20", "2026/11/20", "20.11.2026", "20 Nov 2026", "20-Nov-2026", "Nov 20, 2026", "20. November 2026",
     "2026-11-20 00:00:00", "2026-11-20T08:00:00Z"],
)  # fmt: skip
def test_a_day_is_read_in_the_usual_forms(written: str) -> None:
    assert parse_day(written) == date(2026, 11, 20)


@pytest.mark.parametrize("written", ["11/12/2026", "2026-02-30", "soon", "", "20 Foo 2026", "0001-01-01"])
def test_a_day_that_is_none_or_could_be_two_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="“"):
        parse_day(written)


def test_a_time_without_offset_is_the_users_wall_clock() -> None:
    assert parse_moment("2026-11-20 14:30", BERLIN) == datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
    assert parse_moment("2026-11-20T14:30:00Z", BERLIN) == datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2026-11-20", "yesterday", "20.11.2026 14:30"])
def test_a_time_without_its_hour_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="2026-11-20 14:30"):
        parse_moment(written, BERLIN)


def test_figures_of_a_day_are_as_old_as_its_beginning() -> None:
    assert parse_as_of("20.11.2026", BERLIN) == datetime(2026, 11, 19, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2026-11", "2026-11"), ("11/2026", "2026-11"), ("Nov 2026", "2026-11"), ("November 2026", "2026-11"),
     ("2026-11-01", "2026-11"), ("Q4 2026", "2026-Q4"), ("2026-Q4", "2026-Q4"), ("2026", "2026"), (2026, "2026")],
)  # fmt: skip
def test_a_period_is_read_in_the_usual_forms(written: object, meant: str) -> None:
    assert parse_period(written) == meant


@pytest.mark.parametrize("written", ["2026-13", "Q5 2026", "next month", "11", "2026-11-20"])
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        parse_period(written)


@given(st.integers(1970, 2100), st.sampled_from(["", "-01", "-02", "-12", "-Q1", "-Q4"]), st.dates())
def test_periods_meet_without_gap_and_elapse_from_nothing_to_all(year: int, part: str, day: date) -> None:
    period = f"{year}{part}"
    assert first_day(period).day == 1
    assert (last_day(period) + timedelta(days=1)).day == 1
    assert 0 <= share_elapsed(period, day) <= 1
    assert share_elapsed(period, last_day(period)) == 1
    assert share_elapsed(period, first_day(period) - timedelta(days=1)) == 0
