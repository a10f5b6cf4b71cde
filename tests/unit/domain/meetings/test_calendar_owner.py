"""The addresses a calendar's owner goes by, and whose calendar it is."""

from typing import Any

import pytest

from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_owner import CalendarOwner, is_calendar, owner_of
from tests.fakes.samples import a_connection, a_user

ME = a_user(email="Me@Example.org")


def google(**more: Any) -> CalendarConnection:
    return a_connection("work", source=Source.GOOGLE, **{"address": "mia@work.example", **more})


def owner(read: CalendarConnection, *others: CalendarConnection) -> CalendarOwner:
    return owner_of(ME, (read, *others), read)


def test_all_their_addresses_are_theirs_whichever_calendar_is_read() -> None:
    feed = a_connection("feed", source=Source.ICS, address="https://calendar.example/x.ics")
    outlook = a_connection("outlook", source=Source.MICROSOFT, address="AAMk=", account_email="mia@corp.example")
    known = owner(feed, google(account_email="mia@work.example"), outlook)
    for address in ("me@example.org", "ME@EXAMPLE.ORG", "me+amo@example.org", "mia@work.example", "mia@corp.example"):
        assert known.goes_by(address)
    assert not known.goes_by("bob@example.org")
    assert not known.goes_by("")


def test_a_feed_s_secret_address_names_its_owner_and_a_public_one_nobody() -> None:
    start = "https://calendar.google.com/calendar/ical/mia%40work.example"
    secret = a_connection("f", source=Source.ICS, address=f"{start}/private-1f2e/basic.ics")
    public = a_connection("f", source=Source.ICS, address=f"{start}/public/basic.ics")
    assert owner(secret).goes_by("mia@work.example")
    assert not owner(public).goes_by("mia@work.example")


def test_a_calendar_connected_before_amo_kept_its_account_is_its_owner_s() -> None:
    assert owner(google()).goes_by("mia@work.example")
    assert owner(google()).is_theirs


@pytest.mark.parametrize("shared_by", ["bob@example.org", "r1@resource.calendar.google.com"])
def test_a_colleague_s_or_a_room_s_calendar_is_not_the_user_s(shared_by: str) -> None:
    known = owner(google(address=shared_by, account_email="mia@work.example", shared_by=shared_by))
    assert not known.is_theirs
    assert not known.goes_by(shared_by)
    assert known.goes_by("mia@work.example")


def test_a_team_s_calendar_is_the_user_s_too_and_its_address_is_nobody() -> None:
    known = owner(google(address="x@group.calendar.google.com", account_email="mia@work.example"))
    assert known.is_theirs
    assert not known.goes_by("x@group.calendar.google.com")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("x@group.calendar.google.com", True),
        ("x@import.calendar.google.com", True),
        ("en.german#holiday@group.v.calendar.google.com", True),
        ("unknownorganizer@calendar.google.com", True),
        ("r@resource.calendar.google.com", False),
        ("x@group.calendar.google.com.evil.example", False),
        ("x@notcalendar.google.com", False),
        ("bob@example.org", False),
    ],
)
def test_calendars_own_addresses(address: str, expected: bool) -> None:
    assert is_calendar(address) is expected
