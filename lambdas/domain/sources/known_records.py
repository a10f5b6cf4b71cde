"""The records of a person, merged: what they keep themselves, what their sources say, and what their team's say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import ADDRESS
from lambdas.domain.sources.sourced_record import Corrections, SourcedRecord, corrected

NO_CORRECTIONS: Corrections = {}
NO_MATTER = {"record_id", "as_of"}
"""Fields in which two records that say the same may differ."""


@dataclass(frozen=True, slots=True)
class RecordOrigin:
    """The origin of a record: its source, and which of its fields a person corrected."""

    account: SourceAccount
    sourced: SourcedRecord
    corrected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownRecords:
    """``records`` in the order of their ids; ``origins`` by record id, for those of sources.

    ``closed`` are those of sources that are gone there. ``accounts`` are the sources that fill this kind.
    """

    records: tuple[Record, ...] = ()
    origins: Mapping[str, RecordOrigin] = field(default_factory=dict)
    closed: tuple[RecordOrigin, ...] = ()
    accounts: tuple[SourceAccount, ...] = ()


def merged(
    kind: RecordKind,
    own: Sequence[Record],
    sourced: Iterable[tuple[str, SourcedRecord]],
    corrections: Mapping[str, Corrections],
    accounts: Sequence[SourceAccount],
) -> KnownRecords:
    """``sourced`` with their owner, the person's before the team's: of what both have the first counts, and so it does
    of what two services say in the same words.

    What a source knows hides a record of the same key that was imported by hand: it would be told twice.
    """
    by_source = {(account.owner, account.source_id): account for account in accounts}
    records: dict[str, Record] = {}
    origins: dict[str, RecordOrigin] = {}
    closed: list[RecordOrigin] = []
    known: set[str] = set()
    hidden: set[str] = set()
    for owner, one in sourced:
        account = by_source.get((owner, one.source_id))
        if account is None:  # disconnected a moment ago
            continue
        record, names = corrected(one, corrections.get(one.record_id, NO_CORRECTIONS))
        origin = RecordOrigin(account, one, names)
        names_of_it = {_place(account, one.external_id), record.model_dump_json(exclude=NO_MATTER)}
        if one.closed_at:
            closed.append(origin)
        elif not names_of_it & known:
            records[record.record_id], origins[record.record_id] = record, origin
        known |= names_of_it
        hidden |= _keys(record, one.external_id) | _keys(record, one.record_id)  # exported, it has the latter
    kept = {record.record_id: record for record in own if not _keys(record, record.record_id) & hidden}
    together = {**kept, **records}
    ordered = tuple(together[name] for name in sorted(together))
    filling = tuple(account for account in accounts if kind in account.spec.records)
    return KnownRecords(ordered, origins, tuple(closed), filling)


def _place(account: SourceAccount, external_id: str) -> str:
    """Returns what is the same where a person and their team have connected one and the same service."""
    where = account.settings.get(ADDRESS) or account.settings.get("account_number", "")
    return f"{account.kind} {where} {external_id}"


def _keys(record: Record, external_id: str) -> set[str]:
    """Returns the names one thing goes by: its key, and the id it has where it comes from."""
    natural = "" if record.key_fields == ("record_id",) else f"key {' '.join(record.natural_key.casefold().split())}"
    return {f"id {external_id.casefold()}", natural} - {""}
