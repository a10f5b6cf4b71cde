"""Empties a bucket while its stack is deleted: all of the code of one function, which trial stages alone have.

It stands in the template as it stands here, so it imports nothing of ours and stays below four kilobytes.
CloudFormation calls it for each bucket; it answers at the address that the call names.
"""

import json
import urllib.request
from typing import Any

import boto3

DELETED = "DELETE_IN_PROGRESS"


def handler(event: dict[str, Any], _context: object) -> None:
    bucket, problem = event["ResourceProperties"]["Bucket"], ""
    try:
        if event["RequestType"] == "Delete" and _is_deleted(event["StackId"]):
            empty(boto3.client("s3"), bucket)
    except Exception as error:  # whatever it was, CloudFormation would wait an hour for an answer
        problem = f"{bucket} cannot be emptied: {error}"
    _answer(event, bucket, problem)


def empty(s3: Any, bucket: str) -> None:
    """Every version and every mark of a deletion, also those that are locked in governance mode."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        objects = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
        if objects:
            told = {"Objects": objects, "Quiet": True}
            answer = s3.delete_objects(Bucket=bucket, Delete=told, BypassGovernanceRetention=True)
            for error in answer.get("Errors", []):
                raise RuntimeError(f"{error['Key']}: {error.get('Message', error['Code'])}")


def _is_deleted(stack: str) -> bool:
    """Says whether the stack itself goes: a stage that becomes a lasting one loses this function, and no object."""
    (described,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return bool(described["StackStatus"] == DELETED)


def _answer(event: dict[str, Any], bucket: str, problem: str) -> None:
    names = ("StackId", "RequestId", "LogicalResourceId")
    told = {"Status": "FAILED" if problem else "SUCCESS", "Reason": problem or "done", "PhysicalResourceId": bucket}
    body = json.dumps({**told, **{name: event[name] for name in names}}).encode()
    asked = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"Content-Type": ""})  # noqa: S310 - CloudFormation's own address
    with urllib.request.urlopen(asked, timeout=30):  # noqa: S310 - as above
        return
