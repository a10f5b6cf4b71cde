"""``./amo restore``: says each step, restores under new names, sets what AWS does not, puts missing rows back."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from cli.account import Account
from cli.commands import restore
from cli.main import main
from cli.restoration import Source, instant_of, planned, table_names
from cli.table_restores import TableRestores
from lambdas.errors import NotFound, Refused
from stacks.tables import TABLES
from tests.contracts.moto_tables import create_table

SPECS = {spec.name: spec for spec in TABLES}
AT = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
NAME = "amo-meetings"


def a_source(table: str = "meetings", **changes: Any) -> Source:
    values: dict[str, Any] = {"rows": 3, "size": 900}
    values |= {"earliest": AT - timedelta(days=35), "latest": AT - timedelta(minutes=5)}
    return Source(table=table, **values | changes)


def test_all_tables_come_back_to_one_moment_the_latest_that_each_has() -> None:
    slow = a_source("records", latest=AT - timedelta(minutes=9))
    plan = planned([a_source(), slow], "amo", None)
    assert {step.at for step in plan} == {slow.latest}
    assert [step.target for step in plan] == [
        "amo-restored-20261129095100-meetings",
        "amo-restored-20261129095100-records",
    ]


@pytest.mark.parametrize("at", [AT, AT - timedelta(days=36)])
def test_a_moment_that_a_table_has_not_is_refused_with_those_it_has(at: datetime) -> None:
    with pytest.raises(Refused, match="meetings can be restored from 2026-10-25T10:00:00Z to 2026-11-29T09:55:00Z"):
        planned([a_source()], "amo", at)


def test_a_deleted_table_comes_back_under_its_own_name() -> None:
    (step,) = planned([a_source(backup_arn="arn:backup")], "amo", None)
    assert step.target == NAME
    assert "was deleted" in step.line


@pytest.mark.parametrize("text", ["yesterday", "2026-11-29", "2026-11-29T10:00"])
def test_an_instant_without_a_clock_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        instant_of(text)


def test_a_table_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="there is no table diaries; there are users, "):
        table_names(["diaries"])
    assert table_names(["records", "records"]) == ["records"]
    assert table_names([]) == [spec.name for spec in TABLES]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Meetings as a stage has them: expiring, tagged, recoverable."""
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(variable, "testing")
    with mock_aws():
        client, name = boto3.client("dynamodb", region_name="eu-central-1"), NAME
        create_table(client, SPECS["meetings"], name)
        arn = client.describe_table(TableName=name)["Table"]["TableArn"]
        client.tag_resource(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "prod"}])
        client.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        for number in range(250):
            client.put_item(TableName=name, Item=_row(number))
        monkeypatch.setattr(restore, "account_of", lambda *_: Account({}))
        monkeypatch.setattr(Account, "client", lambda *_args, **_options: client)
        yield client


def _row(number: int, **more: Any) -> dict[str, Any]:
    return {"meeting_id": {"S": f"m{number}"}, "user_id": {"S": "u1"}, "n": {"N": str(number)}, **more}


def _tables(client: Any) -> list[str]:
    return [name for name in client.list_tables()["TableNames"] if "restored" in name]


def test_a_dry_run_says_the_steps_and_makes_nothing(client: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "--stage", "prod", "--table", "meetings", "--dry-run", "--json"]) == 0
    told = capsys.readouterr()
    (table,) = json.loads(told.out)["tables"]
    assert (table["table"], table["rows"], table["rows_before"]) == ("meetings", None, 250)
    assert "AWS says nowhere beforehand" in told.err
    assert _tables(client) == []


