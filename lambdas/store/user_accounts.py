"""A user's account out of the tables it stands in, each function's as far as it may read them."""

from dataclasses import dataclass

from lambdas.aws.table import TransactionRefused
from lambdas.domain.accounts.user import CalendarConnection, UserAccount
from lambdas.store.absences import Absences
from lambdas.store.connected_calendars import ConnectedCalendars
from lambdas.store.users import MOVED_ABSENCES, Users


@dataclass(frozen=True)
class PlannedAccounts:
    """Holds what planning takes: profile, corrections and days away, and no calendar."""

    users: Users
    absences: Absences

    def get(self, user_id: str) -> UserAccount:
        """Raises NotFound."""
        account = self.users.account(user_id)
        return account.model_copy(update={"absences": self.absences.of_user(user_id, account.absences)})


@dataclass(frozen=True)
class ShownAccounts:
    """Holds what may be shown to whoever acts for somebody: whose calendars they are, and no address of a feed."""

    users: Users
    calendars: ConnectedCalendars

    def get(self, user_id: str) -> UserAccount:
        """Without days away. Raises NotFound."""
        return _with_calendars(self.users.account(user_id), self.calendars.shown_of(user_id))


@dataclass(frozen=True)
class OwnCalendars:
    """A user's calendars, for whoever connects and disconnects them, also those that are still to be moved."""

    users: Users
    calendars: ConnectedCalendars

    def of_user(self, user_id: str) -> tuple[CalendarConnection, ...]:
        before = self.users.unmoved_calendars(user_id)
        return _merged(before, self.calendars.of_user(user_id))

    def connect(self, user_id: str, connection: CalendarConnection) -> None:
        """Adds a calendar, or replaces the one with the same id, wherever that stands."""
        self.calendars.connect(user_id, connection)

    def disconnect(self, user_id: str, calendar_id: str) -> None:
        """For good: what is still to be moved is withdrawn first, so that no move brings it back."""
        self.users.withdraw_calendar(user_id, calendar_id)
        self.calendars.disconnect(user_id, calendar_id)


@dataclass(frozen=True)
class UserAccounts:
    users: Users
    calendars: ConnectedCalendars
    absences: Absences

    def get(self, user_id: str) -> UserAccount:
        """The whole account. Raises NotFound.

        What still stands among the profiles (``Users.account``) counts until it is moved, so that no reading takes a
        calendar for gone.
        """
        account = PlannedAccounts(self.users, self.absences).get(user_id)
        return _with_calendars(account, self.calendars.of_user(user_id))

    def move(self, user_id: str) -> int:
        """Moves what stood among the profiles before calendars had a table of their own; returns how many rows.

        Safe to repeat, and beside whoever connects and disconnects: a row stands here or in its table, never in both
        or neither. What its owner has replaced or withdrawn meanwhile is taken away.
        """
        rows = self.users.unmoved(user_id)
        for row in rows:
            store = self.absences if row["item"] == MOVED_ABSENCES else self.calendars
            try:
                self.users.table.transact([store.moved_write(row), self.users.moved_write(row)], "moving calendars")
            except TransactionRefused:
                self.users.forget_unmoved(row)
        return len(rows)


def _with_calendars(account: UserAccount, calendars: tuple[CalendarConnection, ...]) -> UserAccount:
    return account.model_copy(update={"connections": _merged(account.connections, calendars)})


def _merged(
    before: tuple[CalendarConnection, ...], since: tuple[CalendarConnection, ...]
) -> tuple[CalendarConnection, ...]:
    known = {one.calendar_id: one for one in (*before, *since)}
    return tuple(known[name] for name in sorted(known))
