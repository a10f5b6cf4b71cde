from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lambdas.calendars.ics.feed_zone import feed_zone
from lambdas.calendars.ics.text import RawCalendar, split_feed
from lambdas.calendars.ics.values import UnreadableValue, read_moment, read_property
from lambdas.calendars.ics.zone_names import zone_names
from lambdas.calendars.ics.zones import Zones, iana_zone

HOME = ZoneInfo("Europe/Vienna")
TWO_HOURS = timedelta(hours=2)
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
        ("tzone://Microsoft/Utc", 0),
        ("'Europe/Vienna'", 2),
        ("/mozilla.org/20050126_1/Europe/Vienna", 2),
        ("/softwarestudio.org/Olson_20011030_5/America/New_York", -4),
        ("W. Europe Daylight Time", 2),
        ("GMT +0100 (Standard) / GMT +0200 (Daylight)", 2),
        ("(GMT-05.00) Eastern Time (US & Canada)", -4),
        ("(UTC+01:00) Ámsterdam\\, Berlín\\, Berna\\, Estocolmo\\, Roma\\, Viena", 2),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", 2),
        ("(GMT+01.00) Sarajevo/Warsaw/Zagreb", 2),
        ("(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris", 2),
        ("(UTC+00:00) Dublino, Edimburgo, Lisbona, Londra", 1),
        ("(UTC+02:00) Хельсинки, Киев, Рига, София, Таллин, Вильнюс", 3),
        ("(UTC+09:00) 大阪、札幌、東京", 9),
        ("(UTC+08:00) 北京，重庆，香港特别行政区，乌鲁木齐", 8),
        ("(UTC-03:00) Brasília", -3),
        ("(UTC-05:00) Est (É.-U. et Canada)", -4),
        ("(UTC-08:00) Hora del Pacífico (EE. UU. y Canadá)", -7),
        ("(UTC) Koordinierte Weltzeit", 0),
        ("Mitteleuropäische Zeit", 2),
        ("GMT Standard Time 1", 1),
        ("Eastern Standard Time 2", -4),
        ("Europe/Vienna (Standard)", 2),
        ("GMT Standard Time (London)", 1),
        ("GMT+01:00 Berlin", 2),
        ("(UTC+01:00) West Central Africa", 1),
        ("(UTC+11:00) Solomon Is., New Caledonia", 11),
        ("(UTC+06:30) Yangon (Rangoon)", 6.5),
        ("(UTC-11:00) Coordinated Universal Time-11", -11),
        ("Mexico Standard Time 2", -6),
    ],
)
def test_zones_are_known_by_every_name_calendars_give_them(tzid: str, hours: float) -> None:
    assert hours_in_july(tzid) == hours


@pytest.mark.parametrize(
    "tzid",
    [
        "Customized Time Zone",
        "America",
        "Europe/Paris-Nord/Berlin",
        "../../etc/passwd",
        "(UTC-05:00) Berlin",
        "tzone://Microsoft/Custom",
        "X" * 9999,
    ],
)
def test_a_name_nobody_can_place_is_refused(tzid: str) -> None:
    with pytest.raises(UnreadableValue, match="is not known"):
        Zones(RawCalendar(), HOME).resolve(tzid)


def test_a_feed_may_define_a_zone_of_its_own() -> None:
    calendar = RawCalendar(zones={"Somewhere": VIENNA.splitlines()})
    assert datetime(2026, 7, 1, 12, tzinfo=Zones(calendar, HOME).resolve("Somewhere")).astimezone(UTC).hour == 10


@pytest.mark.parametrize(
    "name", ["GMT", "CET", "EST", "BST", "GMT+0100", "tzone://Microsoft/Custom", "(UTC+09:00) 東京"]
)
def test_what_a_feed_defines_beats_a_name_that_may_mean_several_zones(name: str) -> None:
    calendar = RawCalendar(zones={name: VIENNA.splitlines()})
    assert datetime(2026, 7, 1, 12, tzinfo=Zones(calendar, HOME).resolve(name)).astimezone(UTC).hour == 10


def test_a_definition_is_found_however_its_name_is_quoted_escaped_and_spaced() -> None:
    defined = {"Büro\\, Wien  (alt)": VIENNA.splitlines()}
    for name in ('"Büro, Wien (alt)"', "Büro\\, Wien (alt)", "büro, wien  (alt)"):
        assert Zones(RawCalendar(zones=defined), HOME).resolve(name).utcoffset(datetime(2026, 7, 1)) == TWO_HOURS


