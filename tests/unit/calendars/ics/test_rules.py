from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.calendars.ics.effort import Stretch, check_effort, moved_close
from lambdas.calendars.ics.rules import read_rule
from lambdas.calendars.ics.values import UnreadableValue

NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2026, 11, 16, 22, 0, tzinfo=NEW_YORK)


def test_a_rule_ends_where_the_event_is_an_all_day_series_on_a_day() -> None:
    assert read_rule("FREQ=DAILY;UNTIL=20261118", START).until == "20261119T045959Z", "the whole of its last day"
    assert read_rule("FREQ=DAILY;UNTIL=20261118T220000", START).until == "20261119T030000Z"
    assert read_rule("FREQ=DAILY;UNTIL=20261118T235959Z", date(2026, 11, 16)).until == "20261118"


def test_what_is_no_part_of_a_rule_is_left_out() -> None:
    assert read_rule("RRULE:AnythingRandom;freq=weekly;X-NOTE=1;BYDAY=MO,FR", START).text == "FREQ=WEEKLY;BYDAY=MO,FR"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("FREQ=WEEKLY; BYDAY=MO, WE; INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"),
        (" \"FREQ=WEEKLY;BYDAY='MO'\" ", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=WEEKLY\\;BYDAY=MO\\,FR", "FREQ=WEEKLY;BYDAY=MO,FR"),
        ("FREQ=WEEKLY;BYDAY=MO;WE;FR", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("freq=monthly;byday=+1 monday,-1Fri", "FREQ=MONTHLY;BYDAY=+1MO,-1FR"),
        ("FREQ=WEEKLY;INTERVAL=;BYDAY=", "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=['MO', 'WE']", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("FREQ=WEEKLY;BYDAY=MO TU|TH", "FREQ=WEEKLY;BYDAY=MO,TU,TH"),
        ("FREQ=MONTHLY;BYDAY=1MO-1FR", "FREQ=MONTHLY;BYDAY=1MO,-1FR"),
        *(
            (f"FREQ=DAILY;UNTIL={until}", "FREQ=DAILY;UNTIL=20261118T220000Z")
            for until in (
                *("2026-11-18T22:00:00Z", "20261118T2200Z", "20261118T22Z", "2026-11-18T22:00:00.000Z"),
                *("20261118T230000+0100", "2026-11-18 17:00:00-05:00", "20261118T170000"),
            )
        ),
        ("FREQ=DAILY;UNTIL=20261118T", "FREQ=DAILY;UNTIL=20261119T045959Z"),
        ("FREQ=DAILY;UNTIL=20261118T240000", "FREQ=DAILY;UNTIL=20261119T050000Z"),
    ],
)
def test_a_rule_means_the_same_however_it_is_spaced_and_quoted(text: str, read: str) -> None:
    rule = read_rule(text, START)
    assert (rule.text, rule.flaws) == (read, ())


@pytest.mark.parametrize(
    ("text", "read", "leaves_out"),
    [
        ("FREQ=DAILY;COUNT=many", "FREQ=DAILY", False),
        ("FREQ=DAILY;UNTIL=99999999", "FREQ=DAILY", False),
        ("FREQ=DAILY;UNTIL=tomorrow", "FREQ=DAILY", False),
        ("FREQ=DAILY;UNTL=20261118", "FREQ=DAILY", False),
        ("FREQ=WEEKLY;BYDAY=MO,XX", "FREQ=WEEKLY;BYDAY=MO", True),
        ("FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY", True),
        ("FREQ=MONTHLY;BYMONTHDAY=15,32", "FREQ=MONTHLY;BYMONTHDAY=15", True),
        ("FREQ=MONTHLY;BYMONTHDAY=0,15", "FREQ=MONTHLY;BYMONTHDAY=15", True),
        ("FREQ=WEEKLY;BYDAY=0MO,WE", "FREQ=WEEKLY;BYDAY=WE", True),
    ],
)
def test_a_bad_part_of_a_rule_costs_that_part_and_is_told(text: str, read: str, leaves_out: bool) -> None:
    rule = read_rule(text, START)
    assert (rule.text, [flaw.leaves_out for flaw in rule.flaws]) == (read, [leaves_out])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("D1 #10", "FREQ=DAILY;COUNT=10"),
        ("W2 TU TH #0", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"),
        ("W1 MO WE 20261231T000000Z", "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261231T000000Z"),
        ("MP1 1+ TU #6", "FREQ=MONTHLY;BYDAY=1TU;COUNT=6"),
        ("MP2 1+ 2- TU FR 3+ MO #6", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU,-2TU,1FR,-2FR,3MO;COUNT=6"),
        ("MD1 1 15+ LD #6", "FREQ=MONTHLY;BYMONTHDAY=1,15,-1;COUNT=6"),
        ("YM1 6 7 #5", "FREQ=YEARLY;BYMONTH=6,7;COUNT=5"),
        ("YD1 100 #5", "FREQ=YEARLY;BYYEARDAY=100;COUNT=5"),
        ("w1", "FREQ=WEEKLY;COUNT=2"),
    ],
)
def test_the_rules_of_vcalendar_1_are_read(text: str, read: str) -> None:
    assert read_rule(text, START).text == read


@pytest.mark.parametrize("text", ["D1 #5 M30", "W1 TU 1200 TH 1130 #10", "MD1 1$", "D1 MO", "W", "MD1 99 #2"])
def test_rules_of_vcalendar_1_without_a_counterpart_are_refused(text: str) -> None:
    with pytest.raises(UnreadableValue):
        read_rule(text, START)


def test_a_negative_count_is_no_limit() -> None:
    assert read_rule("FREQ=DAILY;COUNT=-1", START).text == "FREQ=DAILY"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=SECONDLY;COUNT=1000000000",
        "FREQ=FORTNIGHTLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-2",
        "FREQ=DAILY;INTERVAL=99999999999999999999",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYDAY=0TU",
        "FREQ=YEARLY;RSCALE=CHINESE",
        "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
        "FREQ=MINUTELY;BYSECOND=0,10,20,30,40,50",
    ],
)
def test_a_rule_that_makes_no_sense_or_too_much_work_is_refused(text: str) -> None:
    with pytest.raises(UnreadableValue):
        read_rule(text, START)


