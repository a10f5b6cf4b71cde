"""Each fact says which source it comes from and when that was read; what could not be read is said with its since."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from lambdas.context.gather import RecordSources, gather_records
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import SourceAccount, SourceStatus
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.records.import_file import import_records
from lambdas.source_readings.rows import records_of
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.stores import FakeContexts, FakeMeetings, FakeRecords, FakeSourceAccounts, FakeSourceRecords, FakeUsers

READ_AT = NOW - timedelta(minutes=20)
ROWS = (
    (
        "checkout",
        {"name": "Checkout rewrite", "progress": "40", "status": "blocked", "blockers": "Waits for the ledger"},
    ),
    ("ledger", {"name": "Ledger move", "progress": "85", "status": "on_track"}),
)


class Stage:
    def __init__(self) -> None:
        self.users = FakeUsers(a_user(timezone="Europe/Berlin"))
        self.meetings, self.own, self.contexts = FakeMeetings(), FakeRecords(), FakeContexts()
        self.accounts = FakeSourceAccounts()
        self.records = FakeSourceRecords(self.own, self.accounts)
        self.meetings.create(a_tracked(a_meeting("m1")))

    def note(self) -> ContextNote:
        stores = RecordSources(self.users, self.meetings, self.records)
        gather_records(RecordKind.BIG_ROCKS, "u1", "m1", stores, self.contexts, NOW)
        return self.contexts.of_meeting("m1")[0]

    def fill(self, **account: object) -> SourceAccount:
        given = {"status": SourceStatus.OK, "read_at": READ_AT, **account}
        made = SourceAccount(owner="u1", source_id="jira", kind=SourceKind.JIRA, name="Jira", connected_at=NOW)
        made = made.model_copy(update=given)
        rows = [SourceRow(RecordKind.BIG_ROCKS, key, {**values, "as_of": NOW.isoformat()}) for key, values in ROWS]
        self.accounts.connect(made)
        self.records.put_all("u1", records_of(made, rows, NOW).records)
        return made


def test_every_fact_names_its_source_and_when_that_was_read() -> None:
    stage = Stage()
    stage.fill()
    note = stage.note()
    assert note.facts
    assert {(fact.origin, fact.read_at) for fact in note.facts} == {("Jira", READ_AT)}
    assert note.unread == ()


def test_the_same_rows_by_csv_and_by_source_give_equal_facts() -> None:
    by_source, by_csv = Stage(), Stage()
    by_source.fill()
    columns = ["id", "name", "progress", "status", "blockers", "as_of"]
    lines = [",".join([key, *(values.get(name, "") for name in columns[1:5]), NOW.isoformat()]) for key, values in ROWS]
    import_records(by_csv.own, "u1", RecordKind.BIG_ROCKS, "\n".join([",".join(columns), *lines]).encode(), UTC, NOW)
    told = [
        [fact.model_copy(update={"ref": "", "origin": "", "read_at": None}) for fact in stage.note().facts]
        for stage in (by_source, by_csv)
    ]
    assert told[0] == told[1]
    assert len(told[0]) >= 2


def test_what_is_imported_by_hand_and_comes_from_a_source_is_told_once() -> None:
    stage = Stage()
    stage.fill()
    import_records(stage.own, "u1", RecordKind.BIG_ROCKS, b"name,progress\nCheckout rewrite,10\nHiring,5\n", UTC, NOW)
    told = [fact.subject for fact in stage.note().facts if fact.subject]
    assert told.count("Checkout rewrite") == 1
    hiring = next(fact for fact in stage.note().facts if fact.subject == "Hiring")
    assert hiring.origin == ""


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (
            {"status": SourceStatus.RECONNECT, "problem": "token abc", "read_at": NOW - timedelta(days=2)},
            "news of Jira (could not be read since {}: access refused)",
        ),
        ({"status": SourceStatus.THROTTLED}, "news of Jira (could not be read since {}: asked to wait)"),
        ({"status": SourceStatus.UNREACHABLE}, "news of Jira (could not be read since {}: no answer)"),
        ({"is_whole": False}, "all of Jira (it did not give everything this time)"),
        ({"status": SourceStatus.NEW, "read_at": None}, "news of Jira (not read yet)"),
    ],
)
def test_what_could_not_be_read_is_said_and_since_when(account: dict[str, object], said: str) -> None:
    stage = Stage()
    read_at = stage.fill(**account).read_at or NOW
    (line,) = stage.note().unread
    before, _, after = said.partition("{}")
    assert line.startswith(before)
    assert after in line
    if after:  # on the reader's clock
        assert f"{read_at.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" in line
    assert "abc" not in line


def test_without_sources_a_note_is_as_it_was() -> None:
    stage = Stage()
    import_records(stage.own, "u1", RecordKind.BIG_ROCKS, b"name,progress\nHiring,5\n", UTC, NOW)
    note = stage.note()
    assert {fact.origin for fact in note.facts} == {""}
    assert note.unread == ()
