"""A deployment from its change sets to its end: what is refused, what is executed in which order, what is left."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cli.cdk import Cdk
from cli.cloudformation.assembly import StackArtifact
from cli.cloudformation.stacks import Stacks
from cli.stage_deployment import StageDeployment, Wish
from lambdas.errors import Conflict, NotFound, Refused, Retryable
from tests.unit.cli.cloudformation.fake_account import FakeAccount
from tests.unit.cli.cloudformation.test_change_set import RENAMED, described

QUEUE = described("Add", "AWS::SQS::Queue")
RECORD, BOOTSTRAP = "/amo-demo/deployed", "/cdk-bootstrap/hnb659fds/version"
PLACE = "${AWS::AccountId}-${AWS::Region}"
MANIFEST: dict[str, Any] = {
    "artifacts": {
        name: {
            "type": "aws:cloudformation:stack",
            "dependencies": depends,
            "properties": {
                "templateFile": "template.json",
                "cloudFormationExecutionRoleArn": f"arn:${{AWS::Partition}}:iam::1:role/{PLACE}",
                "stackTemplateAssetObjectUrl": f"s3://assets-{PLACE}/1.json",
                "requiresBootstrapStackVersion": 6,
                "bootstrapStackVersionSsmParameter": BOOTSTRAP,
                "terminationProtection": name.endswith("-data"),
            },
        }
        for name, depends in (("amo-demo-app", ["amo-demo-data"]), ("amo-demo-data", []))
    }
}


@dataclass(frozen=True)
class FakeCdk(Cdk):
    """Synthesises two stacks of two resources."""

    ran: list[str] = field(default_factory=list)

    def run(self, *arguments: str) -> None:
        self.ran.append(arguments[0])
        self.assembly.mkdir(exist_ok=True)
        (self.assembly / "manifest.json").write_text(json.dumps(MANIFEST))
        resources = {"T": {"Type": "AWS::DynamoDB::Table"}, "R": {"Type": "AWS::IAM::Role"}}
        (self.assembly / "template.json").write_text(json.dumps({"Resources": resources}))

    def publish(self) -> None:
        self.ran.append("publish")


class Deploying:
    def __init__(self, state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.state_dir, self.monkeypatch = state_dir, monkeypatch
        self.account = FakeAccount()
        self.cdk = FakeCdk({}, {}, state_dir / "cdk.out", state_dir / "log")
        self.account.parameters[BOOTSTRAP] = "21"
        monkeypatch.setattr("cli.stage_deployment.install_node_tools", lambda: None)
        self.moved: list[str] = []
        monkeypatch.setattr("cli.stage_deployment.invoke_until_done", lambda _stage, name: self.moved.append(name))

    def deployment(self, **wish: Any) -> StageDeployment:
        deployment = StageDeployment(Wish("demo", self.state_dir / "amo", **{"yes": True, **wish}))
        vars(deployment)["account"] = self.account
        vars(deployment)["stacks"] = Stacks(self.account, sleep=lambda _: None)
        vars(deployment)["_cdk"] = self.cdk
        return deployment

    def is_there(self) -> None:
        self.account.deployed("amo-demo-data")
        self.account.deployed("amo-demo-app")


@pytest.fixture
def deploying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deploying:
    return Deploying(tmp_path, monkeypatch)


def test_a_new_stage_is_made_stack_by_stack(deploying: Deploying) -> None:
    account = deploying.account
    account.next_changes = {"amo-demo-data": [described("Add")], "amo-demo-app": [QUEUE]}
    outcome = deploying.deployment().run()
    assert outcome.is_done
    assert account.called == [
        "create amo-demo-data",
        "execute amo-demo-data",
        "protect amo-demo-data True",
        "create amo-demo-app",
        "execute amo-demo-app",
    ]
    assert any("trial" in note for note in outcome.notes)
    assert set(json.loads(account.parameters[RECORD])["stacks"]) == {"amo-demo-data", "amo-demo-app"}
    assert deploying.moved == []


def test_a_dry_run_leaves_nothing_behind(deploying: Deploying) -> None:
    deploying.account.next_changes = {"amo-demo-data": [described("Add")]}
    outcome = deploying.deployment(is_dry_run=True, yes=False).run()
    assert [plan.changes[0].action for plan in outcome.plans] == ["add", "add"]
    assert (deploying.account.stacks, deploying.account.change_sets) == ({}, {})
    assert RECORD not in deploying.account.parameters


def test_without_the_bootstrap_a_dry_run_says_so_and_makes_nothing(deploying: Deploying) -> None:
    deploying.account.parameters = {BOOTSTRAP: "5"}
    deployment = deploying.deployment(is_dry_run=True)
    outcome = deployment.run()
    assert "bootstrap" in outcome.notes[0]
    assert (deploying.account.called, deploying.cdk.ran) == ([], ["synth"])
    deploying.account.next_changes = {"amo-demo-data": [described("Add")], "amo-demo-app": [QUEUE]}
    deploying.cdk.ran.clear()
    deploying.deployment().run()
    assert deploying.cdk.ran == ["synth", "bootstrap", "publish"]


def test_fault_169_a_refused_change_executes_nothing_at_all(deploying: Deploying) -> None:
    deploying.is_there()
    deploying.account.next_changes = {"amo-demo-data": [RENAMED], "amo-demo-app": [QUEUE]}
    with pytest.raises(Refused, match="--replace records86D7"):
        deploying.deployment().run()
    assert not any(call.startswith("execute") for call in deploying.account.called)
    assert deploying.account.change_sets == {}
    deploying.account.next_changes = {"amo-demo-data": [RENAMED]}
    assert deploying.deployment(allowed=("records86D7",)).run().is_done


def test_no_changes_is_success(deploying: Deploying) -> None:
    deploying.is_there()
    outcome = deploying.deployment().run()
    assert (outcome.is_done, [plan.changes for plan in outcome.plans]) == (True, [(), ()])
    assert deploying.account.change_sets == {}


def test_what_an_earlier_version_stored_is_moved_once(deploying: Deploying) -> None:
    deploying.is_there()
    for _ in range(2):
        deploying.deployment().run()
    assert deploying.moved == ["move_calendars"]


def test_nobody_to_ask_and_no_yes_executes_nothing(deploying: Deploying, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.is_there()
    deploying.account.next_changes = {"amo-demo-app": [QUEUE]}
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(Refused, match="--yes"):
        deploying.deployment(yes=False).run()
    assert not any(call.startswith("execute") for call in deploying.account.called)


def test_a_failure_is_said_with_the_first_resource_s_reason(deploying: Deploying) -> None:
    deploying.is_there()
    deploying.account.next_changes = {"amo-demo-app": [QUEUE]}
    deploying.account.fails = {"amo-demo-app": "the name is taken"}
    with pytest.raises(Retryable, match=r"UPDATE_ROLLBACK_COMPLETE\): Queue \(AWS::SQS::Queue\): the name is taken"):
        deploying.deployment().run()


def test_apply_begins_nothing(deploying: Deploying) -> None:
    with pytest.raises(NotFound, match=r"\./amo deploy --stage demo"):
        deploying.deployment(may_create=False).run()


@pytest.mark.parametrize(("status", "error"), [("UPDATE_ROLLBACK_FAILED", Refused), ("UPDATE_IN_PROGRESS", Conflict)])
def test_a_stack_that_takes_no_change_set_is_left_alone(
    deploying: Deploying, status: str, error: type[Exception]
) -> None:
    deploying.is_there()
    deploying.account.deployed("amo-demo-data", status)
    with pytest.raises(error, match=status):
        deploying.deployment().run()
    assert deploying.account.called == []


def test_fault_172_what_was_changed_by_hand_is_said_before_it_is_overwritten(deploying: Deploying) -> None:
    deploying.is_there()
    difference = {"PropertyPath": "/VisibilityTimeout", "ExpectedValue": "30", "ActualValue": "60"}
    drift = {"ResourceType": "AWS::SQS::Queue", "StackResourceDriftStatus": "MODIFIED"}
    deploying.account.drifts = [
        {"LogicalResourceId": name, "PropertyDifferences": [difference], **drift} for name in ("records86D7", "Other")
    ]
    deploying.account.next_changes = {"amo-demo-app": [described("Modify", "AWS::SQS::Queue", Replacement="False")]}
    touched, untouched = deploying.deployment(is_dry_run=True).run().notes
    assert "records86D7" in touched
    assert "/VisibilityTimeout is 60, not 30; the change set sets" in touched
    assert untouched.endswith("it stays so")


def test_fault_172_who_changes_the_stack_while_somebody_reads_the_change_set_is_not_overwritten(
    deploying: Deploying, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploying.is_there()
    deploying.account.next_changes = {"amo-demo-app": [QUEUE]}

    def somebody_else(*_: Any, **__: Any) -> bool:
        deploying.account.touched("amo-demo-app")
        return True

    monkeypatch.setattr("cli.stage_deployment.is_wanted", somebody_else)
    with pytest.raises(Conflict, match="somebody else changed amo-demo-app meanwhile"):
        deploying.deployment().run()
    assert not any(call.startswith("execute") for call in deploying.account.called)


def test_a_template_is_named_as_the_account_finds_it(tmp_path: Path) -> None:
    properties = MANIFEST["artifacts"]["amo-demo-app"]["properties"]
    artifact = StackArtifact("amo-demo-app", tmp_path, properties)
    account = FakeAccount()
    assert artifact.template_url(account) == (
        "https://assets-123456789012-eu-central-1.s3.eu-central-1.amazonaws.com/1.json"
    )
    assert artifact.execution_role(account) == "arn:aws:iam::1:role/123456789012-eu-central-1"


def test_a_stack_that_has_not_begun_to_move_is_not_taken_for_done(deploying: Deploying) -> None:
    deploying.is_there()
    account = deploying.account
    account.next_changes = {"amo-demo-app": [QUEUE]}
    account.late = 3
    assert deploying.deployment().run().is_done
    assert account.late == 0
