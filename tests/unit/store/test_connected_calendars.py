"""What the store of connected calendars does."""

from collections.abc import Callable

import pytest

from lambdas.aws.table import Table
from lambdas.domain.accounts.user import ConnectionHealth
from lambdas.store.connected_calendars import ConnectedCalendars
from tests.fakes.samples import NOW, a_connection


@pytest.fixture
def calendars(table: Callable[[str], Table]) -> ConnectedCalendars:
    return ConnectedCalendars(table("connected_calendars"))


def test_each_user_has_their_own(calendars: ConnectedCalendars) -> None:
    calendars.connect("u1", a_connection("home"))
    calendars.connect("u1", a_connection("work"))
    assert calendars.of_user("u1") == (a_connection("home"), a_connection("work"))
    assert calendars.of_user("u2") == ()
    assert (calendars.has_any("u1"), calendars.has_any("u2")) == (True, False)


def test_a_sync_is_recorded_on_its_connection(calendars: ConnectedCalendars) -> None:
    calendars.connect("u1", a_connection())
    after = a_connection(sync_state={"etag": "x"}, last_good_at=NOW, health=ConnectionHealth.FAILING, problem="Gone.")
    assert calendars.record_sync("u1", after)
    assert calendars.of_user("u1") == (after,)


def test_the_sync_of_a_calendar_removed_meanwhile_is_not_recorded(calendars: ConnectedCalendars) -> None:
    calendars.connect("u1", a_connection())
    calendars.disconnect("u1", "work")
    assert not calendars.record_sync("u1", a_connection(sync_state={"etag": "x"}))
    assert calendars.of_user("u1") == ()


def test_the_sync_of_an_address_replaced_meanwhile_is_not_recorded(calendars: ConnectedCalendars) -> None:
    replaced = a_connection(address="https://calendars.example.com/new.ics")
    calendars.connect("u1", replaced)
    assert not calendars.record_sync("u1", a_connection(sync_state={"etag": "of the old one"}))
    assert calendars.of_user("u1") == (replaced,)


def test_a_sync_is_recorded_only_on_the_state_it_began_from(calendars: ConnectedCalendars) -> None:
    calendars.connect("u1", a_connection(sync_state={"etag": "a"}))
    first, second = (a_connection(sync_state={"etag": etag}) for etag in ("b", "c"))
    assert calendars.record_sync("u1", first, seen={"etag": "a"})
    assert not calendars.record_sync("u1", second, seen={"etag": "a"})
    assert calendars.of_user("u1") == (first,)


def test_a_state_is_noted_without_the_rest(calendars: ConnectedCalendars) -> None:
    calendars.connect("u1", a_connection(sync_state={"etag": "a"}, meeting_count=3))
    assert calendars.note_state("u1", a_connection(meeting_count=9), {"half_stored": "x"})
    assert calendars.of_user("u1") == (a_connection(sync_state={"half_stored": "x"}, meeting_count=3),)
    assert not calendars.note_state("u1", a_connection("gone"), {"half_stored": "x"})
    assert not calendars.note_state("u1", a_connection(address="https://calendars.example.com/old.ics"), {"etag": "y"})


def test_what_an_owner_chose_during_a_sync_stays_chosen(calendars: ConnectedCalendars) -> None:
    calendars.connect("u1", a_connection(counts=False, label="Family"))
    assert calendars.record_sync("u1", a_connection(sync_state={"etag": "x"}))
    assert calendars.of_user("u1") == (a_connection(counts=False, label="Family", sync_state={"etag": "x"}),)
