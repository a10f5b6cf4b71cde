"""Feeds and uploaded files: connected, counted, disconnected, each by its owner."""

import tracemalloc

import pytest

from lambdas.accounts.calendars import Calendars
from lambdas.accounts.sync_requests import SyncRequests
from lambdas.calendars.ics.feed_addresses import NOT_A_WEB_ADDRESS
from lambdas.calendars.ics.feed_check import FeedCheck
from lambdas.calendars.ics.feed_fetch import GONE, TOO_SLOW
from lambdas.errors import AmoError, NotFound, Refused, Retryable
from lambdas.store.rows import to_row
from lambdas.store.user_accounts import OwnCalendars
from tests.fakes.documents import FakeDocuments
from tests.fakes.feeds import FakeFeed
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_connection
from tests.fakes.stores import FakeConnectedCalendars, FakeUsers

REST = "://cal.example/secret/basic.ics"
FEED = f"https{REST}"
ICS = b"begin:vcalendar\r\nend:vcalendar\r\n"
READ, PLANNED_ANEW = {"user_id": "ada", "replan": False}, {"user_id": "ada", "replan": True}


@pytest.fixture
def files() -> FakeDocuments:
    return FakeDocuments()


@pytest.fixture
def feed() -> FakeFeed:
    return FakeFeed(ICS)


@pytest.fixture
def calendars(
    users: FakeUsers, connected: FakeConnectedCalendars, files: FakeDocuments, syncs: SyncRequests, feed: FakeFeed
) -> Calendars:
    own = OwnCalendars(users, connected)
    return Calendars(own, files, syncs, lambda: FeedCheck(feed))  # type: ignore[arg-type] # as the real bucket


@pytest.mark.parametrize("typed", [FEED, f"  {FEED}\n", f"webcal{REST}", f"HTTPS{REST}"])
def test_a_feed_is_connected_named_for_its_host_and_read(
    calendars: Calendars, connected: FakeConnectedCalendars, queue: FakeQueue, typed: str
) -> None:
    calendar_id = calendars.connect_feed("ada", typed, "")
    connection = connected.connections["ada", calendar_id]
    assert (connection.label, connection.address) == ("feed at cal.example", typed.strip())
    assert queue.bodies == [READ]


def test_the_same_feed_twice_is_one_calendar_with_its_last_name(
    calendars: Calendars, connected: FakeConnectedCalendars
) -> None:
    assert calendars.connect_feed("ada", FEED, "Work") == calendars.connect_feed("ada", FEED, "Office")
    assert [one.label for one in connected.connections.values()] == ["Office"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "cal.example/basic.ics",
        "file:///etc/passwd",
        "s3://uploads/eve/secret.ics",
        "https://",
        "https://[cal.example/basic.ics",
        "https://cal℀.example/basic.ics",
        "https://cal.example/\x00",
        f"https://cal.example/{'a' * 2000}",
    ],
)
def test_what_cannot_be_a_feed_s_address_is_refused_with_how_one_begins(
    calendars: Calendars, queue: FakeQueue, typed: str
) -> None:
    with pytest.raises(Refused) as refused:
        calendars.connect_feed("ada", typed, "")
    assert str(refused.value) == NOT_A_WEB_ADDRESS
    assert queue.bodies == []


@pytest.mark.parametrize(
    ("body", "content_type", "failure", "reason"),
    [
        (b"", "", Refused(GONE), GONE),
        (b"", "", Retryable(TOO_SLOW), "took longer than 20 seconds; nothing is connected yet. Check the address, or"),
        (b"<html>Sign in</html>", "text/html", None, "This is a web page"),
        (b"name,date\n", "text/csv", None, "This is not a calendar file"),
        (b" \r\n", "text/calendar", None, "The calendar's server sent nothing"),
    ],
)
def test_a_feed_that_cannot_be_read_is_refused_with_the_reason(
    calendars: Calendars,
    connected: FakeConnectedCalendars,
    queue: FakeQueue,
    feed: FakeFeed,
    body: bytes,
    content_type: str,
    failure: AmoError | None,
    reason: str,
) -> None:
    feed.body, feed.content_type, feed.failure = body, content_type, failure
    with pytest.raises(Refused) as refused:
        calendars.connect_feed("ada", FEED, "Work")
    assert reason in str(refused.value)
    assert "secret" not in str(refused.value)
    assert not connected.connections
    assert not queue.bodies


