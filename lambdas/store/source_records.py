"""The records sources filled in, in the table ``records`` beside those people keep, and what people put right in them.

Under ``<kind>:sourced#<record_id>`` and ``<kind>:corrected#<record_id>``: so one query by the kind's name finds all of
a kind, and none of it is among the records people keep themselves.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.aws.conditions import Attr
from lambdas.aws.side_by_side import side_by_side
from lambdas.aws.table import Key, Row, Table
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.domain.sources.account import SourceAccount, owner_of_team
from lambdas.domain.sources.known_records import KnownRecords, merged
from lambdas.domain.sources.sourced_record import Corrections, FieldCorrection, SourcedRecord, corrected
from lambdas.errors import NotFound
from lambdas.store.records import NO_RECORD
from lambdas.store.rows import from_row, to_row
from lambdas.store.source_accounts import SourceAccounts

SOURCED, CORRECTED = "sourced", "corrected"
DELETED_AT_ONCE = 16
"""So that thousands go while the person who disconnects a source waits for it."""


@dataclass(frozen=True)
class SourceRecords:
    table: Table
    accounts: SourceAccounts
    sleep: Callable[[float], None] = time.sleep

    def known(self, user_id: str, team_id: str, kind: RecordKind) -> KnownRecords:
        """All a person knows of a kind: their own, their sources', and their team's. ``team_id`` may be empty."""
        own: list[Record] = []
        sourced: list[tuple[str, SourcedRecord]] = []
        corrections: dict[str, Corrections] = {}
        accounts: list[SourceAccount] = []
        for owner in (user_id, *([owner_of_team(team_id)] if team_id else [])):
            for row in self._rows(owner, kind):
                form, _, record_id = str(row["record_key"]).removeprefix(kind).partition("#")
                if form == "":
                    own.append(from_row(sheet_of(kind).model, row))
                elif form == f":{SOURCED}":
                    sourced.append((owner, from_row(SourcedRecord, row)))
                elif form == f":{CORRECTED}" and owner == user_id:
                    corrections[record_id] = _corrections(row)
            accounts += self.accounts.of(owner)
        return merged(kind, own, sourced, corrections, accounts)

    def of_source(self, account: SourceAccount) -> dict[str, SourcedRecord]:
        """By their key within the table; the closed ones as well."""
        found: dict[str, SourcedRecord] = {}
        for kind in account.spec.records:
            for row in self._rows(account.owner, _prefix(SOURCED, kind)):
                if row["source_id"] == account.source_id:
                    found[row["record_key"]] = from_row(SourcedRecord, row)
        return found

    def counts(self, owner: str, kind: RecordKind) -> Counter[str]:
        """Counts those of a kind by their source's id, without what is gone there."""
        theirs = Attr("user_id").eq(owner) & Attr("record_key").begins_with(_prefix(SOURCED, kind))
        rows = self.table.query(theirs, "counting a source's records", only=("source_id", "closed_at"))
        return Counter(str(row["source_id"]) for row in rows if not row.get("closed_at"))

    def put_all(self, owner: str, records: Iterable[SourcedRecord]) -> None:
        """Stores or replaces each. Raises Retryable; what was already written stays, and may be written again."""
        rows = {key_of(one): {"user_id": owner, "record_key": key_of(one), **to_row(one)} for one in records}
        self.table.put_all(list(rows.values()), "storing what a source says", self.sleep)

    def replace(self, owner: str, before: SourcedRecord | None, after: SourcedRecord) -> None:
        """Stores it in the place of what was read before. Raises Conflict where that is no longer what is there."""
        is_same = Attr("record_key").not_exists()
        if before:
            known = to_row(before, ("values", "closed_at", "memory"))
            same = [Attr(name).eq(value) for name, value in known.items()]
            is_same = same[0] & same[1] & same[2]
        row = {"user_id": owner, "record_key": key_of(after), **to_row(after)}
        self.table.put(row, "storing what a source told", is_same)

    def find(self, owner: str, kind: RecordKind, record_id: str) -> SourcedRecord | None:
        row = self.table.get(_key(owner, SOURCED, kind, record_id), "reading a source's record")
        return from_row(SourcedRecord, row) if row else None

    def correct(self, user_id: str, kind: RecordKind, record_id: str, corrections: Corrections) -> None:
        """These take the place of what the person corrected before; none leaves what the source says."""
        key = _key(user_id, CORRECTED, kind, record_id)
        if not corrections:
            self.table.delete(key, "taking a correction back")
            return
        fields = {name: one.model_dump(mode="json") for name, one in corrections.items()}
        self.table.put({**key, "fields": fields}, "storing a correction")

    def corrections(self, user_id: str, kind: RecordKind, record_id: str) -> Corrections:
        row = self.table.get(_key(user_id, CORRECTED, kind, record_id), "reading a correction")
        return _corrections(row) if row else {}

    def forget_source(self, account: SourceAccount) -> int:
        """Deletes everything it filled in; returns how many. Corrections stay: they are their person's."""
        keys = [{"user_id": account.owner, "record_key": key} for key in self.of_source(account)]
        side_by_side(lambda key: self.table.delete(key, "forgetting a source's record"), keys, DELETED_AT_ONCE)
        return len(keys)

    def keep_as_own(self, account: SourceAccount, user_id: str) -> int:
        """Leaves what it filled in with this person, corrected as they did, as if imported; returns how many."""
        corrections = {
            str(row["record_key"]).partition("#")[2]: _corrections(row)
            for kind in account.spec.records
            for row in self._rows(user_id, _prefix(CORRECTED, kind))
        }
        there = [one for one in self.of_source(account).values() if not one.closed_at]
        kept = [corrected(one, corrections.get(one.record_id, {}))[0] for one in there]
        rows = [{**to_row(record), **_own_key(user_id, record)} for record in kept]
        self.table.put_all(rows, "keeping a source's records", self.sleep)
        return len(kept)

    def _rows(self, owner: str, prefix: str) -> Iterable[Row]:
        theirs = Attr("user_id").eq(owner) & Attr("record_key").begins_with(prefix)
        return self.table.query(theirs, "reading records")


def key_of(record: SourcedRecord) -> str:
    return sourced_key(record.kind, record.record_id)


def sourced_key(kind: RecordKind, record_id: str) -> str:
    return f"{_prefix(SOURCED, kind)}{record_id}"


def require(found: SourcedRecord | None) -> SourcedRecord:
    """Raises NotFound."""
    if found is None:
        raise NotFound(NO_RECORD)
    return found


def _corrections(row: Mapping[str, Any]) -> Corrections:
    return {name: FieldCorrection.model_validate(one) for name, one in row["fields"].items()}


def _prefix(form: str, kind: RecordKind) -> str:
    return f"{kind}:{form}#"


def _key(owner: str, form: str, kind: RecordKind, record_id: str) -> Key:
    return {"user_id": owner, "record_key": f"{_prefix(form, kind)}{record_id}"}


def _own_key(owner: str, record: Record) -> Key:
    return {"user_id": owner, "record_key": f"{record.kind}#{record.record_id}"}
