"""A reading comes to the same end however often it is killed; what is gone is closed, what fails is told once."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.domain.sources.account import SourceStatus
from lambdas.errors import NeedsConsent, Refused, Retryable
from lambdas.source_readings.read import HELD
from tests.fakes.sources.scripted import Killed
from tests.unit.source_readings.world import World, an_incident


def stored(world: World) -> dict[str, dict[str, object]]:
    return {str(key): dict(row) for key, row in world.own.table.rows.items()}


def test_rows_become_records_with_their_source_and_the_moment_of_the_reading() -> None:
    world = World()
    world.source.rows = [an_incident(1), an_incident(2, severity="P1")]
    world.connect()
    after = world.read()
    assert after is not None
    assert (after.status, after.rows, after.refused, after.read_at) == (SourceStatus.OK, 2, 0, world.now)
    known = world.known()
    assert [record.record_id for record in known.records] == ["pagerduty:P1", "pagerduty:P2"]
    assert known.origins["pagerduty:P1"].account.name == "PagerDuty"


def test_a_surprising_row_is_refused_with_its_id_and_the_rest_counts() -> None:
    world = World()
    world.source.rows = [an_incident(1), an_incident(2, severity="a lot"), an_incident(3, opened_at=7)]
    world.connect()
    after = world.read()
    assert after is not None
    assert (after.status, after.rows, after.refused) == (SourceStatus.OK, 1, 2)
    assert after.refused_rows[0].startswith("P2: severity “a lot” is not known")
    assert after.refused_rows[1].startswith("P3: opened_at")


def test_what_a_whole_reading_no_longer_has_is_closed_and_comes_back_with_it() -> None:
    world = World()
    world.source.rows = [an_incident(n) for n in range(5)]
    world.connect()
    world.read()
    world.source.rows = [an_incident(n) for n in (0, 2, 4)]
    world.wait(timedelta(hours=1))
    world.read()
    assert [record.record_id for record in world.known().records] == ["pagerduty:P0", "pagerduty:P2", "pagerduty:P4"]
    assert [one.sourced.external_id for one in world.known().closed] == ["P1", "P3"]
    world.source.rows = [an_incident(n) for n in range(5)]
    world.wait(timedelta(hours=1))
    world.read()
    assert len(world.known().records) == 5
    assert not world.known().closed


def test_a_reading_that_lacked_rows_closes_nothing_and_says_so() -> None:
    world = World()
    world.source.rows = [an_incident(1), an_incident(2)]
    world.connect()
    world.read()
    world.source.rows, world.source.is_whole = [an_incident(1)], False
    world.wait(timedelta(hours=1))
    after = world.read()
    assert len(world.known().records) == 2
    assert after is not None
    assert not after.is_whole


def test_a_quiet_reading_writes_no_record() -> None:
    world = World()
    world.source.rows = [an_incident(n) for n in range(9)]
    world.connect()
    world.read()
    before = len(world.own.table.writes)
    world.wait(timedelta(hours=1))
    world.read()
    assert len(world.own.table.writes) == before


@settings(max_examples=60, deadline=None)
@given(
    rows=st.integers(0, 14),
    gone=st.sets(st.integers(0, 13)),
    size=st.integers(1, 5),
    kills=st.lists(st.integers(1, 12), max_size=4),
)
def test_killed_at_any_page_and_gone_on_with_the_records_are_the_same(
    rows: int, gone: set[int], size: int, kills: list[int]
) -> None:
    """Of two readings, the second without some rows, one is killed wherever it may be, the other never."""
    worlds = World(), World()
    for world in worlds:
        world.source.page_size = size
        world.source.rows = [an_incident(n) for n in range(rows)]
        world.connect()
        world.source.asked = 0
    quiet, killed = worlds

    def end(number: int) -> None:
        if number in kills:
            raise Killed

    killed.source.before_page = end
    for world in worlds:
        _read_to_the_end(world)
        world.source.rows = [an_incident(n, title="Now otherwise") for n in range(rows) if n not in gone]
        world.now = worlds[0].now + timedelta(hours=1)
        _read_to_the_end(world)
    assert {key: _without_times(row) for key, row in stored(quiet).items()} == {
        key: _without_times(row) for key, row in stored(killed).items()
    }


def _without_times(row: dict[str, object]) -> dict[str, object]:
    return {**row, "closed_at": row.get("closed_at") is not None}


def _read_to_the_end(world: World) -> None:
    for _ in range(20):
        try:
            after = world.read()
        except Killed:
            world.wait(HELD + timedelta(seconds=1))
            continue
        if after and after.reading is None:
            return
    raise AssertionError("the reading does not end")


def test_killed_between_storing_and_noting_a_page_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.source.rows = [an_incident(n) for n in range(7)]
    world.connect()
    noted = world.accounts.note_page

    def killed(*_: object) -> None:
        raise Killed

    object.__setattr__(world.accounts, "note_page", killed)
    with pytest.raises(Killed):
        world.read()
    object.__setattr__(world.accounts, "note_page", noted)
    assert world.read() is None  # still held by the one that was killed
    world.wait(HELD + timedelta(seconds=1))
    after = world.read()
    assert after is not None
    assert (after.rows, len(world.known().records)) == (7, 7)


def test_of_two_readings_at_once_one_reads() -> None:
    world = World()
    world.source.rows = [an_incident(1)]
    world.connect()
    others = []
    world.source.before_page = lambda _number: others.append(world.readings.read("ada", "pagerduty"))
    assert world.read() is not None
    assert others == [None]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NeedsConsent("PagerDuty does not take what it was connected with (HTTP 401)."), SourceStatus.RECONNECT),
        (Refused("PagerDuty refuses the question (HTTP 400)."), SourceStatus.REFUSED),
    ],
)
def test_what_only_a_person_can_mend_is_told_once(error: Exception, status: SourceStatus) -> None:
    world = World()
    world.source.rows = [an_incident(1)]
    world.connect()
    world.read()

    def fail(_number: int) -> None:
        raise error

    world.source.before_page = fail
    for _ in range(3):
        world.wait(timedelta(hours=7))
        after = world.read()
    assert after is not None
    assert after.status is status
    what = "connect it again" if status is SourceStatus.RECONNECT else "look at it"
    told = [message.title for message in world.notifier.messages.values()]
    assert told == [f"PagerDuty cannot be read: {what} in your settings"]
    assert "top-secret" not in str(world.notifier.messages)
    assert len(world.known().records) == 1


def test_a_busy_source_is_left_alone_for_as_long_as_it_asks_and_then_gone_on_with() -> None:
    world = World()
    world.source.rows = [an_incident(n) for n in range(7)]
    world.connect()
    world.source.asked = 0

    def busy(number: int) -> None:
        if number == 2:
            raise Retryable("PagerDuty asks to be left alone for a while; AMO goes on then.", after=300)

    world.source.before_page = busy
    after = world.read()
    assert after is not None
    assert (after.status, after.look_at) == (SourceStatus.THROTTLED, world.now + timedelta(seconds=300))
    assert not world.notifier.messages
    world.wait(timedelta(seconds=301))
    after = world.read()
    assert after is not None
    assert (after.status, after.rows) == (SourceStatus.OK, 7)
    assert world.source.asked == 4  # three pages, one of them twice


def test_one_that_is_away_is_tried_less_and_less_and_told_after_some_hours() -> None:
    world = World()
    world.connect()

    def away(_number: int) -> None:
        raise Retryable("PagerDuty could not be reached; AMO tries again.")

    world.source.before_page = away
    pauses = []
    while not world.notifier.messages:
        after = world.read()
        assert after is not None
        assert after.look_at is not None
        pauses.append(after.look_at - world.now)
        world.now = after.look_at
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[-1] == timedelta(hours=1)
    assert len(pauses) < 20


def test_a_source_that_was_disconnected_while_it_was_read_stays_gone() -> None:
    world = World()
    world.source.rows = [an_incident(n) for n in range(7)]
    account = world.connect()
    world.source.before_page = lambda _number: world.accounts.disconnect(account)
    assert world.read() is None
    assert world.connections.of_person(world.user) == ()