def test_a_file_is_kept_in_its_owner_s_folder_and_read(
    calendars: Calendars, connected: FakeConnectedCalendars, files: FakeDocuments, queue: FakeQueue
) -> None:
    calendar_id = calendars.import_file("ada", ICS, "")
    connection = connected.connections["ada", calendar_id]
    assert (connection.label, connection.address) == ("Uploaded calendar", f"s3://uploads/ada/{calendar_id}.ics")
    assert files.get(f"uploads/ada/{calendar_id}.ics") == ICS
    assert queue.bodies == [READ]


def test_the_same_label_again_replaces_the_file_and_another_is_another_calendar(
    calendars: Calendars, connected: FakeConnectedCalendars, files: FakeDocuments
) -> None:
    labelled = (("Team", b"1"), ("Team", b"2"), ("Choir", b"3"))
    first, again, other = (calendars.import_file("ada", ICS + end, label) for label, end in labelled)
    assert first == again != other
    assert files.get(f"uploads/ada/{first}.ics") == ICS + b"2"
    assert len(connected.connections) == 2


def test_what_is_no_calendar_file_is_refused_and_not_kept(calendars: Calendars, files: FakeDocuments) -> None:
    with pytest.raises(Refused, match=r"choose an \.ics file"):
        calendars.import_file("ada", b"%PDF-1.7", "Team")
    assert files.stored == {}


def test_a_calendar_that_is_disconnected_is_gone_and_meetings_are_planned_anew(
    calendars: Calendars, connected: FakeConnectedCalendars, queue: FakeQueue
) -> None:
    connected.connect("ada", a_connection("work"))
    connected.connect("ada", a_connection("home"))
    calendars.disconnect("ada", "work", NOW)
    assert list(connected.connections) == [("ada", "home")]
    assert queue.bodies == [PLANNED_ANEW]


def test_one_that_a_former_version_stored_among_the_profiles_is_disconnected_too(
    calendars: Calendars, users: FakeUsers, queue: FakeQueue
) -> None:
    row = {**to_row(a_connection("work")), "user_id": "ada", "item": "calendar#work"}
    users.table.put(row, "storing an account")
    calendars.disconnect("ada", "work", NOW)
    assert calendars.connected.of_user("ada") == ()
    with pytest.raises(NotFound):
        calendars.disconnect("ada", "work", NOW)
    assert queue.bodies == [PLANNED_ANEW]


@pytest.mark.parametrize("counts", [True, False])
def test_when_one_calendar_begins_or_ceases_to_count_all_are_read_from_the_beginning(
    calendars: Calendars, connected: FakeConnectedCalendars, queue: FakeQueue, counts: bool
) -> None:
    connected.connect("ada", a_connection("work", counts=not counts, sync_state={"etag": "1"}))
    connected.connect("ada", a_connection("home", sync_state={"etag": "2"}))
    assert calendars.count("ada", "work", counts).counts is counts
    assert connected.connections["ada", "work"].counts is counts
    assert connected.connections["ada", "home"].counts
    assert [one.sync_state for one in connected.connections.values()] == [{}, {}]
    assert queue.bodies == [PLANNED_ANEW]


def test_somebody_else_s_calendar_is_not_there(
    calendars: Calendars, connected: FakeConnectedCalendars, queue: FakeQueue
) -> None:
    connected.connect("eve", a_connection("work"))
    with pytest.raises(NotFound):
        calendars.disconnect("ada", "work", NOW)
    with pytest.raises(NotFound):
        calendars.count("ada", "work", False)
    assert connected.connections["eve", "work"].counts
    assert queue.bodies == []


def test_a_feed_of_ten_megabytes_is_connected_by_how_it_begins(calendars: Calendars, feed: FakeFeed) -> None:
    feed.body = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nA:\r\n" * 400_000
    tracemalloc.start()
    calendars.connect_feed("ada", FEED, "")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(feed.body)
