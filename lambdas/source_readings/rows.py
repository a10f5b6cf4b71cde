"""A source's rows into records: the same checks as an import's, each refused row with its id and the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.instants import parse_iso
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.records.wrong_fields import wrong_fields
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.domain.sources.sourced_record import SourcedRecord, record_id_of
from lambdas.store.source_records import key_of, sourced_key

MAX_LINE = 200
CONFIRMED_EVERY = timedelta(days=1)
"""A figure that a source gives no date of is as old as the reading; that is written down anew this often."""


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """``refused`` are in words, ``refused_keys`` the keys their records have, if they were records before.

    ``undated`` are the keys of those whose source does not say when they were true.
    """

    records: tuple[SourcedRecord, ...]
    refused: tuple[str, ...]
    refused_keys: tuple[str, ...]
    undated: frozenset[str]


def records_of(account: SourceAccount, rows: Iterable[SourceRow], now: datetime) -> CheckedRows:
    """Of two rows with one id the last counts: a source may give a row again that changed while it was read."""
    records: dict[str, SourcedRecord] = {}
    refused: list[str] = []
    refused_keys: list[str] = []
    undated: set[str] = set()
    for row in rows:
        try:
            one = _record(account, row, now)
        except ValidationError as error:
            column, reason = next(wrong_fields(error, {}))
            refused.append(one_line(f"{row.external_id}: {column} {reason}", MAX_LINE))
            refused_keys.append(sourced_key(row.kind, record_id_of(account.source_id, row.external_id)))
            continue
        records[key_of(one)] = one
        if not row.values.get("as_of"):
            undated.add(key_of(one))
    return CheckedRows(tuple(records.values()), tuple(refused), tuple(refused_keys), frozenset(undated))


def is_news(one: SourcedRecord, before: SourcedRecord | None, undated: frozenset[str]) -> bool:
    """Says whether it is to be written: not where nothing but the moment of the reading is another."""
    if before is None or before == one or key_of(one) not in undated:
        return before != one
    as_of = {"as_of": before.values["as_of"]}
    is_otherwise_the_same = one.model_copy(update={"values": {**one.values, **as_of}}) == before
    gone_by = parse_iso(one.values["as_of"]) - parse_iso(before.values["as_of"])
    return not is_otherwise_the_same or gone_by >= CONFIRMED_EVERY


def _record(account: SourceAccount, row: SourceRow, now: datetime) -> SourcedRecord:
    given = {name: value for name, value in row.values.items() if value is not None and value != ""}
    record_id = record_id_of(account.source_id, row.external_id)
    record = record_of(row.kind, {**given, "record_id": record_id}, UTC, now)
    return SourcedRecord(
        kind=row.kind,
        record_id=record.record_id,
        source_id=account.source_id,
        external_id=row.external_id,
        values=record.model_dump(mode="json"),
        memory=dict(row.memory),
    )
