"""A source's rows into records: the same checks as an import's, each refused row with its id and the reason."""

from collections.abc import Iterable
from datetime import UTC, datetime

from pydantic import ValidationError

from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.records.wrong_fields import wrong_fields
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.domain.sources.sourced_record import SourcedRecord, record_id_of

MAX_LINE = 200


def records_of(
    account: SourceAccount, rows: Iterable[SourceRow], now: datetime
) -> tuple[list[SourcedRecord], tuple[str, ...]]:
    """Of two rows with one id the last counts: a source may give a row again that changed while it was read."""
    records: dict[tuple[str, str], SourcedRecord] = {}
    refused: list[str] = []
    for row in rows:
        try:
            one = _record(account, row, now)
            records[one.kind, one.record_id] = one
        except ValidationError as error:
            column, reason = next(wrong_fields(error, {}))
            refused.append(one_line(f"{row.external_id}: {column} {reason}", MAX_LINE))
    return list(records.values()), tuple(refused)


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
    )
