"""Arbitrary valid records, for property tests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.plain_text import plain
from lambdas.domain.records.records import Record
from lambdas.domain.records.statuses import DecisionStatus, FollowUpStatus, HiringStage, RockStatus, Severity

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

texts = st.text(st.characters(codec="utf-8", exclude_characters="|;"), max_size=40).map(plain)
names = texts.filter(bool)
amounts = st.decimals(Decimal(-(10**9)), Decimal(10**9), places=2)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
moments = st.datetimes(datetime(2024, 1, 1), NOW.replace(tzinfo=None)).map(
    lambda m: m.replace(microsecond=0, tzinfo=UTC)
)
periods = st.one_of(
    st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(lambda day: f"{day:%Y-%m}"),
    st.sampled_from(["2026", "2026-Q4", "2026-Q3", "2027-Q1", "2026-11"]),
)


def _records(kind: RecordKind, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Record]:
    optional = {"as_of": moments, "owner": texts, "note": texts, **fields}
    return st.fixed_dictionaries(optional).map(lambda values: _record(kind, values))


def _record(kind: RecordKind, values: dict[str, Any]) -> Record:
    if kind is RecordKind.INCIDENTS:
        lasted = values.pop("lasted")
        values["resolved_at"] = None if lasted is None else min(values["opened_at"] + lasted, NOW)
    if kind is RecordKind.BIG_ROCKS and values["due"] and values["started_on"]:
        values["due"] = max(values["due"], values["started_on"])
    return record_of(kind, values, UTC, NOW)


follow_ups = st.fixed_dictionaries(
    {"what": names, "owner": texts, "due": st.none() | days, "status": st.sampled_from(FollowUpStatus)}
)

SOME_RECORDS: dict[RecordKind, st.SearchStrategy[Record]] = {
    RecordKind.BUDGET: _records(
        RecordKind.BUDGET,
        line=names,
        period=periods,
        planned=amounts,
        actual=amounts,
        forecast=st.none() | amounts,
        currency=st.sampled_from(["", "USD", "EUR"]),
    ),
    RecordKind.BIG_ROCKS: _records(
        RecordKind.BIG_ROCKS,
        name=names,
        progress=st.integers(0, 100),
        status=st.sampled_from(RockStatus),
        started_on=st.none() | days,
        due=st.none() | days,
        blockers=texts,
    ),
    RecordKind.INCIDENTS: _records(
        RecordKind.INCIDENTS,
        record_id=names,
        severity=st.sampled_from(Severity),
        title=names,
        opened_at=moments | st.just(NOW - timedelta(days=3)),
        lasted=st.none() | st.timedeltas(timedelta(0), timedelta(days=40)).map(lambda d: timedelta(seconds=d.seconds)),
        follow_ups=st.lists(follow_ups, max_size=3, unique_by=lambda follow_up: follow_up["what"].casefold()),
    ),
    RecordKind.STAFFING: _records(
        RecordKind.STAFFING,
        team=names,
        role=names,
        headcount=st.integers(0, 500),
        open_requisitions=st.integers(0, 20),
        opened_on=st.none() | days,
        candidates=st.none() | st.integers(0, 50),
        stage=st.none() | st.sampled_from(HiringStage),
        target_start=st.none() | days,
    ),
    RecordKind.DECISIONS: _records(
        RecordKind.DECISIONS,
        title=names,
        raised_on=days,
        due=st.none() | days,
        options=st.lists(names, max_size=4),
        status=st.sampled_from(DecisionStatus),
        asked_count=st.integers(0, 9),
        decided_on=st.none() | days,
    ),
}