def test_microsofts_custom_zone_is_the_only_one_the_feed_defines() -> None:
    custom = Zones(RawCalendar(zones={"Vienna's": VIENNA.splitlines()}), HOME).resolve("tzone://Microsoft/Custom")
    assert custom.utcoffset(datetime(2026, 7, 1)) == TWO_HOURS


@pytest.mark.parametrize(
    "name",
    [
        "DTSTART;TZID=tzone://Microsoft/Utc:20261202T080000",
        'DTSTART;TZID="tzone://Microsoft/Utc":20261202T080000',
        "DTSTART; TZID=(UTC+01:00) Amsterdam, Berlin :20261202T090000",
        'DTSTART;TZID="(UTC+01:00) Ámsterdam, Berlín":20261202T090000',
        "DTSTART;TZID=(UTC+01:00) Ámsterdam\\, Berlín:20261202T090000",
        'DTSTART;TZID="Europe/Vienna:20261202T090000"',
        "DTSTART;TZID=Europe/Vienna:2026-12-02T09:00:00",
        "dtstart;tzid=Europe/Vienna;value=date-time:20261202T090000",
        "DTSTART:2026-12-02T09:00:00+01:00",
    ],
)
def test_a_time_is_read_however_its_zone_is_written(name: str) -> None:
    moment = read_moment(read_property(name), Zones(RawCalendar(), HOME))
    assert isinstance(moment, datetime)
    assert moment.astimezone(UTC) == datetime(2026, 12, 2, 8, tzinfo=UTC)


def test_the_names_of_cities_lead_to_zones_that_exist() -> None:
    zones = {zone for found in zone_names().cities.values() for zone in found}
    assert len(zones) > 300
    assert all(iana_zone(zone) for zone in zones)


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


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("DTSTART:19701025T030000", "DTSTART:00010101T030000"),
        ("DTSTART:19700329T020000", "DTSTART:16010101T020000"),
        ("TZOFFSETFROM:+0100", "TZOFFSETFROM:+100"),
        ("TZOFFSETTO:+0200", "TZOFFSETTO:+02:00"),
        ("TZOFFSETTO:+0100", "TZOFFSETTO:0100"),
    ],
)
def test_a_definition_is_read_as_programs_write_it(written: str, other: str) -> None:
    assert written in VIENNA
    defined = feed_zone(tuple(VIENNA.replace(written, other).splitlines()))
    assert defined is not None
    for month, hours in ((1, 1), (7, 2), (12, 1)):
        assert datetime(2026, month, 15, tzinfo=defined).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("lines", [[], ["DTSTART:00010101T000000"], ["RRULE:"], ["DTSTART:00010101T000000", "RRULE:"]])
def test_a_zone_of_one_offset_needs_nothing_else(lines: list[str]) -> None:
    defined = feed_zone(("TZID:Own", "BEGIN:STANDARD", *lines, "TZOFFSETTO:+0500", "END:STANDARD"))
    assert defined is not None
    assert datetime(2026, 7, 1, tzinfo=defined).utcoffset() == timedelta(hours=5)


def test_the_place_a_definition_states_stands_in_for_rules_that_cannot_be_read() -> None:
    lines = b"BEGIN:VTIMEZONE\nTZID:Own\nX-LIC-LOCATION:Europe/Vienna\nBEGIN:STANDARD\nEND:STANDARD\nEND:VTIMEZONE\n"
    feed = split_feed(b"BEGIN:VCALENDAR\n" + lines + b"BEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR")
    assert Zones(feed.events[0].calendar, HOME).resolve("Own") == ZoneInfo("Europe/Vienna")


def test_floating_times_are_in_the_calendars_zone_or_else_the_owners() -> None:
    named = split_feed(b"BEGIN:VCALENDAR\nX-WR-TIMEZONE;VALUE=TEXT:US/Eastern\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR")
    assert Zones(named.events[0].calendar, HOME).floating == ZoneInfo("US/Eastern")
    assert Zones(RawCalendar(), HOME).floating == HOME
    assert Zones(RawCalendar(zone="Nowhere/Land"), HOME).floating == HOME
