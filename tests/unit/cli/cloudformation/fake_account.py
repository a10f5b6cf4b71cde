"""An account whose CloudFormation is a few dictionaries, behind boto3's own clients: each call is checked by
botocore's model of the service before it comes here."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.exceptions import ClientError

from cli.account import Account

ARN = "arn:aws:iam::123456789012:user/anna"
BEGAN = datetime(2026, 11, 30, 9, tzinfo=UTC)
WITHOUT_CHANGES = "The submitted information didn't contain changes."


class FakeAccount(Account):
    """``next_changes``: stack -> the Changes that its next change set has. ``fails``: stack -> why its execution does.

    ``called`` are the operations that change something, in their order. ``late``: how often a stack that was changed
    is still shown as it was.
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        super().__init__(variables or {"AWS_REGION": "eu-central-1"})
        self.stacks: dict[str, dict[str, Any]] = {}
        self.next_changes: dict[str, list[dict[str, Any]]] = {}
        self.fails: dict[str, str] = {}
        self.change_sets: dict[str, dict[str, Any]] = {}
        self.parameters: dict[str, str] = {}
        self.called: list[str] = []
        self.drifts: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.late = 0
        self._before: dict[str, dict[str, Any]] = {}

    def client(self, service: str, *, attempts: int = 1, seconds: float = 910) -> Any:
        made: Any = boto3.client
        client = made(service, region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="b")
        given: list[dict[str, Any]] = []

        def remember(params: dict[str, Any], **_: Any) -> None:
            given.append(params)

        def answer(model: Any, **_: Any) -> Any:
            answered = getattr(self, f"_{_snake(model.name)}")(given.pop())
            return SimpleNamespace(status_code=200), answered or {}

        client.meta.events.register("before-parameter-build", remember)
        client.meta.events.register("before-call", answer)
        return client

    def deployed(self, name: str, status: str = "CREATE_COMPLETE") -> None:
        self.stacks[name] = {
            "StackName": name,
            "StackId": f"arn:aws:cloudformation:eu-central-1:123456789012:stack/{name}/1",
            "StackStatus": status,
            "CreationTime": BEGAN,
            "Outputs": [],
        }

    def touched(self, name: str) -> None:
        """Somebody else updates it."""
        last = self.stacks[name].get("LastUpdatedTime", BEGAN)
        self.stacks[name]["LastUpdatedTime"] = last + timedelta(minutes=1)

    def _get_caller_identity(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"Arn": ARN, "Account": "123456789012"}

    def _describe_stacks(self, params: dict[str, Any]) -> dict[str, Any]:
        name = _name(params["StackName"])
        if name not in self.stacks:
            raise _error("ValidationError", f"Stack with id {name} does not exist")
        if name in self._before and self.late:
            self.late -= 1
            return {"Stacks": [self._before[name]]}
        return {"Stacks": [self.stacks[name]]}

    def _create_change_set(self, params: dict[str, Any]) -> dict[str, Any]:
        name, identity = params["StackName"], f"arn:{params['ChangeSetName']}"
        self.called.append(f"create {name}")
        if params["ChangeSetType"] == "CREATE":
            self.deployed(name, "REVIEW_IN_PROGRESS")
        changes = self.next_changes.pop(name, [])
        status = {"Status": "CREATE_COMPLETE"} if changes else {"Status": "FAILED", "StatusReason": WITHOUT_CHANGES}
        self.change_sets[identity] = {
            "StackName": name, "Changes": changes, "ExecutionStatus": "AVAILABLE", **status
        }  # fmt: skip
        return {"Id": identity}

    def _describe_change_set(self, params: dict[str, Any]) -> dict[str, Any]:
        return self.change_sets[params["ChangeSetName"]]

    def _delete_change_set(self, params: dict[str, Any]) -> None:
        self.change_sets.pop(params["ChangeSetName"], None)

    def _execute_change_set(self, params: dict[str, Any]) -> None:
        assert params["RetainExceptOnCreate"]
        name = self.change_sets[params["ChangeSetName"]]["StackName"]
        self.called.append(f"execute {name}")
        self._before[name] = dict(self.stacks[name])
        self.touched(name)
        self.stacks[name]["StackStatus"] = "UPDATE_ROLLBACK_COMPLETE" if name in self.fails else "UPDATE_COMPLETE"

    def _delete_stack(self, params: dict[str, Any]) -> None:
        name = _name(params["StackName"])
        self.called.append(f"delete {name}")
        del self.stacks[name]

    def _update_termination_protection(self, params: dict[str, Any]) -> None:
        on = params["EnableTerminationProtection"]
        self.called.append(f"protect {params['StackName']} {on}")
        self.stacks[params["StackName"]]["EnableTerminationProtection"] = on

    def _describe_stack_events(self, params: dict[str, Any]) -> dict[str, Any]:
        name = _name(params["StackName"])
        reason = self.fails.get(name, "")
        failed = [event("Queue", "AWS::SQS::Queue", "CREATE_FAILED", reason)] if reason else []
        return {"StackEvents": [*self.events, *failed, event(name, "AWS::CloudFormation::Stack", "UPDATE_IN_PROGRESS")]}

    def _get_template(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"TemplateBody": {"Resources": {}}}

    def _detect_stack_drift(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"StackDriftDetectionId": "1"}

    def _describe_stack_drift_detection_status(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"DetectionStatus": "DETECTION_COMPLETE"}

    def _describe_stack_resource_drifts(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"StackResourceDrifts": self.drifts}

    def _get_parameter(self, params: dict[str, Any]) -> dict[str, Any]:
        if params["Name"] not in self.parameters:
            raise _error("ParameterNotFound", "no such parameter")
        return {"Parameter": {"Value": self.parameters[params["Name"]]}}

    def _put_parameter(self, params: dict[str, Any]) -> None:
        self.parameters[params["Name"]] = params["Value"]


def event(name: str, resource_type: str, status: str, reason: str = "") -> dict[str, Any]:
    return {
        "LogicalResourceId": name,
        "ResourceType": resource_type,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
        "Timestamp": BEGAN,
    }


def _error(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Any")


def _name(name_or_id: str) -> str:
    return name_or_id.split("/")[1] if "/" in name_or_id else name_or_id


def _snake(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")
