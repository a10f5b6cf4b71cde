"""How far a deployment is, from lines that the CDK really wrote."""

from pathlib import Path

import pytest

from cli.cdk_log import CdkLog, far_along, is_building_layers

EVENT = "amo-data |  4/32 | 11:07:42 AM | CREATE_COMPLETE         | AWS::DynamoDB::Table        | action_looks (actionl"
BEGUN = "amo-data |  4/32 | 11:07:42 AM | CREATE_IN_PROGRESS      | AWS::DynamoDB::Table        | action_looks (actionl"
UPDATED = "amo-app | 412/132 | 11:20:45 AM | UPDATE_COMPLETE         | AWS::CloudWatch::Alarm           | Alarms/refres"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "synthesising"),
        ("INFO Number of resources: 412 is approaching allowed maximum of 500\n   amo-app\n", "synthesising"),
        ("✨  Synthesis time: 155.25s\n\n", "synthesised"),
        ("amo-app: start: Building Functions/http-layer/Code\n", "building Functions/http-layer/Code"),
        ("amo-app: success: Built Functions/http-layer/Code\n", "synthesising"),
        ("amo-data\namo-data: creating CloudFormation changeset...\n", "amo-data: making the change set"),
        ("amo-data: deploying... [1/2]\n", "amo-data: making the change set"),
        (f"{EVENT}\n{BEGUN}\n", "amo-data: 4 of 32 resources"),
        (f"{UPDATED}\n", "amo-app: 412 resources"),
    ],
)
def test_the_last_line_that_says_something_counts(written: str, told: str) -> None:
    assert far_along(written) == told


def test_what_an_earlier_deployment_wrote_is_nothing_of_this_one(tmp_path: Path) -> None:
    file = tmp_path / "deploy.log"
    file.write_text(f"{UPDATED}\n")
    log = CdkLog(file)
    assert "resources" not in log.far_along()
    with file.open("a") as more:
        more.write(f"{EVENT}\n")
    assert log.far_along() == "amo-data: 4 of 32 resources"


def test_a_log_that_is_not_there_yet_is_no_problem(tmp_path: Path) -> None:
    assert CdkLog(tmp_path / "deploy.log").far_along() in ("synthesising", "building layers")


def test_a_layer_that_is_being_made_shows(tmp_path: Path) -> None:
    (tmp_path / "x86_64-3.11-base-0123456789ab").mkdir()
    assert not is_building_layers(tmp_path)
    (tmp_path / "tmpabcd1234").mkdir()
    assert is_building_layers(tmp_path)
