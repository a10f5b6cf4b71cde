"""Days said from today, made absolute when they are read and only then."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from lambdas.domain.context.kinds.big_rocks import BigRock
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.relative_days import absolute_day, absolute_period

TODAY = date(2026, 1, 20)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-01-20"),
        ("Today - 21", "2025-12-30"),
        ("today+14 09:30", "2026-02-03 09:30"),
        ("2026-11-20", "2026-11-20"),
        ("todays", "todays"),
        (5, 5),
    ],
)
def test_a_day_said_from_today_is_that_day(said: object, meant: object) -> None:
    assert absolute_day(said, TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("this month", "2026-01"),
        ("last month", "2025-12"),
        ("Next Quarter", "2026-Q2"),
        ("last quarter", "2025-Q4"),
        ("this year", "2026"),
        ("2026-03", "2026-03"),
    ],
)
def test_a_period_said_from_today_is_that_period(said: str, meant: str) -> None:
    assert absolute_period(said, TODAY) == meant


def test_today_is_the_users_own_day_and_what_is_stored_does_not_move() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    rock = record_of(RecordKind.BIG_ROCKS, {"name": "A", "progress": 1, "due": "today"}, ZoneInfo("Asia/Tokyo"), late)
    assert isinstance(rock, BigRock)
    assert rock.due == date(2026, 11, 21)
    with pytest.raises(ValidationError):
        BigRock.model_validate(rock.model_dump(mode="json") | {"due": "today"})
