"""An account out of its tables, and what stood among the profiles before calendars had a table of their own."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from lambdas.aws.conditions import Condition
from lambdas.aws.table import Row, Table, Write
from lambdas.domain.accounts.user import CalendarConnection, TypeCorrection, UserAccount
from lambdas.domain.accounts.working_week import DaysOff
from lambdas.errors import NotFound, Retryable
from lambdas.store.absences import Absences
from lambdas.store.connected_calendars import ConnectedCalendars
from lambdas.store.rows import to_row
from lambdas.store.user_accounts import OwnCalendars, PlannedAccounts, UserAccounts
from lambdas.store.users import Users
from tests.fakes.samples import NOW, a_connection, a_user
from tests.fakes.table import FakeTable

CORRECTION = TypeCorrection(series_key="s1", meeting_type="qbr", corrected_at=NOW)
WEEK = DaysOff(first=date(2026, 3, 9), last=date(2026, 3, 13))


@pytest.fixture
def accounts(table: Callable[[str], Table]) -> UserAccounts:
    users, calendars = Users(table("users")), ConnectedCalendars(table("connected_calendars"))
    users.put(a_user())
    return UserAccounts(users, calendars, Absences(table("absences")))


def test_an_account_is_the_profile_with_its_calendars_corrections_and_days_away(accounts: UserAccounts) -> None:
    accounts.calendars.connect("u1", a_connection("home"))
    accounts.calendars.connect("u1", a_connection("work"))
    accounts.users.correct("u1", CORRECTION)
    accounts.absences.record("u1", (WEEK,))
    whole = UserAccount(
        user=a_user(),
        connections=(a_connection("home"), a_connection("work")),
        corrections=(CORRECTION,),
        absences=(WEEK,),
    )
    assert accounts.get("u1") == whole
    planned = PlannedAccounts(accounts.users, accounts.absences).get("u1")
    assert planned == whole.model_copy(update={"connections": ()}), "who plans sees no calendar"


def test_an_unknown_user_has_no_account(accounts: UserAccounts) -> None:
    accounts.calendars.connect("nobody", a_connection())
    with pytest.raises(NotFound):
        accounts.get("nobody")


def test_days_away_are_replaced_as_a_whole(accounts: UserAccounts) -> None:
    day = DaysOff(first=NOW.date(), last=NOW.date())
    accounts.absences.record("u1", (WEEK, day))
    assert accounts.get("u1").absences == (WEEK, day)
    accounts.absences.record("u1", ())
    assert accounts.get("u1").absences == ()


def test_what_still_stands_among_the_profiles_counts_until_it_is_moved_and_is_lost_by_no_move(
    accounts: UserAccounts,
) -> None:
    _stored_before(accounts, a_connection("home"), a_connection("work"))
    accounts.calendars.connect("u1", a_connection("work", label="Since"))
    wanted = (a_connection("home"), a_connection("work", label="Since"))
    assert (accounts.get("u1").connections, accounts.get("u1").absences) == (wanted, (WEEK,))
    assert accounts.move("u1") == 3
    assert (accounts.calendars.of_user("u1"), accounts.absences.of_user("u1")) == (wanted, (WEEK,))
    assert accounts.users.account("u1") == UserAccount(user=a_user()), "no address is left among the profiles"
    assert accounts.move("u1") == 0


def test_a_move_that_died_half_way_is_done_again(accounts: UserAccounts, monkeypatch: pytest.MonkeyPatch) -> None:
    _stored_before(accounts, a_connection("home"), a_connection("work"))
    with monkeypatch.context() as dying:
        dying.setattr(FakeTable, "transact", _failing)
        with pytest.raises(Retryable):
            accounts.move("u1")
    assert accounts.get("u1").connections == (a_connection("home"), a_connection("work"))
    accounts.move("u1")
    assert accounts.calendars.of_user("u1") == (a_connection("home"), a_connection("work"))


def test_a_calendar_disconnected_before_it_was_moved_is_gone_and_is_not_brought_back(accounts: UserAccounts) -> None:
    _stored_before(accounts, a_connection("home"), a_connection("work"))
    own = OwnCalendars(accounts.users, accounts.calendars)
    assert own.of_user("u1") == (a_connection("home"), a_connection("work"))
    own.disconnect("u1", "work")
    assert own.of_user("u1") == accounts.get("u1").connections == (a_connection("home"),)
    assert "https" not in str(accounts.users.table.get({"user_id": "u1", "item": "calendar#work"}, "looking"))
    accounts.move("u1")
    assert own.of_user("u1") == accounts.get("u1").connections == (a_connection("home"),)
    assert accounts.users.unmoved("u1") == []


def test_a_calendar_disconnected_while_it_is_moved_stays_disconnected(
    accounts: UserAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between what the move read and what it writes, or right behind that."""
    own, write = OwnCalendars(accounts.users, accounts.calendars), FakeTable.transact
    for is_first in (True, False):
        _stored_before(accounts, a_connection("work"))

        def transact(table: FakeTable, writes: Sequence[Write], doing: str, is_first: bool = is_first) -> None:
            if is_first:
                own.disconnect("u1", "work")
            try:
                write(table, writes, doing)
            finally:
                own.disconnect("u1", "work")

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(FakeTable, "transact", transact)
            accounts.move("u1")
        assert own.of_user("u1") == ()
        assert accounts.users.unmoved("u1") == []


