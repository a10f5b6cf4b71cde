"""Takes a stage down: first says what goes, what stays and what that costs, then does exactly that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cli.account import Account
from cli.cloudformation.record import Record, parameter_of, read_record, write_record
from cli.cloudformation.stacks import GONE, Stacks, StackState
from cli.terminal import progress
from lambdas.errors import Conflict, Refused, Retryable
from stacks.stage_file import StageFile, prefix_of

KEY_PRICE, SECRET_PRICE = 1.00, 0.40
"""US dollars a month, by the list prices of us-east-1."""
MACHINE, LOG_GROUP, FUNCTION = "AWS::StepFunctions::StateMachine", "AWS::Logs::LogGroup", "AWS::Lambda::Function"
BUCKET = "AWS::S3::Bucket"


@dataclass(frozen=True)
class Removal:
    """The lines of what ``./amo destroy`` takes away, and of what it leaves."""

    goes: tuple[str, ...]
    stays: tuple[str, ...]


@dataclass(frozen=True)
class StageRemoval:
    stage: str
    file: StageFile
    account: Account
    with_data: bool = False

    @cached_property
    def stacks(self) -> Stacks:
        return Stacks(self.account)

    @cached_property
    def application(self) -> StackState | None:
        return self._there(f"{prefix_of(self.stage)}-app")

    @cached_property
    def watch(self) -> StackState | None:
        return self._there(f"{prefix_of(self.stage)}-watch")

    @cached_property
    def data(self) -> StackState | None:
        return self._there(f"{prefix_of(self.stage)}-data")

    def removal(self) -> Removal:
        """Raises Refused where the data cannot go."""
        self._refuse_data()
        for stack in filter(None, (self.watch, self.application, self.data)):
            if stack.is_moving:
                raise Conflict(f"{stack.name} is {stack.status}: somebody is at it; ./amo deployments --watch waits")
        running, secrets = len(list(self._executions())), list(self._secrets())
        goes = [f"{self.watch.name}: every alarm"] if self.watch else []
        if self.application:
            goes.append(f"{self.application.name}: functions, workflows, the API, queues with what is in them, logs")
            goes.append(f"preparations under way: {running}" if running else "no preparation is under way")
        if self.data and self.with_data:
            goes.append(f"{self.data.name}: every table and every bucket with all that is in it, for good")
            goes += [f"secret {name}" for name in secrets]
        return Removal(tuple(goes), self._stays(secrets))

    def remove(self) -> None:
        """Raises Retryable with the first reason where something could not be removed; it may be called again."""
        names = list(self._log_groups())
        if self.watch:
            self._delete(self.watch)
        if self.application:
            self._stop_executions()
            self._delete(self.application)
            self._delete_log_groups(names)
        if self.data and self.with_data:
            secrets = list(self._secrets())
            for bucket in self._named(self.data, BUCKET):
                self._empty(bucket)
            self._delete(self.data)
            self._delete_secrets(secrets)
            self._delete_record()
        elif self.application:
            record = read_record(self.account, self.stage)
            gone = {stack.name for stack in (self.watch, self.application) if stack}
            left = {name: one for name, one in record.stacks.items() if name not in gone}
            write_record(self.account, self.stage, Record(left, record.done))

    def _there(self, name: str) -> StackState | None:
        state = self.stacks.state(name)
        return None if state is None or state.status == GONE else state

    def _refuse_data(self) -> None:
        if not self.with_data:
            return
        if self.file.kind != "trial":
            raise Refused(f"stage {self.stage} is lasting: its data goes by hand alone, docs/deployment.md says how")
        if self.data and self.data.is_protected:
            raise Refused(f"{self.data.name} was deployed as lasting; deploy it as the trial it is now first")

    def _stays(self, secrets: Sequence[str]) -> tuple[str, ...]:
        stays = ["the CDK's bootstrap (stack CDKToolkit), with what was uploaded: some cents, for all stages together"]
        if self.data and not self.with_data:
            month = KEY_PRICE + SECRET_PRICE
            how = "--data removes it" if self.file.kind == "trial" else "docs/deployment.md says how it is removed"
            stays.append(f"{self.data.name}, all of the data: from {month:.2f} USD a month, more by its size; {how}")
            if secrets:
                stays.append(f"{len(secrets)} secrets of connections: {len(secrets) * SECRET_PRICE:.2f} USD a month")
        if self.data and self.with_data:
            stays.append("its key, until AWS deletes it in 7 to 30 days: it costs nothing meanwhile, and opens nothing")
        return tuple(stays)

    def _named(self, stack: StackState | None, resource_type: str) -> list[str]:
        resources = self.stacks.resources(stack) if stack else []
        kept = (one for one in resources if one["ResourceType"] == resource_type)
        return [one["PhysicalResourceId"] for one in kept if one["ResourceStatus"] != GONE]

    def _executions(self) -> Iterator[str]:
        client = self.account.client("stepfunctions", attempts=8)
        for machine in self._named(self.application, MACHINE):
            pages = client.get_paginator("list_executions").paginate(stateMachineArn=machine, statusFilter="RUNNING")
            yield from (one["executionArn"] for page in pages for one in page["executions"])

    def _stop_executions(self) -> None:
        client = self.account.client("stepfunctions", attempts=8)
        for execution in self._executions():
            client.stop_execution(executionArn=execution, cause="the stage was destroyed")

    def _log_groups(self) -> Iterator[str]:
        """Those of the stack, and those that Lambda makes by itself when a last call ends after the stack's is gone."""
        yield from self._named(self.application, LOG_GROUP)
        yield from (f"/aws/lambda/{name}" for name in self._named(self.application, FUNCTION))

    def _delete_log_groups(self, names: Sequence[str]) -> None:
        client = self.account.client("logs", attempts=8)
        for name in dict.fromkeys(names):
            try:
                client.delete_log_group(logGroupName=name)
            except client.exceptions.ResourceNotFoundException:
                continue

    def _secrets(self) -> Iterator[str]:
        """Those made when something was connected; the stack's own goes with it."""
        client, begins = self.account.client("secretsmanager", attempts=8), f"{prefix_of(self.stage)}/"
        pages = client.get_paginator("list_secrets").paginate(Filters=[{"Key": "name", "Values": [begins]}])
        for secret in (secret for page in pages for secret in page["SecretList"]):
            tags = {tag["Key"] for tag in secret.get("Tags", ())}
            if secret["Name"].startswith(begins) and not any(key.startswith("aws:cloudformation:") for key in tags):
                yield secret["Name"]

    def _delete_secrets(self, names: Sequence[str]) -> None:
        client = self.account.client("secretsmanager", attempts=8)
        for name in names:
            try:
                client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
            except client.exceptions.ResourceNotFoundException:
                continue

    def _empty(self, bucket: str) -> None:
        """Every version and every mark of a deletion, those that an operator may unlock too."""
        client = self.account.client("s3", attempts=8)
        progress(f"Emptying {bucket} ...")
        try:
            for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
                _delete_versions(client, bucket, [*page.get("Versions", ()), *page.get("DeleteMarkers", ())])
        except client.exceptions.NoSuchBucket:
            return

    def _delete(self, stack: StackState) -> None:
        progress(f"Removing {stack.name} ...")
        self.stacks.delete(stack)
        done = self.stacks.wait(stack, progress)
        if done.status != GONE:
            raise Retryable(f"{stack.name} was not removed ({done.status}): {self.stacks.failure(done)}")

    def _delete_record(self) -> None:
        client = self.account.client("ssm", attempts=8)
        try:
            client.delete_parameter(Name=parameter_of(self.stage))
        except client.exceptions.ParameterNotFound:
            return


def _delete_versions(client: Any, bucket: str, versions: Sequence[dict[str, Any]]) -> None:
    if not versions:
        return
    objects = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in versions]
    answer = client.delete_objects(
        Bucket=bucket, Delete={"Objects": objects, "Quiet": True}, BypassGovernanceRetention=True
    )
    if errors := answer.get("Errors"):
        raise Retryable(f"{len(errors)} objects of {bucket} cannot be deleted: {errors[0].get('Message')}")
