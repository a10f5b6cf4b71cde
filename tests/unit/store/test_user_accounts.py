"""An account out of its tables, and what stood among the profiles before calendars had a table of their own."""

from collections.abc import Callable
from datetime import date

import pytest

from lambdas.aws.table import Row, Table
from lambdas.domain.accounts.user import CalendarConnection, TypeCorrection, UserAccount
from lambdas.domain.accounts.working_week import DaysOff
from lambdas.errors import NotFound
from lambdas.store.absences import Absences
from lambdas.store.connected_calendars import ConnectedCalendars
from lambdas.store.rows import to_row
from lambdas.store.user_accounts import PlannedAccounts, UserAccounts
from lambdas.store.users import Users
from tests.fakes.samples import NOW, a_connection, a_user

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
    accounts.calendars.add_moved("u1", a_connection("home"))
    accounts.move("u1")
    assert accounts.get("u1").connections == (a_connection("home"), a_connection("work"))


def test_days_away_that_were_read_since_are_not_replaced_by_older_ones(accounts: UserAccounts) -> None:
    _stored_before(accounts)
    since = DaysOff(first=NOW.date(), last=NOW.date())
    accounts.absences.record("u1", (since,))
    accounts.move("u1")
    assert accounts.get("u1").absences == (since,)


def _stored_before(accounts: UserAccounts, *connections: CalendarConnection) -> None:
    """As versions up to November 2026 stored them."""
    rows: list[Row] = [{**to_row(one), "item": f"calendar#{one.calendar_id}"} for one in connections]
    rows.append({"item": "absences", "spans": [to_row(WEEK)]})
    for row in rows:
        accounts.users.table.put({**row, "user_id": "u1"}, "storing an account")
