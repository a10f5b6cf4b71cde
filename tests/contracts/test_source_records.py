"""A sourced record in the place of another only where that is still there; against moto and the table in memory."""

from collections.abc import Iterator

import pytest

from lambdas.aws.table import Table
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.sourced_record import SourcedRecord
from lambdas.errors import Conflict
from lambdas.store.source_accounts import SourceAccounts
from lambdas.store.source_records import SourceRecords
from tests.contracts.moto_tables import moto_tables
from tests.fakes.table import FakeTable

LINE = {"record_id": "greenhouse:1", "as_of": "2026-11-30T09:00:00Z", "team": "Platform", "role": "Data Engineer"}
FIRST = SourcedRecord(
    kind=RecordKind.STAFFING,
    record_id="greenhouse:1",
    source_id="greenhouse",
    external_id="1",
    values={**LINE, "headcount": 0, "open_requisitions": 2, "stage": None},
    memory={"openings": 2, "applications": {"7": ["interview", "2026-11-29T09:00:00Z"]}},
)


@pytest.fixture(params=["moto", "memory"])
def records(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SourceRecords]:
    if request.param == "memory":
        yield _records(FakeTable.named("records"), FakeTable.named("source_accounts"))
        return
    with moto_tables(monkeypatch, "records", "source_accounts") as tables:
        yield _records(tables["records"], tables["source_accounts"])


def _records(table: Table, accounts: Table) -> SourceRecords:
    return SourceRecords(table, SourceAccounts(accounts))


def test_of_two_who_read_the_same_one_replaces_it(records: SourceRecords) -> None:
    records.replace("ada", None, FIRST)
    with pytest.raises(Conflict):
        records.replace("ada", None, FIRST)
    read = records.find("ada", RecordKind.STAFFING, "greenhouse:1")
    assert read == FIRST
    later = FIRST.model_copy(update={"memory": {"openings": None, "applications": {}}})
    records.replace("ada", read, later)
    with pytest.raises(Conflict):
        records.replace("ada", read, FIRST)
    assert records.find("ada", RecordKind.STAFFING, "greenhouse:1") == later
    records.replace("ada", later, FIRST)
    assert records.find("ada", RecordKind.STAFFING, "greenhouse:1") == FIRST
