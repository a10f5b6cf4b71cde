"""The sources of the records of a kind, on their page: each one's source and age, what was corrected, what is gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.model import Model
from lambdas.domain.records.records import Record
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.known_records import KnownRecords, RecordOrigin
from lambdas.edges.web.record_form import Choice, label_of
from lambdas.edges.web.record_text import cell_text
from lambdas.edges.web.source_words import freshness, state_of
from lambdas.edges.web.words import age, listed

NO_ORIGINS: Mapping[str, RecordOrigin] = MappingProxyType({})
BY_HAND = "by-hand"
"""Chosen as a source: what comes from none."""


class GoneRow(Model):
    name: str
    detail: str


class FillingSource(Model):
    """A source that fills the kind, and how it stands."""

    name: str
    detail: str
    is_well: bool


def source_of(origin: RecordOrigin, now: datetime) -> str:
    """``PagerDuty, read 12 min ago``."""
    return ", ".join(filter(None, (origin.account.name, freshness(origin.account, now))))


def correction_line(origin: RecordOrigin, timezone: str) -> str:
    """``You corrected: progress (source says 40 %)``; empty where nothing was."""
    said = [f"{_label(name)} (source says {source_says(origin, name, timezone)})" for name in sorted(origin.corrected)]
    return f"You corrected: {listed(said)}" if said else ""


def source_says(origin: RecordOrigin, field: str, timezone: str) -> str:
    value = getattr(origin.sourced.record, field)
    shown = "; ".join(map(str, value)) if isinstance(value, tuple) and field != "follow_ups" else value
    return cell_text(shown, field, timezone) or "nothing"


def filling(accounts: Sequence[SourceAccount], now: datetime) -> tuple[FillingSource, ...]:
    return tuple(
        FillingSource(
            name=account.name,
            detail=_detail(account, now),
            is_well=account.is_well,
        )
        for account in accounts
    )


def _detail(account: SourceAccount, now: datetime) -> str:
    fresh, state = freshness(account, now), state_of(account)
    said = (fresh,) if account.is_well and fresh else (fresh, state)
    return ", ".join(part[:1].lower() + part[1:] for part in said if part)


def gone_rows(known: KnownRecords, now: datetime) -> tuple[GoneRow, ...]:
    """The latest first."""
    closed = sorted(known.closed, key=lambda one: one.sourced.closed_at or now, reverse=True)
    return tuple(
        GoneRow(
            name=_name_of(origin.sourced.record),
            detail=f"{origin.account.name}, seen no more {age(origin.sourced.closed_at or now, now)}",
        )
        for origin in closed
    )


def source_choices(accounts: Sequence[SourceAccount]) -> tuple[Choice, ...]:
    """Returns what the records can be filtered by; none where no source fills them."""
    by_source = [Choice(value=account.source_id, label=account.name) for account in accounts]
    return (*by_source, Choice(value=BY_HAND, label="By hand")) if by_source else ()


def of_source(known: KnownRecords, chosen: str) -> list[Record]:
    if not chosen:
        return list(known.records)
    sources = {record_id: origin.account.source_id for record_id, origin in known.origins.items()}
    return [record for record in known.records if sources.get(record.record_id, BY_HAND) == chosen]


def _name_of(record: Record) -> str:
    return str(getattr(record, sheet_of(record.kind).columns[0]))


def _label(field: str) -> str:
    label = label_of(field)
    return label[:1].lower() + label[1:]
