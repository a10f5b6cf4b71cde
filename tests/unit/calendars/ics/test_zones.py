from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lambdas.calendars.ics.feed_zone import feed_zone
from lambdas.calendars.ics.text import RawCalendar, split_feed
from lambdas.calendars.ics.values import UnreadableValue
from lambdas.calendars.ics.zones import Zones

HOME = ZoneInfo("Europe/Vienna")
VIENNA = """TZID:Somewhere
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT"""


def hours_in_july(tzid: str) -> float:
    zone = Zones(RawCalendar(), HOME).resolve(tzid)
    offset = datetime(2026, 7, 1, 12, tzinfo=zone).utcoffset()
    assert offset is not None
    return offset.total_seconds() / 3600


@pytest.mark.parametrize(
    ("tzid", "hours"),
    [
        ("Europe/Vienna", 2),
        ("europe/vienna", 2),
        ('"Europe/Vienna"', 2),
        ("/freeassociation.sourceforge.net/Europe/Vienna", 2),
        ("/citadel.org/20210210_1/America/Argentina/Buenos_Aires", -3),
        ("Romance Standard Time", 2),
        ("pacific standard time", -7),
        ("US-Eastern", -4),
        ("(UTC-05:00) Eastern Time (US and Canada)", -4),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", 2),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", 5.5),
        ("Canberra, Melbourne, Sydney", 10),
        ("GMT Standard Time", 1),
        ("GMT-0500", -5),
        ("UTC+2", 2),
        ("UTC", 0),
    ],
)
def test_zones_are_known_by_every_name_calendars_give_them(tzid: str, hours: float) -> None:
    assert hours_in_july(tzid) == hours


@pytest.mark.parametrize(
    "tzid", ["Customized Time Zone", "America", "../../etc/passwd", "(UTC-05:00) Berlin", "X" * 9999]
)
def test_a_name_nobody_can_place_is_refused(tzid: str) -> None:
    with pytest.raises(UnreadableValue, match="is not known"):
        Zones(RawCalendar(), HOME).resolve(tzid)


def test_a_feed_may_define_a_zone_of_its_own() -> None:
    calendar = RawCalendar(zones={"Somewhere": VIENNA.splitlines()})
    assert datetime(2026, 7, 1, 12, tzinfo=Zones(calendar, HOME).resolve("Somewhere")).astimezone(UTC).hour == 10


def test_a_wrong_definition_of_a_known_zone_is_not_believed() -> None:
    calendar = RawCalendar(zones={"Asia/Tokyo": VIENNA.splitlines()})
    assert datetime(2026, 7, 1, 12, tzinfo=Zones(calendar, HOME).resolve("Asia/Tokyo")).astimezone(UTC).hour == 3


def test_one_feeds_definition_never_reaches_another_feed() -> None:
    Zones(RawCalendar(zones={"Somewhere": VIENNA.splitlines()}), HOME).resolve("Somewhere")
    with pytest.raises(UnreadableValue):
        Zones(RawCalendar(), HOME).resolve("Somewhere")


def test_a_zone_defined_by_a_feed_agrees_with_the_real_one_at_every_hour_of_two_years() -> None:
    defined, real = feed_zone(tuple(VIENNA.splitlines())), ZoneInfo("Europe/Vienna")
    assert defined is not None
    for hour in range(2 * 366 * 24):
        instant = datetime.fromtimestamp(1767225600 + hour * 3600, UTC)
        ours, theirs = instant.astimezone(defined), instant.astimezone(real)
        assert (ours.replace(tzinfo=None), ours.fold) == (theirs.replace(tzinfo=None), theirs.fold)
        assert ours.utcoffset() == theirs.utcoffset()


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=YEARLY;INTERVAL=0",
        "RRULE:FREQ=DAILY",
        "RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "TZOFFSETTO:+9900",
        "DTSTART:20260230T000000",
        "RDATE:nonsense",
    ],
)
def test_a_definition_that_makes_no_sense_defines_nothing(line: str) -> None:
    name = line.partition(":")[0]
    lines = [other for other in VIENNA.splitlines() if not other.startswith(name)]
    lines.insert(2, line)
    assert feed_zone(tuple(lines)) is None


def test_floating_times_are_in_the_calendars_zone_or_else_the_owners() -> None:
    named = split_feed(b"BEGIN:VCALENDAR\nX-WR-TIMEZONE;VALUE=TEXT:US/Eastern\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR")
    assert Zones(named.events[0].calendar, HOME).floating == ZoneInfo("US/Eastern")
    assert Zones(RawCalendar(), HOME).floating == HOME
    assert Zones(RawCalendar(zone="Nowhere/Land"), HOME).floating == HOME
