from lambdas.calendars.ics.text import split_feed
from tests.unit.calendars.ics.feeds import event, feed


def summaries(body: bytes) -> list[str]:
    return [found.first("SUMMARY") for found in split_feed(body).events]


def test_folds_inside_a_character_are_joined_before_decoding() -> None:
    folded = feed(event(title="Besprechung über Größe")).replace("ü".encode(), b"\xc3\r\n \xbc")
    assert summaries(folded) == ["SUMMARY:Besprechung über Größe"]


def test_folds_with_tabs_and_bare_line_feeds_are_joined() -> None:
    assert summaries(feed(event(title="Long title")).replace(b"Long ti", b"Long\n\t ti").replace(b"\r\n", b"\n")) == [
        "SUMMARY:Long title"
    ]


def test_old_macintosh_line_ends_are_line_ends() -> None:
    assert summaries(feed(event()).replace(b"\r\n", b"\r")) == ["SUMMARY:Talk"]


def test_a_line_that_is_not_utf8_is_read_as_latin_and_the_others_stay_utf8() -> None:
    body = feed(event("a", title="Zürich"), event("b", title="Caf@")).replace(b"@", b"\xe9")
    assert summaries(body) == ["SUMMARY:Zürich", "SUMMARY:Café"]


def test_utf16_with_a_byte_order_mark_is_read() -> None:
    assert summaries(feed(event(title="Größe")).decode().encode("utf-16")) == ["SUMMARY:Größe"]


def test_line_separators_of_unicode_do_not_split_lines() -> None:
    assert summaries(feed(event(title="a\u2028b\u0085c"))) == ["SUMMARY:a\u2028b\u0085c"]


def test_parts_of_an_event_are_not_taken_for_the_event_itself() -> None:
    alarm = "BEGIN:VALARM\nUID:alarm\nSUMMARY:Alarm\nEND:VALARM"
    (found,) = split_feed(feed(event("e1", ":20261118T100000Z", alarm, "LOCATION:Room 1"))).events
    assert found.lines["UID"] == ["UID:e1"]
    assert found.lines["SUMMARY"] == ["SUMMARY:Talk"]
    assert found.first("LOCATION") == "LOCATION:Room 1"


def test_an_event_that_is_never_closed_ends_where_the_next_begins() -> None:
    unclosed = event("a", title="First").removesuffix("END:VEVENT")
    assert summaries(feed(unclosed, event("b", title="Second"))) == ["SUMMARY:First", "SUMMARY:Second"]


def test_events_outside_any_calendar_count() -> None:
    found = split_feed(event().encode())
    assert found.is_calendar
    assert len(found.events) == 1


def test_a_feed_cut_off_in_the_middle_is_recognised() -> None:
    whole = feed(event("a"), event("b"))
    assert split_feed(whole).ended
    assert not split_feed(whole[: len(whole) // 2]).ended


def test_what_is_no_calendar_is_recognised() -> None:
    assert not split_feed(b"<!doctype html><title>Sign in</title>").is_calendar
    assert not split_feed(b"").is_calendar


def test_zones_belong_to_the_calendar_they_stand_in() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE"
    first, second = split_feed(feed(zone, event("a")) + feed(event("b"))).events
    assert list(first.calendar.zones) == ["Mine"]
    assert not second.calendar.zones


def test_a_megabyte_of_blank_lines_takes_no_time() -> None:
    assert summaries(feed(event()).replace(b"VERSION:2.0", b"\r\n" * 500_000)) == ["SUMMARY:Talk"]


def test_parts_begun_by_the_ten_thousand_cost_no_minutes() -> None:
    parts = "".join(f"BEGIN:X{number}\r\n" for number in range(100_000)) + "END:Y\r\n" * 100_000
    body = feed(event(), event("b", title="After")).replace(b"END:VCALENDAR", parts.encode() + b"END:VCALENDAR")
    assert summaries(body) == ["SUMMARY:Talk", "SUMMARY:After"]
