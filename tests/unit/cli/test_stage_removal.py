"""Taking a stage down: what is said beforehand is what goes, and nothing else."""

from typing import Any

import pytest

from cli.cloudformation.stacks import Stacks
from cli.stage_removal import StageRemoval
from lambdas.errors import Conflict, Refused, Retryable
from stacks.stage_file import StageFile
from tests.unit.cli.cloudformation.fake_account import FakeAccount

MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:amo-demo-meeting-prep"
PARTS = {
    "amo-demo-app": {
        "AWS::StepFunctions::StateMachine": MACHINE,
        "AWS::Logs::LogGroup": "/aws/vendedlogs/apis/amo-demo",
        "AWS::Lambda::Function": "amo-demo-page",
    },
    "amo-demo-data": {"AWS::S3::Bucket": "amo-demo-anchors-123456789012"},
}


class FilledAccount(FakeAccount):
    """Two stacks, one execution under way, a version and a deletion's mark in the bucket, secrets of two stages."""

    def __init__(self) -> None:
        super().__init__()
        self.deployed("amo-demo-data")
        self.deployed("amo-demo-app")
        self.lost: list[str] = []
        self.errors: list[dict[str, str]] = []

    def _list_stack_resources(self, params: dict[str, Any]) -> dict[str, Any]:
        name = params["StackName"].split("/")[1]
        kept = {"ResourceStatus": "CREATE_COMPLETE", "LogicalResourceId": "R"}
        parts = PARTS[name].items()
        return {"StackResourceSummaries": [{"ResourceType": a, "PhysicalResourceId": b, **kept} for a, b in parts]}

    def _list_executions(self, params: dict[str, Any]) -> dict[str, Any]:
        assert params["statusFilter"] == "RUNNING"
        return {"executions": [{"executionArn": f"{params['stateMachineArn']}:1"}]}

    def _stop_execution(self, params: dict[str, Any]) -> None:
        self.lost.append(params["executionArn"])

    def _delete_log_group(self, params: dict[str, Any]) -> None:
        self.lost.append(params["logGroupName"])

    def _list_secrets(self, _: dict[str, Any]) -> dict[str, Any]:
        own = {"Name": "amo-demo/signing-key", "Tags": [{"Key": "aws:cloudformation:stack-name", "Value": "x"}]}
        return {"SecretList": [own, {"Name": "amo-demo/slack"}, {"Name": "amo-demo2/slack"}]}

    def _delete_secret(self, params: dict[str, Any]) -> None:
        self.lost.append(params["SecretId"])

    def _list_object_versions(self, _: dict[str, Any]) -> dict[str, Any]:
        return {
            "Versions": [{"Key": "a", "VersionId": "1"}],
            "DeleteMarkers": [{"Key": "a", "VersionId": "2"}],
            "IsTruncated": False,
        }

    def _delete_objects(self, params: dict[str, Any]) -> dict[str, Any]:
        assert params["BypassGovernanceRetention"]
        self.lost += [f"{one['Key']}@{one['VersionId']}" for one in params["Delete"]["Objects"]]
        return {"Errors": self.errors}

    def _delete_parameter(self, params: dict[str, Any]) -> None:
        self.lost.append(params["Name"])


def removal(account: FakeAccount, kind: str = "trial", *, with_data: bool = False) -> StageRemoval:
    stage = StageRemoval("demo", StageFile.model_validate({"kind": kind}), account, with_data)
    vars(stage)["stacks"] = Stacks(account, sleep=lambda _: None)
    return stage


@pytest.mark.parametrize("kind", ["trial", "lasting"])
def test_the_application_goes_with_what_is_under_way_and_the_data_stays(kind: str) -> None:
    account = FilledAccount()
    stage = removal(account, kind)
    told = stage.removal()
    assert "preparations under way: 1" in told.goes
    assert any("amo-demo-data" in line and "1.40 USD" in line for line in told.stays)
    assert "1 secrets of connections: 0.40 USD a month" in told.stays
    assert account.lost == []
    stage.remove()
    assert account.called == ["delete amo-demo-app"]
    assert account.lost == [f"{MACHINE}:1", "/aws/vendedlogs/apis/amo-demo", "/aws/lambda/amo-demo-page"]


def test_a_trial_s_data_goes_with_every_version_and_its_own_secrets_alone() -> None:
    account = FilledAccount()
    stage = removal(account, with_data=True)
    assert "secret amo-demo/slack" in stage.removal().goes
    stage.remove()
    assert account.called == ["delete amo-demo-app", "delete amo-demo-data"]
    assert account.lost[3:] == ["a@1", "a@2", "amo-demo/slack", "/amo-demo/deployed"]


def test_a_lasting_stage_s_data_does_not_go_by_command() -> None:
    with pytest.raises(Refused, match="lasting"):
        removal(FilledAccount(), "lasting", with_data=True).removal()
    account = FilledAccount()
    account.stacks["amo-demo-data"]["EnableTerminationProtection"] = True
    with pytest.raises(Refused, match="was deployed as lasting"):
        removal(account, with_data=True).removal()


def test_what_is_locked_is_said_and_its_stack_stays() -> None:
    account = FilledAccount()
    account.errors = [{"Message": "object is locked"}]
    with pytest.raises(Retryable, match="object is locked"):
        removal(account, with_data=True).remove()
    assert account.called == ["delete amo-demo-app"]


def test_a_stack_that_moves_is_left_alone() -> None:
    account = FilledAccount()
    account.deployed("amo-demo-app", "UPDATE_IN_PROGRESS")
    with pytest.raises(Conflict, match="somebody is at it"):
        removal(account).removal()
