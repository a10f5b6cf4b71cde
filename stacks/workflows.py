"""The state machines: each an ASL file of its own, given its functions' ARNs and the right to invoke just those."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from stacks.findings import accept
from stacks.functions import FUNCTIONS
from stacks.layers import ROOT
from stacks.stage import Stage

MEETING_PREP = ROOT / "statemachines" / "meeting_prep.asl.json"
APPROVAL = ROOT / "statemachines" / "approval.asl.json"
REFRESH = ROOT / "statemachines" / "refresh_materials.asl.json"
PLACEHOLDER = re.compile(r"\$\{(\w+)Arn\}")
LOGS_KEPT = logs.RetentionDays.THREE_MONTHS


def workflow_arn(stack: cdk.Stack, stage: Stage, definition: Path) -> str:
    """Known by its name, so that functions the workflow runs may themselves start, stop and resume it."""
    return stack.format_arn(
        service="states",
        resource="stateMachine",
        resource_name=workflow_name(stage, definition),
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )


def workflow_name(stage: Stage, definition: Path) -> str:
    """``amo-meeting-prep`` for meeting_prep.asl.json."""
    return f"{stage.prefix}-{definition.name.removesuffix('.asl.json').replace('_', '-')}"


class Workflow(Construct):
    """One state machine, named after its file."""

    def __init__(
        self, scope: Construct, name: str, stage: Stage, definition: Path, functions: Mapping[str, aws_lambda.Function]
    ) -> None:
        super().__init__(scope, name)
        text, called = definition.read_text(), workflow_name(stage, definition)
        placed = set(PLACEHOLDER.findall(text))
        used = {spec.state: functions[spec.name] for spec in FUNCTIONS if spec.state in placed}
        self.state_machine = stepfunctions.StateMachine(
            self,
            "StateMachine",
            state_machine_name=called,
            state_machine_type=stepfunctions.StateMachineType.STANDARD,
            definition_body=stepfunctions.DefinitionBody.from_string(text),
            definition_substitutions={f"{state}Arn": function.function_arn for state, function in used.items()},
            role=self._role(stage, used.values()),
            tracing_enabled=True,
            logs=stepfunctions.LogOptions(
                destination=self._log_group(called), level=stepfunctions.LogLevel.ERROR, include_execution_data=False
            ),
        )
        accept(
            self.state_machine,
            "AwsSolutions-SF1",
            "Step Functions itself keeps every event of an execution for 90 days; the log holds what went wrong.",
        )

    def _role(self, stage: Stage, functions: Iterable[aws_lambda.Function]) -> iam.Role:
        invoke = iam.PolicyStatement(
            actions=["lambda:InvokeFunction"], resources=[function.function_arn for function in functions]
        )
        account = {"StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account}}
        acting = iam.ServicePrincipal("states.amazonaws.com", conditions={} if stage.embedded else account)
        role = iam.Role(
            self,
            "Role",
            assumed_by=acting,
            inline_policies={"invoke": iam.PolicyDocument(statements=[invoke])},
        )
        accept(
            role,
            "AwsSolutions-IAM5[Resource::*]",
            "Delivering logs and X-Ray traces are actions AWS offers on no narrower resource.",
        )
        return role

    def _log_group(self, name: str) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/vendedlogs/states/{name}",
            retention=LOGS_KEPT,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
