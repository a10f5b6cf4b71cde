from datetime import date

import pytest

from lambdas.domain.kernel.spoken_days import due_day

THURSDAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("send it by Friday", "2026-11-20"),
        ("send it by EOD Friday", "2026-11-20"),
        ("send it by Thursday", "2026-11-26"),
        ("send it tomorrow", "2026-11-20"),
        ("send it by next Tuesday", "2026-11-24"),
        ("by Wednesday next week", "2026-11-25"),
        ("by the end of the month", "2026-11-30"),
        ("end of week", "2026-11-20"),
        ("within two weeks", "2026-12-03"),
        ("by the 15th", "2026-12-15"),
        ("by 5 Jan", "2027-01-05"),
        ("due 3 November", "2026-11-03"),
        ("by 25/12", "2026-12-25"),
        ("by Tuesday, 24 November", "2026-11-24"),
        ("the Friday report by Monday", "2026-11-23"),
        ("bis zum 3. Dezember", "2026-12-03"),
        ("bis Ende des Monats", "2026-11-30"),
        ("d'ici vendredi", "2026-11-20"),
        ("para el 30 de noviembre", "2026-11-30"),
    ],
)
def test_a_day_is_read_from_the_day_it_was_said_on(said: str, day: str) -> None:
    found = due_day(said, THURSDAY)
    assert found is not None
    assert found.day == date.fromisoformat(day)


@pytest.mark.parametrize(
    "said",
    [
        "by next week",
        "by next Friday",  # tomorrow, or in a week
        "by 11/12",
        "by 31 November",
        "by Monday, 24 November",  # a Tuesday
        "by Monday or Tuesday",
        "after Friday",
        "from Monday",
        "every Friday",
        "last Friday",
        "by noon",
        "before Christmas",
        "review Monday's numbers",
        "move the call to Friday",
        "prepare today's talk and the Monday meeting at noon",
        "guten Morgen",
        "por la mañana",
        "in the third quarter",
    ],
)
def test_what_may_be_two_days_or_none_is_none(said: str) -> None:
    assert due_day(said, THURSDAY) is None


def test_a_weekday_is_none_at_the_end_of_time() -> None:
    assert due_day("by Friday", date.max) is None
