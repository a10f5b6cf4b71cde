"""The table ``action_items``: what was promised, by user."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Row, Table, Update, Write
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import MAX_ASKED, ActionItem, ActionItemStatus
from lambdas.domain.kernel.instants import iso
from lambdas.errors import Conflict, NotFound, Retryable
from lambdas.store.rows import from_row, to_row

IS_OPEN = Attr("status").eq(ActionItemStatus.OPEN.value)
NO_ITEM = "There is no such action item."
NO_DAY = "9999-12-31"
"""Sorts what has no day behind all that has one."""
MAX_READ = 1000
MAX_SHARED = 200


@dataclass(frozen=True)
class ActionItems:
    """Keyed by ``user_id`` and ``item_id``."""

    table: Table

    def put(self, item: ActionItem) -> None:
        """Stores or replaces it."""
        self.table.put(row_of(item), "storing an action item")

    def added(self, item: ActionItem) -> Write:
        """Returns the write that stores it, of a transaction; one that is there already refuses the transaction."""
        return self.table.put_write(row_of(item), Attr("item_id").not_exists())

    def exists(self, user_id: str, item_id: str) -> bool:
        """Open or closed."""
        return self.table.get(_key(user_id, item_id), "looking for an action item") is not None

    def get(self, user_id: str, item_id: str) -> ActionItem:
        """Open or closed. Raises NotFound, also when it is somebody else's."""
        row = self.table.get(_key(user_id, item_id), "reading an action item")
        if row is None:
            raise NotFound(NO_ITEM)
        return from_row(ActionItem, row)

    def open_of(self, user_id: str) -> list[ActionItem]:
        """Oldest first."""
        rows = self.table.query(Attr("user_id").eq(user_id), "reading action items", only_if=IS_OPEN)
        return _oldest_first(from_row(ActionItem, row) for row in rows)

    def all_of(self, user_id: str) -> list[ActionItem]:
        """Open and closed, oldest first; at most ``MAX_READ``."""
        rows = islice(self.table.query(Attr("user_id").eq(user_id), "reading action items"), MAX_READ)
        return _oldest_first(from_row(ActionItem, row) for row in rows)

    def closed_since(self, user_id: str, since: datetime) -> list[ActionItem]:
        """Done and dropped ones, the last closed first; at most ``MAX_READ``."""
        closed = Attr("closed_at").gte(iso(since))
        theirs = Attr("user_id").eq(user_id)
        rows = self.table.query(theirs, "reading what was done", only_if=closed)
        found = [from_row(ActionItem, row) for row in islice(rows, MAX_READ)]
        return sorted(found, key=lambda item: (item.closed_at or item.created_at, item.item_id), reverse=True)

    def shared_with(self, email: str) -> list[ActionItem]:
        """Open ones on other people's lists, of which the owner with this address was sent word; first due first.

        At most ``MAX_SHARED``. Eventually consistent.
        """
        return list(islice(self._shared_with(email, IS_OPEN), MAX_SHARED))

    def owed_to_others(self, user: User) -> list[ActionItem]:
        """As :meth:`shared_with`, of the lists of others; none where nobody vouches for the user's address."""
        shared = self.shared_with(user.proved_email) if user.proved_email else []
        return [item for item in shared if item.user_id != user.user_id]

    def find_shared(self, email: str, item_id: str) -> ActionItem | None:
        """The one of them with this id, open or closed, however many there are. Eventually consistent."""
        return next(self._shared_with(email, Attr("item_id").eq(item_id)), None)

    def _shared_with(self, email: str, only_if: Condition) -> Iterator[ActionItem]:
        theirs = Attr("shared_with").eq(email.casefold())
        rows = self.table.query(theirs, "reading what was promised to others", index="shared_with", only_if=only_if)
        return (from_row(ActionItem, row) for row in rows)

    def close(self, user_id: str, item_id: str, status: ActionItemStatus, now: datetime) -> None:
        """Done or dropped; closing a closed one changes nothing. Raises NotFound."""
        self._change(user_id, item_id, Update(set={"status": status.value, "closed_at": iso(now)}), "closing")

    def reopen(self, user_id: str, item_id: str) -> None:
        """Raises NotFound."""
        change = Update(set={"status": ActionItemStatus.OPEN.value, "closed_at": None})
        try:
            self.table.update(_key(user_id, item_id), change, "reopening an action item", Attr("item_id").exists())
        except Conflict:
            raise NotFound(NO_ITEM) from None

    def redate(self, user_id: str, item_id: str, due: date | None) -> None:
        """One that is closed stays as it is. Raises NotFound."""
        day = due.isoformat() if due else None
        self._change(user_id, item_id, Update(set={"due": day, "due_key": day or NO_DAY}), "re-dating")

    def reword(self, item: ActionItem, what: str, owner: str, owner_email: str) -> None:
        """Changes what is to be done, and by whom; another owner has not been sent word of it. Raises NotFound.

        One that is closed stays as it is.
        """
        words = {"what": what, "owner": owner, "owner_email": owner_email}
        is_same = owner_email.casefold() == item.owner_email.casefold()
        change = Update(set=words) if is_same else Update(set={**words, "shared_at": None}, remove=("shared_with",))
        self._change(item.user_id, item.item_id, change, "rewording")

    def note_asked(self, user_id: str, item_id: str, meeting_id: str) -> None:
        """Its meeting's materials ask about it: once for each meeting, while it is open, as long as that is counted."""
        row = self.table.get(_key(user_id, item_id), "reading an action item", only=("asked_in",))
        asked: Sequence[str] = (row or {}).get("asked_in", ())
        if row is None or meeting_id in asked or len(asked) >= MAX_ASKED:
            return
        is_as_seen = Attr("asked_in").eq([*asked]) if "asked_in" in row else Attr("asked_in").not_exists()
        with suppress(Conflict):  # closed meanwhile, or asked about by another meeting: a count, no more
            change = Update(set={"asked_in": [*asked, meeting_id]})
            self.table.update(_key(user_id, item_id), change, "counting an action item", IS_OPEN & is_as_seen)

    def note_task(self, user_id: str, item_id: str, system: str) -> None:
        """A task was made of it there. Raises NotFound; Retryable where it changes at this moment."""
        item = self.get(user_id, item_id)
        if system in item.task_systems:
            return
        had = Attr("task_systems")
        is_as_seen = had.eq([*item.task_systems]) if item.task_systems else had.not_exists() | had.eq([])
        change = Update(set={"task_systems": [*item.task_systems, system]})
        try:
            self.table.update(_key(user_id, item_id), change, "noting a task", Attr("item_id").exists() & is_as_seen)
        except Conflict as error:
            raise Retryable("The action item changed meanwhile; it is tried again.") from error

    def note_reminded(self, user_id: str, item_id: str, day: date, action_id: str) -> bool:
        """Its owner is about to be reminded by this action: False where another did on that day, or it is closed."""
        by = Attr("reminded_by")
        is_free = by.not_exists() | by.is_in(["", action_id]) | Attr("reminded_on").lt(day.isoformat())
        change = Update(set={"reminded_on": day.isoformat(), "reminded_by": action_id})
        try:
            self.table.update(_key(user_id, item_id), change, "noting a reminder", IS_OPEN & is_free)
        except Conflict:
            return False
        return True

    def share(self, item: ActionItem, now: datetime) -> None:
        """Its owner was sent word of it: from now on they find it too. Raises NotFound."""
        change = Update(set={"shared_at": iso(now)} | _shared(item.model_copy(update={"shared_at": now})))
        try:
            self.table.update(_key(item.user_id, item.item_id), change, "sharing an action item", Attr("what").exists())
        except Conflict:
            raise NotFound(NO_ITEM) from None

    def of_meeting(self, user_id: str, meeting_id: str) -> list[ActionItem]:
        """Open and closed, of their own list."""
        theirs, its = Attr("user_id").eq(user_id), Attr("meeting_id").eq(meeting_id)
        return [from_row(ActionItem, row) for row in self.table.query(theirs, "reading action items", only_if=its)]

    def asked_about_in(self, user_id: str, meeting_id: str) -> list[ActionItem]:
        """Those of other meetings that this one's materials asked about."""
        rows = self.table.query(Attr("user_id").eq(user_id), "reading action items")
        items = (from_row(ActionItem, row) for row in rows if meeting_id in row.get("asked_in", ()))
        return [item for item in items if item.meeting_id != meeting_id]

    def forget_asked(self, user_id: str, item_id: str, meeting_id: str) -> None:
        """It was not asked about there. Raises NotFound; Retryable where it changes at this moment."""
        asked = self.get(user_id, item_id).asked_in
        if meeting_id not in asked:
            return
        change = Update(set={"asked_in": [other for other in asked if other != meeting_id]})
        try:
            self.table.update(_key(user_id, item_id), change, "counting an action item", Attr("asked_in").eq([*asked]))
        except Conflict as error:
            raise Retryable("The action item changed meanwhile; it is tried again.") from error

    def delete(self, user_id: str, item_id: str) -> None:
        """For good; what is not there is fine."""
        self.table.delete(_key(user_id, item_id), "deleting an action item")

    def _change(self, user_id: str, item_id: str, change: Update, act: str) -> None:
        try:
            self.table.update(_key(user_id, item_id), change, f"{act} an action item", IS_OPEN)
        except Conflict:
            if not self.exists(user_id, item_id):
                raise NotFound(NO_ITEM) from None


def _oldest_first(items: Iterable[ActionItem]) -> list[ActionItem]:
    return sorted(items, key=lambda item: (item.created_at, item.item_id))


def row_of(item: ActionItem) -> Row:
    return {**to_row(item), **_shared(item)}


def _shared(item: ActionItem) -> Row:
    """Keys of the index; only what its owner was sent word of is in it."""
    if item.shared_at is None or not item.owner_email:
        return {}
    due = item.due.isoformat() if item.due else NO_DAY
    return {"shared_with": item.owner_email.casefold(), "due_key": due}


def _key(user_id: str, item_id: str) -> Key:
    return {"user_id": user_id, "item_id": item_id}