def test_a_rule_that_has_run_for_too_long_is_refused_by_its_effort() -> None:
    rule = read_rule("FREQ=MINUTELY;COUNT=900000000", START.replace(year=2020))
    with pytest.raises(UnreadableValue, match="too long"):
        check_effort(rule, START.replace(year=2020), Stretch(date(2026, 11, 16), date(2026, 11, 30)))


RULES = st.builds(
    "FREQ={};INTERVAL={}{}".format,
    st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]),
    st.integers(1, 5),
    st.sampled_from(
        ["", ";BYDAY=MO,TH", ";BYMONTH=3,11", ";BYDAY=-1FR;BYSETPOS=1", ";BYHOUR=9,17", ";WKST=SU;BYDAY=SU,TU"]
    ),
)
STARTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 10, 1)).map(lambda d: d.replace(microsecond=0))


@settings(deadline=None, max_examples=80)
@given(text=RULES, start=STARTS)
def test_starting_close_to_the_window_changes_no_occurrence_in_it(text: str, start: datetime) -> None:
    begin, end = datetime(2026, 11, 16), datetime(2026, 12, 7)
    rule = read_rule(text, start.replace(tzinfo=UTC))
    moved = moved_close(rule, start, begin.date())
    assert isinstance(moved, datetime)
    assert moved <= max(start, begin)
    try:
        whole = rrulestr(text, dtstart=start).between(begin, end, inc=True)
    except ValueError:
        return  # a rule that can never strike
    assert rrulestr(text, dtstart=moved).between(begin, end, inc=True) == whole


def test_a_counted_rule_keeps_its_start() -> None:
    assert moved_close(read_rule("FREQ=DAILY;COUNT=900", START), START, date(2027, 6, 1)) == START


def test_a_daily_rule_starts_at_most_two_days_before_the_window() -> None:
    moved = moved_close(read_rule("FREQ=DAILY", START), START, date(2031, 6, 1))
    assert isinstance(moved, datetime)
    assert timedelta(0) < datetime(2031, 6, 1, tzinfo=NEW_YORK) - moved < timedelta(days=2)
