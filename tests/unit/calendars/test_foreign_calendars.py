"""The test calendars of other libraries (bench/foreign_calendars.py), where AMO_FOREIGN_CALENDARS says they are."""

import os
from pathlib import Path

import pytest

from bench.foreign_calendars import FOLDERS, ForeignCalendar, difference, explained, foreign_calendars

FOLDER = Path(os.environ.get("AMO_FOREIGN_CALENDARS", "/nowhere"))
WITH_FOLDER = pytest.mark.skipif(not FOLDER.is_dir(), reason="AMO_FOREIGN_CALENDARS names no folder")


def test_every_difference_that_is_known_has_a_reason_and_stands_there_once() -> None:
    rows = explained()
    assert len({row.file for row in rows}) == len(rows) > 100
    assert all(row.why and row.is_any for row in rows)
    assert {row.file.partition("/")[0] for row in rows} == set(FOLDERS)


@WITH_FOLDER
@pytest.mark.parametrize("calendar", list(foreign_calendars(FOLDER)), ids=lambda calendar: calendar.name)
def test_a_foreign_calendar_is_read_as_the_libraries_read_it_or_as_explained(calendar: ForeignCalendar) -> None:
    known = {row.file: row for row in explained()}.get(calendar.name)
    found = difference(calendar, None)
    expected = (known.amo, known.recurring_ical_events) if known else (found.amo, "same")
    assert (found.amo, found.recurring_ical_events) == expected
