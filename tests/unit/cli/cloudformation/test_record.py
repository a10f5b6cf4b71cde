"""Who deployed which version, and when that says nothing of the stack any more."""

from cli.cloudformation.record import UNKNOWN, Record, deployed_now, read_record, write_record
from cli.cloudformation.report import StackReport, is_bad, reports_of
from cli.cloudformation.stacks import Stacks
from tests.unit.cli.cloudformation.fake_account import FakeAccount


def reports(account: FakeAccount, record: Record) -> list[StackReport]:
    return list(reports_of(Stacks(account, sleep=lambda _: None), "demo", record))


def test_a_deployment_is_remembered_until_somebody_else_changes_the_stack() -> None:
    account = FakeAccount()
    account.deployed("amo-demo-data")
    account.deployed("amo-demo-app")
    write_record(account, "demo", Record({"amo-demo-data": deployed_now(account)}, ("move_calendars",)))
    record = read_record(account, "demo")
    assert record.done == ("move_calendars",)
    data, application, _ = reports(account, record)
    assert data.deployment.by == "arn:aws:iam::123456789012:user/anna"
    assert (data.document(data.deployment.version)["is_version_here"], application.deployment.by) == (True, UNKNOWN)
    account.stacks["amo-demo-data"]["LastUpdatedTime"] = account.stacks["amo-demo-data"]["CreationTime"].replace(
        year=2040
    )
    assert reports(account, record)[0].deployment.version == UNKNOWN


def test_what_failed_what_is_missing_and_in_strict_what_has_drifted_is_bad() -> None:
    account = FakeAccount()
    account.deployed("amo-demo-data", "UPDATE_ROLLBACK_COMPLETE")
    account.fails = {"amo-demo-data": "no room"}
    failed, missing, _ = reports(account, Record())
    assert (failed.reason, missing.status) == ("Queue (AWS::SQS::Queue): no room", "MISSING")
    assert is_bad(failed, strict=False)
    assert is_bad(missing, strict=False)
    account.deployed("amo-demo-data")
    account.drifts = [
        {"LogicalResourceId": "Q", "ResourceType": "AWS::SQS::Queue", "StackResourceDriftStatus": "DELETED"}
    ]
    drifted = reports(account, Record())[0]
    assert (is_bad(drifted, strict=False), is_bad(drifted, strict=True)) == (False, True)
    assert drifted.remarks() == ["amo-demo-data: Q (AWS::SQS::Queue) was deleted by hand"]


def test_the_values_of_an_environment_are_not_shown() -> None:
    account = FakeAccount()
    account.deployed("amo-demo-data")
    difference = {"PropertyPath": "/Environment/Variables/KEY", "ExpectedValue": "a", "ActualValue": "hush"}
    account.drifts = [
        {
            "LogicalResourceId": "F",
            "ResourceType": "AWS::Lambda::Function",
            "StackResourceDriftStatus": "MODIFIED",
            "PropertyDifferences": [difference],
        }
    ]
    report = reports(account, Record())[0]
    assert "hush" not in f"{report.remarks()}{report.document('')}"
