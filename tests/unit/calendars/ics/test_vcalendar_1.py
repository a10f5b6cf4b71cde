"""vCalendar 1.0 and what its habits left in calendars of today: encoded text, folds at blanks, zones without rules."""

import base64

import pytest

from lambdas.domain.meetings.meeting import Meeting
from tests.unit.calendars.ics.feeds import event, feed, read, starts


def only(*lines: str, head: str = "") -> Meeting:
    (meeting,) = read(feed(event("e", ":20261118T100000Z", *lines, title=""), head=head)).meetings
    return meeting


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("DESCRIPTION;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9=0D=0Aat noon", "Café\nat noon"),
        ("DESCRIPTION;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Caf=E9", "Café"),
        ("DESCRIPTION;QUOTED-PRINTABLE:Caf=E9", "Café"),
        ("DESCRIPTION ; encoding = quoted-printable ; charset=utf-8:Caf=C3=A9", "Café"),
        ("DESCRIPTION;CHARSET=klingon;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9", "Café"),
        ('DESCRIPTION;ENCODING="QUOTED-PRINTABLE":a=\nb=\nc: d', "abc: d"),
        ("DESCRIPTION;ENCODING=QUOTED-PRINTABLE:soft=\n break", "soft break"),
        (f"DESCRIPTION;ENCODING=BASE64:{base64.b64encode('Café'.encode()).decode()}", "Café"),
        ("DESCRIPTION;ENCODING=8BIT:Caf=C3=A9", "Caf=C3=A9"),
    ],
)
def test_encoded_text_is_decoded(line: str, text: str) -> None:
    assert only(line).description == text


def test_decoded_text_never_becomes_a_line_of_the_calendar() -> None:
    meeting = only("DESCRIPTION;ENCODING=QUOTED-PRINTABLE:x=0D=0ASTATUS:CANCELLED=0D=0AEND:VEVENT")
    assert meeting.description == "x\nSTATUS:CANCELLED\nEND:VEVENT"


def test_a_soft_break_at_the_end_swallows_nothing() -> None:
    spoilt = event("e", ":20261118T100000Z", "DESCRIPTION;ENCODING=QUOTED-PRINTABLE:open end=")
    assert starts(read(feed(spoilt, event("f", ":20261119T100000Z")))) == ["11-18T10:00", "11-19T10:00"]


def test_old_folds_keep_the_blank_they_stand_at() -> None:
    old = feed(event("e", ":20261118T100000Z", "DESCRIPTION:one\n two")).replace(b"VERSION:2.0", b"VERSION:1.0")
    assert read(old).meetings[0].description == "one two"
    assert only("DESCRIPTION:one\n two").description == "onetwo"


def test_outlooks_html_is_read_where_there_is_no_plain_text() -> None:
    html = "X-ALT-DESC;FMTTYPE=text/html:<html><head><title>x</title></head><p>Agenda\\, first</p><p>Budget &amp; plan"
    assert only(html).description == "Agenda, first\n\nBudget & plan"
    assert only("DESCRIPTION:", html).description == "Agenda, first\n\nBudget & plan"
    assert only("DESCRIPTION:Plain", html).description == "Plain"


def test_the_join_link_behind_outlooks_html_is_found() -> None:
    link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc"
    assert only(f'X-ALT-DESC;FMTTYPE=text/html:<p><a href="{link}">Join</a></p>').conference_url == link


def test_the_join_link_of_outlooks_html_counts_where_the_plain_text_has_none() -> None:
    html = 'X-ALT-DESC;FMTTYPE=text/html:<p><a href="https://zoom.us/j/1">Join</a></p>'
    joined = only("DESCRIPTION:Join", html)
    assert (joined.description, joined.conference_url) == ("Join", "https://zoom.us/j/1")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<p>Agenda &amp\\; plan<br>Budget</p>", "Agenda & plan\nBudget"),
        ('Agenda:\\nBudget\\n<a href="https://zoom.us/j/1?a=b&amp\\;c=d">Join</a>', "Agenda:\nBudget\nJoin"),
        ("<b>Agenda</b>\\nBudget", "Agenda\nBudget"),
        ("Ann <ann@example.org>\\nJoin<https://zoom.us/j/1>", "Ann <ann@example.org>\nJoin<https://zoom.us/j/1>"),
        ("if a < b and c > d: <a@b.example>", "if a < b and c > d: <a@b.example>"),
    ],
)
def test_the_html_google_writes_into_a_description_is_read_as_text(written: str, text: str) -> None:
    meeting = only(f"DESCRIPTION:{written}")
    assert meeting.description == text
    assert meeting.conference_url.startswith("https://zoom.us/j/1") == ("zoom" in written)


OLD = "VERSION:1.0\nTZ:-05\nDAYLIGHT:TRUE;-04;20260308T020000;20261122T020000;EST;EDT"


def test_a_vcalendar_1_is_read_in_its_own_zone_with_its_own_rules_and_lists() -> None:
    parts = (
        event("w", ":20261116T090000", "RRULE:W1 MO WE #6", "EXDATE:20261118T090000;20261123T090000"),
        event("d", ":20261120T100000Z", "DURATION:PT1H"),
    )
    assert starts(read(feed(*parts, head=OLD), timezone="Asia/Tokyo")) == ["11-16T13:00", "11-20T10:00", "11-25T14:00"]


def test_where_the_owner_keeps_the_same_winter_and_summer_the_owners_zone_is_meant() -> None:
    head = "VERSION:1.0\nTZ:-05\nDAYLIGHT:TRUE;-04;20100314T020000;20101107T020000;EST;EDT"
    body = feed(event("w", ":20261028T090000", "RRULE:W1 #0"), head=head)
    assert starts(read(body, timezone="America/New_York")) == ["11-18T14:00", "11-25T14:00"]


def test_an_old_rule_without_a_counterpart_keeps_the_first_time_and_is_told() -> None:
    reading = read(feed(event("w", ":20261118T090000Z", "RRULE:W1 TU 1200 TH 1130 #10"), head=OLD))
    assert starts(reading) == ["11-18T09:00"]
    assert "vCalendar 1.0" in reading.refused[0].reason
