"""Settings that the embedded engine ignores: only the templates show that AWS gets them."""

import json

import pytest

from stacks.tables import TABLES
from tests.stacks.conftest import Resource, Synthesis

TABLE = "AWS::DynamoDB::Table"
BUCKET = "AWS::S3::Bucket"


def key_arn(synthesis: Synthesis) -> Resource:
    return {"Fn::GetAtt": [_only_id(synthesis, "AWS::KMS::Key"), "Arn"]}


def _only_id(synthesis: Synthesis, kind: str) -> str:
    resources = synthesis.template("data")["Resources"]
    (found,) = [name for name, resource in resources.items() if resource["Type"] == kind]
    return str(found)


def test_every_table_is_on_demand_encrypted_recoverable_and_expires_items(on_aws: Synthesis) -> None:
    for table in on_aws.properties(TABLE):
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["SSESpecification"] == {
            "KMSMasterKeyId": key_arn(on_aws),
            "SSEEnabled": True,
            "SSEType": "KMS",
        }
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
        assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_tables_are_named_and_keyed_as_the_stores_expect(on_aws: Synthesis) -> None:
    tables = {table["TableName"]: table for table in on_aws.properties(TABLE)}
    assert set(tables) == {f"amo-{spec.name}" for spec in TABLES}
    for spec in TABLES:
        table = tables[f"amo-{spec.name}"]
        assert keys(table) == [key for key in (spec.partition, spec.sort) if key]
        indexes = {index["IndexName"]: keys(index) for index in table.get("GlobalSecondaryIndexes", [])}
        assert indexes == {index.name: [index.partition, index.sort] for index in spec.indexes}


def keys(described: Resource) -> list[str]:
    return [key["AttributeName"] for key in described["KeySchema"]]


@pytest.mark.parametrize("kind", [TABLE, BUCKET, "AWS::KMS::Key", "AWS::SecretsManager::Secret"])
def test_on_aws_data_survives_its_stack_and_locally_it_does_not(
    kind: str, on_aws: Synthesis, locally: Synthesis
) -> None:
    """What a deployment made that failed half-way does not stay: it would hold the name that the next one needs."""
    assert {resource["DeletionPolicy"] for resource in on_aws.resources(kind)} == {"RetainExceptOnCreate"}
    assert {resource["UpdateReplacePolicy"] for resource in on_aws.resources(kind)} == {"Retain"}
    assert {resource["DeletionPolicy"] for resource in locally.resources(kind)} == {"Delete"}


def test_on_aws_tables_are_protected_from_deletion(on_aws: Synthesis, locally: Synthesis) -> None:
    assert {table["DeletionProtectionEnabled"] for table in on_aws.properties(TABLE)} == {True}
    assert {table["DeletionProtectionEnabled"] for table in locally.properties(TABLE)} == {False}


def test_buckets_are_private_encrypted_with_our_key_and_reached_by_tls_only(on_aws: Synthesis) -> None:
    for bucket in on_aws.properties(BUCKET):
        rule = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
        assert rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == key_arn(on_aws)
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    policies = json.dumps(on_aws.properties("AWS::S3::BucketPolicy"))
    assert policies.count('"aws:SecureTransport": "false"') == len(on_aws.properties(BUCKET))


def test_materials_are_deleted_after_30_days_and_conversations_are_kept(on_aws: Synthesis) -> None:
    expiry = {
        bucket["BucketName"]["Fn::Join"][1][0]: [
            rule["ExpirationInDays"] for rule in bucket["LifecycleConfiguration"]["Rules"] if "ExpirationInDays" in rule
        ]
        for bucket in on_aws.properties(BUCKET)
    }
    assert expiry == {"amo-documents-": [30], "amo-sessions-": [], "amo-anchors-": []}


def test_anchors_of_the_audit_log_cannot_be_changed_while_they_matter(on_aws: Synthesis, locally: Synthesis) -> None:
    """fault 104: the log itself could be rewritten from its beginning; what it was stands where nobody can write."""
    for synthesis, mode in ((on_aws, "COMPLIANCE"), (locally, "GOVERNANCE")):
        (bucket,) = [b for b in synthesis.properties(BUCKET) if "anchors" in json.dumps(b["BucketName"])]
        assert bucket["ObjectLockEnabled"] is True
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        assert bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"] == {"Mode": mode, "Days": 400}


def test_the_key_rotates(on_aws: Synthesis) -> None:
    (key,) = on_aws.properties("AWS::KMS::Key")
    assert key["EnableKeyRotation"] is True


def test_the_signing_secret_is_generated_and_encrypted_with_our_key(on_aws: Synthesis) -> None:
    (secret,) = on_aws.properties("AWS::SecretsManager::Secret")
    assert secret["GenerateSecretString"]["PasswordLength"] == 64
    assert secret["KmsKeyId"] == key_arn(on_aws)
