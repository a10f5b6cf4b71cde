"""One thing is told once, whoever knows it; two things of one name are two."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.known_records import KnownRecords, merged
from lambdas.domain.sources.sourced_record import FieldCorrection, SourcedRecord, record_id_of

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ACME, OTHER = "https://acme.atlassian.net", "https://other.atlassian.net"


def an_account(source_id: str, owner: str = "ada", address: str = ACME) -> SourceAccount:
    return SourceAccount(
        owner=owner,
        source_id=source_id,
        kind=SourceKind.JIRA,
        name="Jira",
        settings={"address": address},
        connected_at=NOW,
        read_at=NOW,
    )


def a_rock(account: SourceAccount, key: str, name: str, progress: int = 40, **more: Any) -> tuple[str, SourcedRecord]:
    record_id = record_id_of(account.source_id, key)
    record = record_of(RecordKind.BIG_ROCKS, {"record_id": record_id, "name": name, "progress": progress}, UTC, NOW)
    values = record.model_dump(mode="json")
    sourced = SourcedRecord(
        kind=RecordKind.BIG_ROCKS, record_id=record_id, source_id=account.source_id, external_id=key, values=values
    )
    return account.owner, sourced.model_copy(update=more)


def known(*sourced: tuple[str, SourcedRecord], accounts: list[SourceAccount], **given: Any) -> KnownRecords:
    own = [record_of(RecordKind.BIG_ROCKS, values, UTC, NOW) for values in given.get("own", ())]
    return merged(RecordKind.BIG_ROCKS, own, sourced, given.get("corrections", {}), accounts)


def test_what_a_person_and_their_team_read_from_one_service_is_told_once_with_the_person_s_word() -> None:
    mine, ours = an_account("jira"), an_account("team-jira", "team#platform")
    found = known(a_rock(mine, "P-1", "Checkout", 45), a_rock(ours, "P-1", "Checkout", 40), accounts=[mine, ours])
    assert [(record.record_id, getattr(record, "progress", None)) for record in found.records] == [("jira:P-1", 45)]


def test_one_key_at_two_services_is_two_things() -> None:
    one, other = an_account("jira"), an_account("jira-2", address=OTHER)
    found = known(a_rock(one, "P-1", "Checkout"), a_rock(other, "P-1", "Hiring portal"), accounts=[one, other])
    assert len(found.records) == 2


def test_two_services_that_say_the_same_in_the_same_words_are_told_once() -> None:
    one, other = an_account("jira"), an_account("jira-2", address=OTHER)
    found = known(a_rock(one, "P-1", "Checkout"), a_rock(other, "Q-7", "Checkout"), accounts=[one, other])
    assert len(found.records) == 1
    otherwise = known(a_rock(one, "P-1", "Checkout"), a_rock(other, "Q-7", "Checkout", 80), accounts=[one, other])
    assert len(otherwise.records) == 2


def test_what_is_gone_at_its_source_is_in_no_fact_and_its_imported_copy_is_not_told_instead() -> None:
    mine = an_account("jira")
    found = known(
        a_rock(mine, "P-1", "Checkout", closed_at=NOW), accounts=[mine], own=[{"name": "checkout", "progress": 3}]
    )
    assert (found.records, len(found.closed)) == ((), 1)


@pytest.mark.parametrize(("instead_of", "progress", "names"), [(40, 90, {"progress"}), (35, 40, set())])
def test_a_correction_holds_until_the_source_says_something_else(
    instead_of: int, progress: int, names: set[str]
) -> None:
    mine = an_account("jira")
    corrections = {"jira:P-1": {"progress": FieldCorrection(value=90, instead_of=instead_of)}}
    found = known(a_rock(mine, "P-1", "Checkout"), accounts=[mine], corrections=corrections)
    assert getattr(found.records[0], "progress", None) == progress
    assert found.origins["jira:P-1"].corrected == names


def test_a_correction_that_makes_no_record_any_more_is_left_aside() -> None:
    mine = an_account("jira")
    corrections = {"jira:P-1": {"progress": FieldCorrection(value="a lot", instead_of=40)}}
    found = known(a_rock(mine, "P-1", "Checkout"), accounts=[mine], corrections=corrections)
    assert getattr(found.records[0], "progress", None) == 40
    assert found.origins["jira:P-1"].corrected == set()


def test_what_a_disconnected_source_left_half_way_is_not_told() -> None:
    assert known(a_rock(an_account("jira"), "P-1", "Checkout"), accounts=[]).records == ()


def test_an_id_too_long_for_a_record_is_cut_and_stays_apart_from_its_like() -> None:
    one, other = (record_id_of("jira", f"{'x' * 100}{n}") for n in (1, 2))
    assert len(one) == len(other) == 80
    assert one != other
