"""Makes every function of the table: role, log, layers, environment, and what sets it off."""

from datetime import timedelta
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.environments import environment
from stacks.findings import accept
from stacks.function_spec import FunctionSpec
from stacks.functions import FUNCTIONS
from stacks.grants import statements, wildcard_findings
from stacks.intervals import invocation_age
from stacks.layers import ROOT, LayerSource
from stacks.surroundings import Surroundings

RUNTIME = aws_lambda.Runtime.PYTHON_3_13
BASE_LAYER = "base"
LOGS_KEPT = logs.RetentionDays.THREE_MONTHS
# One asset for all: the import root is the repo root, so that no package of ours can shadow the standard library.
DEPLOYED = ("lambdas", "config", "web")
NOT_DEPLOYED = ("__pycache__", "lambdas/requirements*", "config/stages")
"""What a stage is stands in its environment: another stage's file changes no function."""


class Functions(Construct):
    """``by_name`` holds the functions, named as in the table."""

    def __init__(self, scope: Construct, around: Surroundings, layer_source: LayerSource) -> None:
        super().__init__(scope, "Functions")
        self._around = around
        self._stage = around.stage
        self._code = aws_lambda.Code.from_asset(
            str(ROOT),
            exclude=["*", *(f"!{part}{below}" for part in DEPLOYED for below in ("", "/**")), *NOT_DEPLOYED],
            ignore_mode=cdk.IgnoreMode.GIT,
        )
        names = sorted({BASE_LAYER, *(layer for spec in FUNCTIONS for layer in spec.layers)})
        self._layers = {name: self._layer(name, layer_source(name)) for name in names}
        accept(
            self,
            "AwsSolutions-L1",
            "The layers' wheels are pinned for Python 3.13: a newer one is a change of its own.",
        )
        self.by_name = {spec.name: self._function(spec) for spec in FUNCTIONS}

    def _layer(self, name: str, folder: Path) -> aws_lambda.LayerVersion:
        return aws_lambda.LayerVersion(
            self,
            f"{name}-layer",
            layer_version_name=f"{self._stage.prefix}-{name}",
            code=aws_lambda.Code.from_asset(str(folder)),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[self._stage.architecture],
        )

    def _function(self, spec: FunctionSpec) -> aws_lambda.Function:
        name = f"{self._stage.prefix}-{spec.name}"
        log_group = logs.LogGroup(
            self,
            f"{spec.state}Log",
            log_group_name=f"/aws/lambda/{name}",
            retention=LOGS_KEPT,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        function = aws_lambda.Function(
            self,
            spec.state,
            function_name=name,
            handler=spec.handler,
            runtime=RUNTIME,
            architecture=self._stage.architecture,
            code=self._code,
            layers=[self._layers[layer] for layer in (BASE_LAYER, *spec.layers)],
            memory_size=spec.memory,
            timeout=cdk.Duration.seconds(spec.timeout),
            reserved_concurrent_executions=self._stage.reserved_concurrency.get(spec.name),
            environment=environment(spec, self._around),
            role=self._role(spec, log_group).without_policy_updates(),
            tracing=aws_lambda.Tracing.ACTIVE,
            log_group=log_group,
            logging_format=aws_lambda.LoggingFormat.JSON,
            on_failure=destinations.SqsDestination(self._around.messages.undelivered) if spec.schedule else None,
            max_event_age=_seconds(invocation_age(spec.schedule)) if spec.schedule else None,
        )
        if spec.queue:
            function.add_event_source(self._source(spec, spec.queue))
        return function

    def _role(self, spec: FunctionSpec, log_group: logs.LogGroup) -> iam.Role:
        """Its policy is written inline and whole: CDK adds nothing to it (``without_policy_updates``)."""
        granted = statements(spec, self._around, log_group.log_group_arn)
        role = iam.Role(
            self,
            f"{spec.state}Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"granted": iam.PolicyDocument(statements=granted)},
        )
        for finding, reason in wildcard_findings(granted).items():
            accept(role, finding, reason)
        return role

    def _source(self, spec: FunctionSpec, queue: str) -> sources.SqsEventSource:
        return sources.SqsEventSource(
            self._around.messages.queues[queue],
            batch_size=spec.batch,
            max_concurrency=self._stage.taken_at_once(spec.name, spec.concurrency),
            report_batch_item_failures=True,
        )


def _seconds(span: timedelta) -> cdk.Duration:
    return cdk.Duration.seconds(span.total_seconds())
