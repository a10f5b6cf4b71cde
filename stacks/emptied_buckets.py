"""Buckets of a trial that are emptied as their stack is deleted: S3 deletes no bucket that holds anything."""

from collections.abc import Mapping
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.allowed import allow
from stacks.findings import accept
from stacks.stage import Stage

CODE = Path(__file__).with_name("empty_bucket.py")
FUNCTION = "empty_bucket"


class EmptiedBuckets(Construct):
    """One function, and a call of it for each bucket, which CloudFormation makes before it deletes the bucket."""

    def __init__(self, scope: Construct, stage: Stage, buckets: Mapping[str, s3.Bucket]) -> None:
        super().__init__(scope, "EmptiedBuckets")
        function = self._function(f"{stage.prefix}-{FUNCTION}", list(buckets.values()))
        for name, bucket in buckets.items():
            call = cdk.CustomResource(
                self, name, service_token=function.function_arn, properties={"Bucket": bucket.bucket_name}
            )
            call.node.add_dependency(bucket)

    def _function(self, name: str, buckets: list[s3.Bucket]) -> aws_lambda.Function:
        log_group = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/lambda/{name}",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        function = aws_lambda.Function(
            self,
            "Function",
            function_name=name,
            handler="index.handler",
            runtime=aws_lambda.Runtime.PYTHON_3_13,
            code=aws_lambda.Code.from_inline(CODE.read_text()),
            memory_size=256,
            timeout=cdk.Duration.minutes(15),
            role=self._role(buckets, log_group).without_policy_updates(),
            log_group=log_group,
        )
        accept(function, "AwsSolutions-L1", "As the other functions: a newer Python is a change of its own.")
        return function

    def _role(self, buckets: list[s3.Bucket], log_group: logs.LogGroup) -> iam.Role:
        """Deletes below a lock in governance mode; no other role of the stage may."""
        emptied = ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention")
        granted = [
            allow(("logs:CreateLogStream", "logs:PutLogEvents"), log_group.log_group_arn),
            allow(("s3:ListBucketVersions",), *(bucket.bucket_arn for bucket in buckets)),
            allow(emptied, *(bucket.arn_for_objects("*") for bucket in buckets)),
            allow(("cloudformation:DescribeStacks",), cdk.Stack.of(self).stack_id),
        ]
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"granted": iam.PolicyDocument(statements=granted)},
        )
        for bucket in buckets:
            found = f"AwsSolutions-IAM5[Resource::<{_logical_id(bucket)}.Arn>/*]"
            accept(role, found, "Whatever the bucket holds is deleted with it.")
        return role


def _logical_id(bucket: s3.Bucket) -> str:
    found = bucket.node.default_child
    assert isinstance(found, s3.CfnBucket)
    return cdk.Stack.of(bucket).get_logical_id(found)
