"""Rights that a template gives and the one before it did not."""

from typing import Any

import pytest

from cli.cloudformation.permissions import widened

ROLE = {"Type": "AWS::IAM::Role", "Properties": {}}


def policy(*statements: dict[str, Any], role: str = "FetcherRole") -> dict[str, Any]:
    document = {"Statement": list(statements)}
    properties = {"PolicyDocument": document, "Roles": [{"Ref": role}]}
    return {"Resources": {role: ROLE, "P": {"Type": "AWS::IAM::Policy", "Properties": properties}}}


def allows(action: Any, resource: Any = "arn:aws:dynamodb:::table/a", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


TABLE_ARN = {"Fn::GetAtt": ["meetings1A2B", "Arn"]}
ONLY_MINE = {"StringEquals": {"aws:SourceAccount": "1"}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (policy(allows("dynamodb:*")), policy(allows(["dynamodb:GetItem", "dynamodb:PutItem"]))),
        (policy(allows("dynamodb:GetItem", "*")), policy(allows("dynamodb:GetItem", TABLE_ARN))),
        (policy(allows("dynamodb:GetItem")), policy(allows("dynamodb:GetItem", Condition=ONLY_MINE))),
        (policy(allows("dynamodb:GetItem"), allows("sqs:SendMessage")), policy(allows("dynamodb:GetItem"))),
        (policy(allows(["a:b", "a:c"])), policy(allows("a:c"), allows("a:b"))),
        (policy(allows("DynamoDB:Get*")), policy(allows("dynamodb:GetItem"))),
    ],
    ids=["narrower action", "narrower resource", "a condition", "one less", "written otherwise", "case"],
)
def test_what_was_allowed_before_widens_nothing(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert widened(old, new) == []


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (
            policy(allows(["a:b", "dynamodb:DeleteItem"], TABLE_ARN)),
            "FetcherRole gains dynamodb:DeleteItem on meetings1A2B",
        ),
        (policy(allows("a:b", "*")), "FetcherRole gains a:b on *"),
        (policy(allows("a:*", TABLE_ARN)), "FetcherRole gains a:* on meetings1A2B"),
    ],
)
def test_a_role_that_gains_is_said_with_what_it_gains(new: dict[str, Any], told: str) -> None:
    assert widened(policy(allows("a:b", TABLE_ARN)), new) == [told]


def test_a_condition_that_goes_away_widens() -> None:
    old, new = policy(allows("a:b", "x", Condition=ONLY_MINE)), policy(allows("a:b", "x"))
    assert widened(old, new) == ["FetcherRole gains a:b on x"]


def test_a_denial_that_goes_away_widens() -> None:
    denial = {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}
    told = ["FetcherRole is no longer denied s3:DeleteObject on *"]
    assert widened(policy(allows("s3:*", "*"), denial), policy(allows("s3:*", "*"))) == told


def key(principal: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Principal": principal}
    return {"Resources": {"Key1": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [statement]}}}}}


def test_a_key_or_bucket_that_lets_others_in_is_said_with_whom() -> None:
    (line,) = widened(key({"Service": "s3.amazonaws.com"}), key({"AWS": "*"}))
    assert line == "Key1 gains kms:Decrypt on * for *"


def test_who_may_call_a_function_and_who_may_take_a_role_count_too() -> None:
    permission = {"FunctionName": {"Ref": "Page"}, "Action": "lambda:InvokeFunction", "Principal": "*"}
    trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "123456789012"}}]}
    managed = ["arn:aws:iam::aws:policy/AdministratorAccess"]
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust, "ManagedPolicyArns": managed}}
    resources = {"Caller": {"Type": "AWS::Lambda::Permission", "Properties": permission}, "R": role}
    assert widened({}, {"Resources": resources}) == [
        "Page gains lambda:InvokeFunction on * for *",
        "R gains policy arn:aws:iam::aws:policy/AdministratorAccess on *",
        "R gains sts:AssumeRole on * for 123456789012",
    ]
