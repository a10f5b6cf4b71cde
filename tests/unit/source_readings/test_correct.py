"""What a person corrects of what a source says: field by field, until the source says something else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lambdas.domain.context.kinds.big_rocks import BigRock
from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.known_records import KnownRecords
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.errors import NotFound, Refused
from lambdas.source_readings.correct import correct, take_back
from lambdas.source_readings.rows import records_of
from lambdas.store.source_accounts import SourceAccounts
from lambdas.store.source_records import SourceRecords
from tests.fakes.table import FakeTable

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
ADA, EVE, TEAM = "ada", "eve", "ops"
ROCK, INCIDENT = "jira:AMO-1", "pagerduty:P1"
ROCKS, INCIDENTS = RecordKind.BIG_ROCKS, RecordKind.INCIDENTS
MIGRATION = {"name": "Migration", "owner": "Priya", "progress": 40, "status": "on track", "note": "By March"}


class Sources:
    """Ada's Jira and her team's, in real stores over tables in memory."""

    def __init__(self) -> None:
        self.accounts = SourceAccounts(FakeTable.named("source_accounts"))
        self.records = SourceRecords(FakeTable.named("records"), self.accounts)

    def say(self, values: dict[str, Any], of: str = ADA, kind: RecordKind = ROCKS) -> None:
        """The source fills in one record, as a reading does."""
        source, name = {ROCKS: (SourceKind.JIRA, "AMO-1"), INCIDENTS: (SourceKind.PAGERDUTY, "P1")}[kind]
        account = SourceAccount(owner=of, source_id=source.value, kind=source, name=source.value, connected_at=NOW)
        self.accounts.connect(account)
        checked = records_of(account, [SourceRow(kind, name, {**values, "as_of": "2026-11-29T08:00Z"})], NOW)
        assert checked.refused == ()
        self.records.put_all(of, checked.records)

    def known(self, kind: RecordKind = ROCKS, user: str = ADA) -> KnownRecords:
        return self.records.known(user, TEAM, kind)

    def correct(self, of: str = ROCK, kind: RecordKind = ROCKS, user: str = ADA, **values: Any) -> Record:
        return correct(self.records, user, TEAM, kind, of, values, BERLIN, NOW)

    def corrected(self, record_id: str = ROCK, kind: RecordKind = ROCKS, user: str = ADA) -> set[str]:
        return set(self.known(kind, user).origins[record_id].corrected)


@pytest.fixture
def sources() -> Sources:
    found = Sources()
    found.say(MIGRATION)
    return found


def rock(sources: Sources, user: str = ADA) -> BigRock:
    (record,) = sources.known(user=user).records
    assert isinstance(record, BigRock)
    return record


def test_only_what_says_something_else_is_a_correction(sources: Sources) -> None:
    sources.correct(progress="60 %", owner="Priya", note="By March")
    assert (rock(sources).progress, rock(sources).owner) == (60, "Priya")
    assert sources.corrected() == {"progress"}


def test_a_correction_stays_while_another_field_is_corrected(sources: Sources) -> None:
    sources.correct(progress=60)
    sources.correct(owner="Bo")
    assert (rock(sources).progress, rock(sources).owner) == (60, "Bo")
    assert sources.corrected() == {"progress", "owner"}


def test_a_field_without_a_value_is_corrected_to_nothing(sources: Sources) -> None:
    sources.correct(note="", owner=None)
    assert (rock(sources).note, rock(sources).owner) == ("", "")


def test_what_the_source_says_is_no_correction_any_more(sources: Sources) -> None:
    sources.correct(progress=60, owner="Bo")
    sources.correct(progress=40)
    assert sources.corrected() == {"owner"}
    sources.correct(owner="Priya")
    assert sources.corrected() == set()
    assert all(":corrected#" not in str(key) for key in sources.records.table.rows)  # type: ignore[attr-defined]  # a fake in its place


def test_a_correction_holds_until_the_source_says_something_else(sources: Sources) -> None:
    sources.correct(progress=60, owner="Bo")
    sources.say({**MIGRATION, "progress": 70})
    assert (rock(sources).progress, rock(sources).owner) == (70, "Bo")
    sources.correct(note="Later")
    assert sources.corrected() == {"owner", "note"}
    sources.say(MIGRATION)
    assert rock(sources).progress == 40


def test_a_correction_is_taken_back_by_itself(sources: Sources) -> None:
    sources.correct(progress=60, owner="Bo")
    take_back(sources.records, ADA, ROCKS, ROCK, ["progress", "status"])
    assert (rock(sources).progress, rock(sources).owner) == (40, "Bo")
    take_back(sources.records, ADA, ROCKS, ROCK, ["owner"])
    assert rock(sources).owner == "Priya"
    take_back(sources.records, ADA, ROCKS, ROCK, ["owner"])


def test_neither_the_name_of_a_record_nor_when_its_source_changed_it_is_corrected(sources: Sources) -> None:
    before = rock(sources)
    sources.correct(record_id="jira:AMO-2", as_of="2026-11-30", owner="Bo")
    assert (rock(sources).record_id, rock(sources).as_of) == (ROCK, before.as_of)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"progress": "lots"}, "progress “lots” is not a percentage"),
        ({"name": ""}, "name is empty"),
        ({"status": "fine", "progress": -1}, "status “fine” is not known"),
        ({"colour": "red"}, "colour "),
    ],
)
def test_what_makes_no_record_is_refused_by_its_field_and_nothing_is_stored(
    sources: Sources, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused) as told:
        sources.correct(**wrong)
    assert said in str(told.value)
    assert sources.corrected() == set()


def test_times_are_on_the_person_s_own_clock_and_follow_ups_are_corrected_as_a_whole() -> None:
    sources = Sources()
    said = {"what": "Add an alert", "owner": "Bo"}
    outage = {"title": "Outage", "severity": "SEV1", "opened_at": "2026-11-28T09:30:15+00:00", "follow_ups": [said]}
    sources.say(outage, kind=INCIDENTS)
    sources.correct(INCIDENT, INCIDENTS, resolved_at="2026-11-28 12:00", follow_ups=[{**said, "status": "closed"}])
    (incident,) = sources.known(INCIDENTS).records
    assert isinstance(incident, Incident)
    assert incident.opened_at == datetime(2026, 11, 28, 9, 30, 15, tzinfo=UTC)
    assert incident.resolved_at == datetime(2026, 11, 28, 11, 0, tzinfo=UTC)
    assert [follow_up.status for follow_up in incident.follow_ups] == ["closed"]
    assert sources.corrected(INCIDENT, INCIDENTS) == {"resolved_at", "follow_ups"}


def test_what_is_gone_at_its_source_is_not_corrected(sources: Sources) -> None:
    found = sources.records.find(ADA, ROCKS, ROCK)
    assert found
    sources.records.put_all(ADA, [found.model_copy(update={"closed_at": NOW - timedelta(days=1)})])
    with pytest.raises(Refused, match="gone at its source"):
        sources.correct(progress=60)


@pytest.mark.parametrize(("user", "record_id"), [(EVE, ROCK), (ADA, "jira:AMO-9"), (ADA, "own")])
def test_there_is_nothing_to_correct_of_what_no_source_of_theirs_says(
    sources: Sources, user: str, record_id: str
) -> None:
    with pytest.raises(NotFound):
        sources.correct(record_id, user=user, progress=60)


def test_what_a_team_s_source_says_each_corrects_for_themselves() -> None:
    sources = Sources()
    sources.say(MIGRATION, of=f"team#{TEAM}")
    sources.correct(progress=60)
    assert (rock(sources).progress, rock(sources, EVE).progress) == (60, 40)
    assert (sources.corrected(), sources.corrected(user=EVE)) == ({"progress"}, set())