def test_a_calendar_connected_anew_before_the_move_is_the_one_that_is_disconnected_with_the_old(
    accounts: UserAccounts,
) -> None:
    _stored_before(accounts, a_connection("work"))
    own = OwnCalendars(accounts.users, accounts.calendars)
    own.connect("u1", a_connection("work", label="Since"))
    assert [one.label for one in own.of_user("u1")] == ["Since"]
    own.disconnect("u1", "work")
    assert own.of_user("u1") == ()


def test_what_a_former_version_stored_and_nobody_can_read_any_more_is_moved_as_it_is(accounts: UserAccounts) -> None:
    row = {"user_id": "u1", "item": "calendar#odd", "address": "https://x.example/", "source": "papyrus"}
    accounts.users.table.put(row, "storing an account")
    accounts.move("u1")
    kept = accounts.calendars.table.get({"user_id": "u1", "calendar_id": "odd"}, "looking")
    assert kept == {"user_id": "u1", "calendar_id": "odd", "address": "https://x.example/", "source": "papyrus"}


def test_that_nobody_is_away_any_more_counts_for_more_than_what_a_former_version_stored(
    accounts: UserAccounts,
) -> None:
    _stored_before(accounts)
    accounts.absences.record("u1", ())
    assert accounts.get("u1").absences == ()
    assert PlannedAccounts(accounts.users, accounts.absences).get("u1").absences == ()


def test_a_move_reads_a_user_once(accounts: UserAccounts, monkeypatch: pytest.MonkeyPatch) -> None:
    _stored_before(accounts, a_connection("work"))
    read: list[str] = []
    query = FakeTable.query

    def counted(table: FakeTable, where: Condition, doing: str, **options: Any) -> Iterator[Row]:
        read.append(table.name)
        return query(table, where, doing, **options)

    monkeypatch.setattr(FakeTable, "query", counted)
    accounts.move("u1")
    assert read == ["users"]


def test_days_away_that_were_read_since_are_not_replaced_by_older_ones(accounts: UserAccounts) -> None:
    _stored_before(accounts)
    since = DaysOff(first=NOW.date(), last=NOW.date())
    accounts.absences.record("u1", (since,))
    accounts.move("u1")
    assert accounts.get("u1").absences == (since,)


def _failing(*_: object) -> None:
    raise Retryable("AWS is away.")


def _stored_before(accounts: UserAccounts, *connections: CalendarConnection) -> None:
    """As versions up to November 2026 stored them."""
    rows: list[Row] = [{**to_row(one), "item": f"calendar#{one.calendar_id}"} for one in connections]
    rows.append({"item": "absences", "spans": [to_row(WEEK)]})
    for row in rows:
        accounts.users.table.put({**row, "user_id": "u1"}, "storing an account")
