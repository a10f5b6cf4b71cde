"""The table of connected sources: one row each, beside it the pages of a reading under way, and whose each hook is."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Row, Table, Update
from lambdas.domain.kernel.instants import iso
from lambdas.domain.sources.account import ADDRESSED, SourceAccount
from lambdas.domain.sources.kinds import ADDRESS, SourceKind
from lambdas.errors import Conflict, NotFound
from lambdas.store.rows import ATTENTION, SHARDS, attention, expiring, from_row, is_due, is_expired, to_row

INDEX = "attention"
MAX_PUT_OFF = timedelta(days=2)
"""Nothing that is read on a schedule is looked at later than that."""
KEPT_PAGE = timedelta(hours=6)
"""The ids of a page, after which the reading it belongs to was given up."""
AS_CONNECTED = frozenset({"owner", "source_id", "kept", "settings"})
"""What a reading never changes of an account."""
NO_SOURCE = "There is no such source."


@dataclass(frozen=True)
class SourceAccounts:
    table: Table

    def get(self, owner: str, source_id: str) -> SourceAccount:
        """Raises NotFound, also for somebody else's."""
        row = self.table.get(_key(owner, source_id), "reading a connected source")
        if row is None:
            raise NotFound(NO_SOURCE)
        return from_row(SourceAccount, row)

    def of(self, owner: str) -> tuple[SourceAccount, ...]:
        theirs = Attr("owner").eq(owner) & Attr("item").begins_with("source#")
        return tuple(from_row(SourceAccount, row) for row in self.table.query(theirs, "listing connected sources"))

    def connect(self, account: SourceAccount) -> None:
        """Stores it in place of one with its id."""
        if account.hook:
            told = {**_hook_key(account.hook), "of_owner": account.owner, "source_id": account.source_id}
            self.table.put(told, "storing the address of a source")
        self.table.put(
            {**to_row(account), **_key(account.owner, account.source_id), **_looked_at(account)}, "connecting a source"
        )

    def claim(self, owner: str, source_id: str, now: datetime, until: datetime) -> SourceAccount | None:
        """Of all who want to read it at once one gets it, until a time; None for the others, and where it is gone."""
        is_free = Attr("held_until").not_exists() | Attr("held_until").lt(iso(now))
        try:
            held = Update(set={"held_until": iso(until)})
            row = self.table.update(
                _key(owner, source_id), held, "claiming a source", Attr("source_id").exists() & is_free
            )
        except Conflict:
            return None
        return from_row(SourceAccount, row)

    def save(self, account: SourceAccount, held_until: datetime | None) -> None:
        """Stores how it stands after a page or a reading. Raises Conflict where it was disconnected, or connected anew.

        ``held_until`` None lets it go.
        """
        fields = to_row(account)
        values = {name: value for name, value in fields.items() if name not in AS_CONNECTED}
        values |= _looked_at(account)
        removed = [] if held_until else ["held_until"]
        if held_until:
            values["held_until"] = iso(held_until)
        is_same = Attr("connected_at").eq(fields["connected_at"])
        change = Update(set=values, remove=[*removed, *(ATTENTION if not account.look_at else ())])
        self.table.update(_key(account.owner, account.source_id), change, "noting how a source stands", is_same)

    def note(self, account: SourceAccount, names: Collection[str]) -> None:
        """Stores these fields alone of how it stands: a message may come while it is read. Raises as :meth:`save`."""
        fields = to_row(account, {*names, "connected_at"})
        is_same = Attr("connected_at").eq(fields.pop("connected_at"))
        values = fields | (_looked_at(account) if "look_at" in names else {})
        key = _key(account.owner, account.source_id)
        self.table.update(key, Update(set=values), "noting what a source told", is_same)

    def disconnect(self, account: SourceAccount) -> None:
        if account.hook:
            self.table.delete(_hook_key(account.hook), "forgetting the address of a source")
        self.table.delete(_key(account.owner, account.source_id), "disconnecting a source")
        for row in list(self._pages(account.owner, account.source_id, "")):
            self.table.delete({"owner": row["owner"], "item": row["item"]}, "forgetting a page of a source")

    def look_again(self, account: SourceAccount, at: datetime) -> None:
        """It is looked at then, and not before. Nothing happens where it is gone."""
        key, later = _key(account.owner, account.source_id), attention(f"{account.owner}/{account.source_id}", at)
        try:
            self.table.update(key, Update(set=later), "putting off a source", Attr("source_id").exists())
        except Conflict:
            return

    def due(self, now: datetime) -> Iterator[SourceAccount]:
        for shard in SHARDS:
            for row in self.table.query(is_due(shard, now), "looking for sources to read", index=INDEX):
                yield from_row(SourceAccount, row)

    def addresses(self, now: datetime, most: int) -> frozenset[tuple[SourceKind, str]]:
        """Returns the kinds and addresses that are asked, of the first so many sources that are read on a schedule."""
        rows = (row for shard in SHARDS for row in self._addressed(shard, now + MAX_PUT_OFF))
        settings = ((SourceKind(row["kind"]), row["settings"].get(ADDRESS, "")) for row in islice(rows, most))
        return frozenset((kind, address) for kind, address in settings if address)

    def of_hook(self, hook: str) -> SourceAccount:
        """Raises NotFound for an address nobody has."""
        row = self.table.get(_hook_key(hook), "looking for the source of an address")
        if row is None:
            raise NotFound(NO_SOURCE)
        return self.get(row["of_owner"], row["source_id"])

    def note_page(self, account: SourceAccount, number: int, keys: list[str], now: datetime) -> None:
        """The records that a page of the reading under way had; noted again, it takes its own place."""
        key = {"owner": account.owner, "item": f"{_pages_of(account.source_id, _began(account))}{number:06}"}
        self.table.put({**key, "keys": keys, **expiring(now + KEPT_PAGE)}, "noting a page of a source")

    def noted_pages(self, account: SourceAccount, now: datetime) -> frozenset[str]:
        """Every record the pages of the reading under way had."""
        rows = self._pages(account.owner, account.source_id, _began(account))
        return frozenset(key for row in rows if not is_expired(row, now) for key in row["keys"])

    def _addressed(self, shard: str, until: datetime) -> Iterator[Row]:
        where, why = is_due(shard, until), "looking where sources are asked"
        return self.table.query(where, why, index=INDEX, only=ADDRESSED)

    def _pages(self, owner: str, source_id: str, began: str) -> Iterator[Row]:
        theirs = Attr("owner").eq(owner) & Attr("item").begins_with(_pages_of(source_id, began))
        return self.table.query(theirs, "reading the pages of a source")


def _began(account: SourceAccount) -> str:
    return iso(account.reading.began_at) if account.reading else ""


def _pages_of(source_id: str, began: str) -> str:
    return f"page#{source_id}#{began}#" if began else f"page#{source_id}#"


def _looked_at(account: SourceAccount) -> Row:
    return attention(f"{account.owner}/{account.source_id}", account.look_at) if account.look_at else {}


def _key(owner: str, source_id: str) -> Key:
    return {"owner": owner, "item": f"source#{source_id}"}


def _hook_key(hook: str) -> Key:
    return {"owner": f"hook#{hook}", "item": "hook"}
