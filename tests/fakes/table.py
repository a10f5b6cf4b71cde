"""One table in memory, with the keys and indexes of stacks/tables.py; passes the contract of the real one.

Every store runs its own code on it: there is no other stand-in for a table (tests/contracts/test_table.py).
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from botocore.exceptions import ClientError

from lambdas.aws.conditions import Condition
from lambdas.aws.errors import lost_race
from lambdas.aws.table import Key, Newest, Row, Table, TablePart, TransactionRefused, Update, Write
from lambdas.errors import Refused
from stacks.tables import TABLES, TableSpec

LARGEST_ROW = 400_000
SCANNED = 5
MISSING = object()
PLAIN = frozenset({str, int, bool, type(None)})
"""What needs no copy."""
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}
SPECS = {spec.name: spec for spec in TABLES}
LOCK = RLock()
"""One for all tables: a transaction spans several."""


@dataclass(frozen=True)
class FakeTable(Table):
    """``rows`` by their key. A stored row is never changed in place: whoever holds one sees it as it was."""

    spec: TableSpec = field(default=TABLES[0])
    rows: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    """What each write that went through was doing."""
    reads: list[int] = field(default_factory=list)
    """How many rows each read looked at, those that its filter left out among them."""
    unindexed: set[tuple[Any, ...]] = field(default_factory=set)
    """Keys of the rows that have not arrived in any index: one follows its table when it can."""

    @classmethod
    def named(cls, name: str) -> "FakeTable":
        return cls(None, name, SPECS[name])

    def get(self, key: Key, doing: str, *, only: Collection[str] = (), consistent: bool = True) -> Row | None:
        self.reads.append(1)
        row = self.rows.get(self.key_of(key))
        return None if row is None else dict(_copy(_projected(row, only)))

    def put(self, row: Row, doing: str, condition: Condition | None = None) -> None:
        with LOCK:
            self._write(self.put_write(row, condition), doing)

    def put_all(self, rows: Sequence[Row], doing: str, sleep: Callable[[float], None] = lambda _seconds: None) -> None:
        keys = [self.key_of(row) for row in rows]
        assert len(set(keys)) == len(keys), "DynamoDB refuses a batch with the same key twice"
        for row in rows:
            self.put(row, doing)

    def update(self, key: Key, change: Update, doing: str, condition: Condition | None = None) -> Row:
        with LOCK:
            self._write(self.update_write(key, change, condition), doing)
            return dict(_copy(self.rows[self.key_of(key)]))

    def delete(self, key: Key, doing: str, condition: Condition | None = None) -> Row | None:
        with LOCK:
            row = self.rows.get(self.key_of(key))
            if condition and not holds(condition, row or {}):
                raise lost_race(doing)
            self.writes.append(doing)
            return self.rows.pop(self.key_of(key), None)

    def query(
        self,
        where: Condition,
        doing: str,
        *,
        index: str = "",
        only_if: Condition | None = None,
        only: Collection[str] = (),
        newest_first: bool = False,
        page: int | None = None,
    ) -> Iterator[Row]:
        found = self._found(where, index, newest_first)
        step = page or len(found) or 1
        for first in range(0, len(found) or 1, step):
            rows = found[first : first + step]
            self.reads.append(len(rows))
            yield from (_copy(_projected(row, only)) for row in rows if only_if is None or holds(only_if, row))

    def scan(self, doing: str, after: Key | None = None) -> TablePart:
        """A few rows at a time, so that whoever forgets to go on is found out."""
        keys = sorted(self.rows)
        place = keys.index(self.key_of(after)) + 1 if after else 0
        found = [self.rows[key] for key in keys[place : place + SCANNED]]
        self.reads.append(len(found))
        names = [name for name in (self.spec.partition, self.spec.sort) if name]
        more = place + SCANNED < len(keys)
        return TablePart([_copy(row) for row in found], {name: found[-1][name] for name in names} if more else None)

    def newest(self, where: Condition, doing: str, limit: int, *, only_if: Condition | None = None) -> Newest:
        rows = self._found(where, "", newest_first=True)[:limit]
        self.reads.append(len(rows))
        ended_at = {part: rows[-1][part] for part in self._key_parts()} if len(rows) == limit else None
        return Newest([_copy(row) for row in rows if only_if is None or holds(only_if, row)], ended_at)

    def _found(self, where: Condition, index: str, newest_first: bool) -> list[Row]:
        keys, late = self._keys(index), self.unindexed if index else ()
        rows = (row for key, row in list(self.rows.items()) if keys <= row.keys() and key not in late)
        found = [row for row in rows if holds(where, row)]
        sort = self._sort_attribute(index)
        return sorted(found, key=lambda row: row[sort] if sort else "", reverse=newest_first)

    def transact(self, writes: Sequence[Write], doing: str) -> None:
        with LOCK:
            rows = [(_table_of(write).name, _table_of(write).key_of(write.row or write.key)) for write in writes]
            assert len(set(rows)) == len(rows), "DynamoDB refuses a transaction with two writes of one row"
            refused = [place for place, write in enumerate(writes) if not _table_of(write)._may(write)]
            if refused:
                raise TransactionRefused(str(lost_race(doing)), refused)
            written = [_table_of(write)._written(write, doing) for write in writes]
            for write, row in zip(writes, written, strict=True):
                _table_of(write)._apply(write, row, doing)

    def _may(self, write: Write) -> bool:
        row = self.rows.get(self.key_of(write.row or write.key), {})
        return write.condition is None or holds(write.condition, row)

    def _write(self, write: Write, doing: str) -> None:
        if not self._may(write):
            raise lost_race(doing)
        self._apply(write, self._written(write, doing), doing)

    def _written(self, write: Write, doing: str) -> Row | None:
        """The row as it will be; None where it will be gone."""
        if write.kind == "Delete":
            return None
        before = self.rows.get(self.key_of(write.row or write.key), dict(write.key))
        row: Row = _copy(write.row) if write.change is None else _changed(before, write.change)
        self._must_fit_its_indexes(row)
        if len(json.dumps(row)) > LARGEST_ROW:
            raise Refused(f"Too large to store, while {doing}.")
        return row

    def _apply(self, write: Write, row: Row | None, doing: str) -> None:
        key = self.key_of(write.row or write.key)
        if row is None:
            self.rows.pop(key, None)
        else:
            self.rows[key] = row
        self.writes.append(doing)

    def _must_fit_its_indexes(self, row: Row) -> None:
        """A row without a key is in no index; one whose key is no text, or an empty one, is not taken at all."""
        parts = {part for index in self.spec.indexes for part in (index.partition, index.sort)}
        if wrong := sorted(part for part in parts & row.keys() if not isinstance(row[part], str) or not row[part]):
            message = f"A value specified for a secondary index key is not supported. IndexKey: {wrong[0]}"
            raise ClientError({"Error": {"Code": "ValidationException", "Message": message}}, "PutItem")

    def key_of(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row[part] for part in self._key_parts())

    def _key_parts(self) -> list[str]:
        return [self.spec.partition, *([self.spec.sort] if self.spec.sort else [])]

    def _sort_attribute(self, index: str) -> str | None:
        return self._index(index).sort if index else self.spec.sort

    def _keys(self, index: str) -> set[str]:
        """An index has only what has both of its keys, and has arrived there."""
        return {self._index(index).partition, self._index(index).sort} if index else set()

    def _index(self, name: str) -> Any:
        return next(index for index in self.spec.indexes if index.name == name)


def holds(condition: Condition, row: Row) -> bool:
    """As DynamoDB judges it: nothing compares with an attribute that is not there, or that is of another type."""
    operator, path, values = condition
    stored = _at(row, path) if path else MISSING
    match operator:
        case "and":
            return all(holds(part, row) for part in values)
        case "or":
            return any(holds(part, row) for part in values)
        case "exists" | "not_exists":
            return (stored is not MISSING) is (operator == "exists")
        case "begins_with":
            return isinstance(stored, str) and stored.startswith(values[0])
        case "between":
            return _is_comparable(stored, values[0]) and bool(values[0] <= stored <= values[1])
        case "in":
            return any(_is_comparable(stored, value) and stored == value for value in values)
    return _is_comparable(stored, values[0]) and COMPARED[operator](stored, _copy(values[0]))


def _is_comparable(stored: Any, value: Any) -> bool:
    if isinstance(stored, bool) or isinstance(value, bool):
        return isinstance(stored, bool) and isinstance(value, bool)
    if isinstance(value, int | float):
        return isinstance(stored, int | float)
    kinds: tuple[type, ...] = (str, list, dict, type(None))
    plain = _copy(value)
    return any(isinstance(stored, kind) and isinstance(plain, kind) for kind in kinds)


def _at(row: Row, path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            return MISSING
        value = value[name]
    return value


def _changed(row: Row, change: Update) -> Row:
    changed: Row = _copy(row)
    missing = {path: value for path, value in change.defaults.items() if _at(row, path) is MISSING}
    counted = {path: (0 if (old := _at(row, path)) is MISSING else old) + more for path, more in change.add.items()}
    for path, value in {**change.set, **missing, **counted}.items():
        parent, _, name = path.rpartition(".")
        _parent(changed, parent)[name] = _copy(value)
    for path in change.remove:
        parent, _, name = path.rpartition(".")
        _parent(changed, parent).pop(name, None)
    return changed


def _parent(row: Row, path: str) -> Row:
    """DynamoDB refuses a path into a map that is not there."""
    found = _at(row, path) if path else row
    assert isinstance(found, dict), f"no map at {path}"
    return found


def _projected(row: Row, only: Collection[str]) -> Row:
    """Paths may lead into maps; what is not there is left out, and so is a map of which nothing is there."""
    if not only:
        return row
    kept: Row = {}
    for path in only:
        if (value := _at(row, path)) is not MISSING:
            *parents, name = path.split(".")
            place = kept
            for parent in parents:
                place = place.setdefault(parent, {})
            place[name] = value
    return kept


def _copy(value: Any) -> Any:
    """A JSON value of its own, as it would come back: no tuples, no whole number with a fraction."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is float:
        return int(value) if value.is_integer() else value
    if kind is dict or isinstance(value, Mapping):
        return {name: each if type(each) in PLAIN else _copy(each) for name, each in value.items()}
    if kind is list or kind is tuple:
        return [each if type(each) in PLAIN else _copy(each) for each in value]
    raise TypeError(f"DynamoDB rows hold JSON values only, not {kind.__name__}")


def _table_of(write: Write) -> FakeTable:
    assert isinstance(write.table, FakeTable)
    return write.table


class FakeTables(dict[str, FakeTable]):
    """The stage's tables by name, each made when it is first asked for; stands in for ``wiring.table``."""

    def __missing__(self, name: str) -> FakeTable:
        self[name] = FakeTable.named(name)
        return self[name]

    def __call__(self, name: str) -> FakeTable:
        return self[name]
