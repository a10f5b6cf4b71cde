"""What the rules of others say about the templates. Accepted findings carry their reasons in stacks/."""

from pathlib import Path

import aws_cdk as cdk
import cdk_nag
from aws_cdk import aws_s3 as s3
from cfnlint import api
from cfnlint.config import ManualArgs

from stacks.stage_file import STACKS
from tests.stacks.conftest import Synthesis, findings_of

# W3005: CDK writes DependsOn beside every reference to a role; a repetition, not a mistake.
ACCEPTED_LINT = "W3005"


def test_no_rule_of_aws_solutions_objects_without_an_accepted_reason(on_aws: Synthesis) -> None:
    assert on_aws.findings == []


def test_the_local_stage_is_held_to_the_same_rules(locally: Synthesis) -> None:
    assert locally.findings == []


def test_the_rules_are_at_work(tmp_path: Path) -> None:
    """Without this, a pack that checks nothing would pass as well."""
    app = cdk.App(outdir=str(tmp_path))
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    s3.Bucket(cdk.Stack(app, "careless"), "bucket")
    assert any(finding.startswith("AwsSolutions-S10 ") for finding in findings_of(app, tmp_path))


def test_cfn_lint_finds_nothing(on_aws: Synthesis) -> None:
    templates = sorted(on_aws.folder.glob("*.template.json"))
    assert len(templates) == len(STACKS)
    settings = ManualArgs(ignore_checks=[ACCEPTED_LINT])
    assert [str(finding) for path in templates for finding in api.lint(path.read_text(), config=settings)] == []
