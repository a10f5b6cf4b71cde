"""The stateful stack: tables, buckets, the key that encrypts them, the signing secret. It outlives the others."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from stacks.emptied_buckets import EmptiedBuckets
from stacks.findings import accept
from stacks.stage import Stage
from stacks.stored_data import StoredData
from stacks.tables import EXPIRY_ATTRIBUTE, TABLES, TableSpec

MATERIALS_KEPT = cdk.Duration.days(30)
KEY_OF_A_TRIAL_KEPT = cdk.Duration.days(7)
"""The shortest that KMS allows: nothing is left that it could open."""
LOCKED = frozenset({"anchors"})
"""Buckets whose objects nobody can change: versioned, with object lock."""


class DataStack(cdk.Stack):
    """Data people would miss: of a lasting stage it is retained and protected from deletion, of a trial it is not.

    Everything retained has a name of its own, by which a later deployment takes it back (docs/stages.md).
    """

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(
            scope,
            f"{stage.prefix}-data",
            description="AMO: tables, buckets, key and signing secret",
            termination_protection=stage.lasting,
        )
        self._stage = stage
        self._names = StoredData(self, stage)
        self.key = self._key()
        self.tables = {spec.name: self._table(spec) for spec in TABLES}
        self.buckets = {
            "documents": self._bucket("documents", s3.LifecycleRule(expiration=MATERIALS_KEPT)),
            "sessions": self._bucket("sessions"),
            "anchors": self._bucket("anchors", locked=cdk.Duration.days(stage.anchors_locked_days)),
        }
        self.signing_secret = self._signing_secret()
        if stage.is_destroyed_whole:
            EmptiedBuckets(self, stage, self.buckets)
        self._name_key()
        self._keep_exports()

    def _name_key(self) -> None:
        """For the application: what else it uses, it knows by name."""
        ssm.StringParameter(
            self,
            "KeyArn",
            parameter_name=self._names.key_parameter,
            string_value=self.key.key_arn,
            description="The key that encrypts AMO's data",
        )

    def _keep_exports(self) -> None:
        """Those that the application imported until 2026-11-30: while it does, CloudFormation lets none of them go.

        May go once every stage has been deployed with a version that imports nothing (docs/stages.md).
        """
        buckets = self.buckets.values()
        arns = [self.key.key_arn, *(table.table_arn for table in self.tables.values())]
        arns += [self.signing_secret.secret_arn, *(bucket.bucket_arn for bucket in buckets)]
        for value in (*arns, *(bucket.bucket_name for bucket in buckets)):
            self.export_value(value)

    def _key(self) -> kms.Key:
        key = kms.Key(
            self,
            "Key",
            alias=f"alias/{self._stage.prefix}",
            description="Encrypts AMO's tables, buckets, signing secret and alarms",
            enable_key_rotation=True,
            pending_window=None if self._stage.lasting else KEY_OF_A_TRIAL_KEPT,
            removal_policy=self._stage.removal_policy,
        )
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsReachTheirTopic",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        return key

    def _table(self, spec: TableSpec) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            spec.name,
            table_name=self._names.table_name(spec.name),
            partition_key=_text(spec.partition),
            sort_key=_text(spec.sort) if spec.sort else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self.key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute=EXPIRY_ATTRIBUTE,
            deletion_protection=self._stage.lasting,
            removal_policy=self._stage.removal_policy,
        )
        for index in spec.indexes:
            table.add_global_secondary_index(
                index_name=index.name, partition_key=_text(index.partition), sort_key=_text(index.sort)
            )
        return table

    def _bucket(self, name: str, *rules: s3.LifecycleRule, locked: cdk.Duration | None = None) -> s3.Bucket:
        """``locked``: how long nobody may change or delete what is written; of a trial its owner may."""
        retention = s3.ObjectLockRetention.compliance if self._stage.lasting else s3.ObjectLockRetention.governance
        bucket = s3.Bucket(
            self,
            f"{name}-bucket",
            bucket_name=self._names.bucket_name(name),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=self._stage.speaks_tls,
            versioned=locked is not None,
            object_lock_enabled=locked is not None,
            object_lock_default_retention=retention(locked) if locked else None,
            lifecycle_rules=[s3.LifecycleRule(abort_incomplete_multipart_upload_after=cdk.Duration.days(1)), *rules],
            removal_policy=self._stage.removal_policy,
        )
        accept(
            bucket,
            "AwsSolutions-S1",
            "Object keys hold user and meeting ids: access logs would be a second, longer-lived record of who "
            "meets whom. Where an audit wants one, CloudTrail data events give it (docs/deployment.md).",
        )
        return bucket

    def _signing_secret(self) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "SigningSecret",
            secret_name=self._names.signing_secret_name,
            description="Signs page sessions and material links",
            encryption_key=self.key,
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
            removal_policy=self._stage.removal_policy,
        )
        accept(
            secret,
            "AwsSolutions-SMG4",
            "A person decides when: what the key before signed stays good until the next rotation, so rotations by "
            "themselves would end sign-ins. ./amo signing-key rotate does it (docs/sign-in.md).",
        )
        return secret


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