def test_restored_it_has_the_rows_and_what_aws_does_not_restore(
    client: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", "--stage", "prod", "--table", "meetings", "--yes", "--json"]) == 0
    (table,) = json.loads(capsys.readouterr().out)["tables"]
    (restored,) = _tables(client)
    assert table["restored"] == restored
    described = client.describe_table(TableName=restored)["Table"]
    assert described["ItemCount"] == 250
    assert {index["IndexName"] for index in described["GlobalSecondaryIndexes"]} >= {"user_start"}
    expiry = client.describe_time_to_live(TableName=restored)["TimeToLiveDescription"]
    assert (expiry["TimeToLiveStatus"], expiry["AttributeName"]) == ("ENABLED", "expires_at")
    assert client.list_tags_of_resource(ResourceArn=described["TableArn"])["Tags"] == [
        {"Key": "stage", "Value": "prod"}
    ]
    backups = client.describe_continuous_backups(TableName=restored)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_given_the_same_moment_again_it_goes_on_and_makes_no_second(
    client: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", "--stage", "prod", "--table", "meetings", "--yes", "--json"]) == 0
    at = json.loads(capsys.readouterr().out)["tables"][0]["at"]
    assert main(["restore", "--stage", "prod", "--table", "meetings", "--yes", "--at", at]) == 0
    assert "was begun before" in capsys.readouterr().err
    assert len(_tables(client)) == 1


def test_what_is_missing_is_put_back_and_nothing_that_is_there_is_changed(
    client: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["restore", "--stage", "prod", "--table", "meetings", "--yes"])
    (restored,) = _tables(client)
    live = restored.replace(restored[restored.index("-restored-") :], "-meetings")
    client.put_item(TableName=restored, Item=_row(900, expires_at={"N": "1"}))
    for number in (7, 140, 249):
        client.delete_item(TableName=live, Key={"meeting_id": {"S": f"m{number}"}})
    client.put_item(TableName=live, Item=_row(8, since={"S": "newer"}))
    capsys.readouterr()
    for missing in (3, 0):
        assert main(["restore", "--stage", "prod", "--copy-back", restored, "--yes", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["looked_at"], told["missing"], told["put_back"]) == (251, missing, missing)
    rows = client.scan(TableName=live)["Items"]
    assert len(rows) == 250, "a row whose life is over is not missed"
    assert _row(8, since={"S": "newer"}) in rows
    assert _row(140) in rows


def test_only_a_restored_table_of_this_stage_is_copied_from(client: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "--stage", "prod", "--copy-back", "other-restored-20261129100000-meetings", "--yes"]) == 1
    assert "is no restored table of this stage" in capsys.readouterr().err


def test_nobody_to_be_asked_nothing_is_restored(client: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "--stage", "prod", "--table", "meetings"]) == 1
    assert "--yes" in capsys.readouterr().err
    assert _tables(client) == []


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Stubber]]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    made = boto3.client("dynamodb", region_name="eu-central-1")
    with Stubber(made) as stub:
        yield made, stub
        stub.assert_no_pending_responses()


def test_of_a_deleted_table_what_aws_kept_by_itself_is_found(stubbed: tuple[Any, Stubber]) -> None:
    made, stub = stubbed
    stub.add_client_error("describe_table", "ResourceNotFoundException")
    arn = f"arn:aws:dynamodb:eu-central-1:123456789012:table/{NAME}/backup/01489602797149-73d8d5bc"
    kept = {"BackupArn": arn, "BackupCreationDateTime": AT, "BackupSizeBytes": 12}
    stub.add_response("list_backups", {"BackupSummaries": [kept]}, {"TableName": NAME, "BackupType": "SYSTEM"})
    source = TableRestores(made, "amo", is_protected=True).source("meetings")
    assert (source.backup_arn, source.size) == (arn, 12)
    (step,) = planned([source], "amo", None)
    stub.add_response(
        "restore_table_from_backup", {"TableDescription": {}}, {"TargetTableName": NAME, "BackupArn": arn}
    )
    assert TableRestores(made, "amo", is_protected=True).begin(step)


def test_without_a_table_and_without_a_backup_there_is_nothing(stubbed: tuple[Any, Stubber]) -> None:
    made, stub = stubbed
    stub.add_client_error("describe_table", "ResourceNotFoundException")
    stub.add_response("list_backups", {"BackupSummaries": []})
    with pytest.raises(NotFound, match="AWS kept nothing of one"):
        TableRestores(made, "amo", is_protected=True).source("meetings")


def test_a_table_without_recovery_says_so(stubbed: tuple[Any, Stubber]) -> None:
    made, stub = stubbed
    stub.add_response("describe_table", {"Table": {"TableName": NAME}})
    status = {"ContinuousBackupsStatus": "ENABLED"}
    stub.add_response("describe_continuous_backups", {"ContinuousBackupsDescription": status})
    with pytest.raises(Refused, match="no point-in-time recovery"):
        TableRestores(made, "amo", is_protected=True).source("meetings")


def test_it_waits_for_aws_and_protects_a_table_of_a_lasting_stage(stubbed: tuple[Any, Stubber]) -> None:
    made, stub = stubbed
    (step,) = planned([a_source(backup_arn="arn:backup")], "amo", None)
    waited: list[float] = []
    active = {"TableStatus": "ACTIVE", "TableArn": "arn:x", "ItemCount": 3, "TableName": NAME}
    for status in ("CREATING", "CREATING", "ACTIVE"):
        stub.add_response("describe_table", {"Table": active | {"TableStatus": status}})
    stub.add_response("describe_time_to_live", {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}})
    wanted = {"Enabled": True, "AttributeName": "expires_at"}
    stub.add_response(
        "update_time_to_live",
        {"TimeToLiveSpecification": wanted},
        {"TableName": NAME, "TimeToLiveSpecification": wanted},
    )
    stub.add_client_error("update_continuous_backups", "ContinuousBackupsUnavailableException")
    stub.add_response("update_continuous_backups", {})
    stub.add_response("describe_table", {"Table": active})
    stub.add_response("update_table", {}, {"TableName": NAME, "DeletionProtectionEnabled": True})
    assert TableRestores(made, "amo", is_protected=True, sleep=waited.append).finish(step) == 3
    assert len(waited) == 3
