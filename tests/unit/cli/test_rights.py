"""The rights functions used beside those they have, as the end-to-end tests compare them."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.functions import FUNCTIONS
from tests.e2e import rights

TABLE = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":dynamodb:eu-central-1:1:table/amo-meetings"]]}


def test_what_was_used_and_not_granted_is_told(tmp_path: Path) -> None:
    _deployed(tmp_path, ["dynamodb:PutItem"])
    _used(tmp_path, "amo-start_prep dynamodb:PutItem amo-meetings", "amo-start_prep dynamodb:Scan amo-meetings")
    assert _fault(tmp_path, is_whole_run=False) == "used and not granted: start_prep dynamodb:Scan meetings"
    listed = (tmp_path / "rights.txt").read_text()
    assert listed == "used   start_prep dynamodb:PutItem meetings\n"


def test_a_whole_run_misses_a_use_of_each_right_that_changes_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _explained(tmp_path, monkeypatch, "# why\n\n[start_prep] when a calendar ends\ndynamodb:DeleteItem meetings\n")
    _deployed(tmp_path, ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"])
    _used(tmp_path, "amo-start_prep dynamodb:PutItem amo-meetings")
    assert _fault(tmp_path, is_whole_run=False) == ""
    missed = "granted, never used, without a reason: start_prep dynamodb:UpdateItem meetings"
    assert _fault(tmp_path, is_whole_run=True) == missed


def test_a_reason_that_explains_nothing_is_a_fault_of_a_whole_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "[start_prep] when a calendar ends\ndynamodb:DeleteItem meetings contexts\ndynamodb:PutItem meetings\n"
        "dynamodb:GetItem meetings\n[start_prep sometimes] when two write at once\ndynamodb:UpdateItem meetings\n"
        "[nobody] of old\nevents:PutEvents\n"
    )
    _explained(tmp_path, monkeypatch, text)
    _deployed(tmp_path, ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"])
    _used(tmp_path, "amo-start_prep dynamodb:PutItem amo-meetings", "amo-start_prep dynamodb:UpdateItem amo-meetings")
    assert _fault(tmp_path, is_whole_run=False) == ""
    assert _fault(tmp_path, is_whole_run=True).splitlines() == [
        "explained and not granted: nobody events:PutEvents",
        "explained and not granted: start_prep dynamodb:DeleteItem contexts",
        "explained and in need of no reason: start_prep dynamodb:GetItem meetings",
        "explained and used: start_prep dynamodb:PutItem meetings",
    ]


def test_no_run_fails_for_the_hour_it_is_made_at() -> None:
    """What a schedule sets off, itself or by a queue, is used or not as the clock has it."""
    timed = {spec for spec in FUNCTIONS if spec.schedule}
    queues = {queue for spec in timed for queue in spec.sends}
    names = {spec.name for spec in FUNCTIONS if spec in timed or spec.queue in queues}
    fixed = {right for right, is_sometimes in rights.explained().items() if not is_sometimes}
    assert sorted(str(right) for right in fixed if right.function in names) == []


def test_only_what_an_engine_left_counts(tmp_path: Path) -> None:
    """The files of these very tests lie below the folder of a whole run."""
    for name in ("started", "made-up"):
        (tmp_path / name).mkdir()
    (tmp_path / "started" / "api-id").touch()
    assert rights.instances(tmp_path) == [tmp_path / "started"]


def _fault(base: Path, *, is_whole_run: bool) -> str:
    return rights.fault([base], base / "rights.txt", is_whole_run)


def _explained(base: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (base / "reasons.txt").write_text(text)
    monkeypatch.setattr(rights, "REASONS", base / "reasons.txt")


def _used(base: Path, *lines: str) -> None:
    (base / "used-rights").write_text("".join(f"{line}\n" for line in lines))


def _deployed(base: Path, actions: list[str]) -> None:
    statement: dict[str, Any] = {"Effect": "Allow", "Action": actions, "Resource": TABLE}
    denied = {"Effect": "Deny", "Action": "dynamodb:Scan", "Resource": TABLE}
    role = {"Policies": [{"PolicyDocument": {"Statement": [statement, denied]}}]}
    function = {"FunctionName": "amo-start_prep", "Role": {"Fn::GetAtt": ["Role", "Arn"]}}
    resources = {
        "Function": {"Type": "AWS::Lambda::Function", "Properties": function},
        "Role": {"Type": "AWS::IAM::Role", "Properties": role},
    }
    (base / "cdk.out").mkdir()
    (base / "cdk.out" / "amo-app.template.json").write_text(json.dumps({"Resources": resources}))
