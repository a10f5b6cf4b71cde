"""The connected calendars of each user: a table of their own, since the addresses of feeds are secrets."""

from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Row, Table, Update, Write
from lambdas.domain.accounts.user import SHOWN, SYNCED, CalendarConnection
from lambdas.errors import Conflict
from lambdas.store.rows import from_row, to_row

STORING = "storing a calendar"


@dataclass(frozen=True)
class ConnectedCalendars:
    table: Table

    def of_user(self, user_id: str) -> tuple[CalendarConnection, ...]:
        rows = self.table.query(Attr("user_id").eq(user_id), "reading the calendars")
        return tuple(from_row(CalendarConnection, row) for row in rows)

    def shown_of(self, user_id: str) -> tuple[CalendarConnection, ...]:
        """Returns them without addresses, for whoever may be shown none."""
        rows = self.table.query(Attr("user_id").eq(user_id), "looking at the calendars", only=SHOWN)
        return tuple(from_row(CalendarConnection, row) for row in rows)

    def has_any(self, user_id: str) -> bool:
        """Reads keys alone: whoever asks may be shown no address."""
        keys = self.table.query(Attr("user_id").eq(user_id), "looking for calendars", only=("calendar_id",), page=1)
        return next(keys, None) is not None

    def connect(self, user_id: str, connection: CalendarConnection) -> None:
        """Adds a calendar, or replaces the one with the same id."""
        self.table.put(_row(user_id, connection), STORING)

    def moved_write(self, row: Row) -> Write:
        """Adds a calendar as it stood among the profiles, unless one with its id was connected since."""
        content = {name: value for name, value in row.items() if name != "item"}
        key = _key(row["user_id"], row["item"].partition("#")[2])
        return self.table.put_write({**content, **key}, Attr("calendar_id").not_exists())

    def disconnect(self, user_id: str, calendar_id: str) -> None:
        self.table.delete(_key(user_id, calendar_id), "removing a calendar")

    def record_sync(self, user_id: str, connection: CalendarConnection, seen: Mapping[str, str] | None = None) -> bool:
        """Stores how a sync of ``connection`` ended, unless it was removed or given a new address meanwhile.

        With ``seen`` only where the stored ``sync_state`` is still that. Returns whether it was stored.
        """
        return self._note(user_id, connection, to_row(connection, SYNCED), seen)

    def note_state(self, user_id: str, connection: CalendarConnection, state: Mapping[str, str]) -> bool:
        """Stores another ``sync_state`` alone, on the same terms."""
        return self._note(user_id, connection, {"sync_state": state})

    def _note(
        self, user_id: str, connection: CalendarConnection, values: Row, seen: Mapping[str, str] | None = None
    ) -> bool:
        is_same: Condition = Attr("address").eq(connection.address)
        if seen is not None:
            is_same &= Attr("sync_state").eq(seen)
        try:
            self.table.update(_key(user_id, connection.calendar_id), Update(set=values), STORING, is_same)
        except Conflict:
            return False
        return True


def _row(user_id: str, connection: CalendarConnection) -> Row:
    return {**to_row(connection), **_key(user_id, connection.calendar_id)}


def _key(user_id: str, calendar_id: str) -> Key:
    return {"user_id": user_id, "calendar_id": calendar_id}
