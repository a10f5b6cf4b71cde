"""A user's account out of the tables it stands in, each function's as far as it may read them."""

from dataclasses import dataclass

from lambdas.domain.accounts.user import CalendarConnection, UserAccount
from lambdas.store.absences import Absences
from lambdas.store.connected_calendars import ConnectedCalendars
from lambdas.store.users import Users


@dataclass(frozen=True)
class PlannedAccounts:
    """Holds what planning takes: profile, corrections and days away, and no calendar."""

    users: Users
    absences: Absences

    def get(self, user_id: str) -> UserAccount:
        """Raises NotFound."""
        account = self.users.account(user_id)
        return account.model_copy(update={"absences": self.absences.of_user(user_id) or account.absences})


@dataclass(frozen=True)
class ShownAccounts:
    """Holds what may be shown to whoever acts for somebody: whose calendars they are, and no address of a feed."""

    users: Users
    calendars: ConnectedCalendars

    def get(self, user_id: str) -> UserAccount:
        """Without days away. Raises NotFound."""
        return _with_calendars(self.users.account(user_id), self.calendars.shown_of(user_id))


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

        Safe to repeat: a row is taken away only once it stands in its table.
        """
        before = self.users.account(user_id)
        for connection in before.connections:
            self.calendars.add_moved(user_id, connection)
        if before.absences:
            self.absences.add_moved(user_id, before.absences)
        return self.users.forget_calendars(user_id)


def _with_calendars(account: UserAccount, calendars: tuple[CalendarConnection, ...]) -> UserAccount:
    known = {one.calendar_id: one for one in (*account.connections, *calendars)}
    return account.model_copy(update={"connections": tuple(known[name] for name in sorted(known))})
