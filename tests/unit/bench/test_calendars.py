import icalendar
import pytest

from bench.calendars import Feeds, busy_life, crowded_fortnight


def uids(body: bytes) -> list[str]:
    return [str(event["UID"]) for event in icalendar.Calendar.from_ical(body).walk("VEVENT")]


@pytest.mark.parametrize("feeds", [busy_life(100), crowded_fortnight(60)])
def test_a_calendar_has_as_many_events_as_it_says_and_one_of_them_changes(feeds: Feeds) -> None:
    assert len(set(uids(feeds.body))) == feeds.events
    assert uids(feeds.body) == uids(feeds.changed)
    before, after = feeds.body.splitlines(), feeds.changed.splitlines()
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 3


def test_the_same_size_is_the_same_calendar() -> None:
    assert busy_life(100) == busy_life(100)
