"""Templates of every option that a stage has: whoever uses one for the first time must not be the first to try it."""

import json
from pathlib import Path

import aws_cdk as cdk
import cdk_nag
import pytest
from cfnlint import api
from cfnlint.config import ManualArgs

from stacks.application import build_application
from stacks.stage import Stage
from stacks.stage_file import StageFile
from tests.stacks.conftest import CONTEXT, EVERY_OPTION, Synthesis, findings_of
from tests.stacks.test_findings import ACCEPTED_LINT

ADDRESSED = Stage(name="addressed", public_url="https://amo.example.com", mail_from="amo@mail.example.com")
"""A lasting stage behind an address of somebody else's: what cannot stand beside a domain of its own."""
ELSEWHERE = {
    "engine": "the embedded engine's templates are those of test_findings.py",
}
MAX_BYTES, MAX_RESOURCES = 1_000_000, 500
"""CloudFormation's limits; the CDK knows the second alone."""
REGIONS = ["us-east-1"]
OPTIONS = pytest.mark.parametrize("stage", [EVERY_OPTION, ADDRESSED], ids=lambda stage: stage.name)

pytestmark = pytest.mark.xdist_group("stacks")


@pytest.fixture(scope="module")
def synthesised(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesis]:
    """Both stages in one app, as if in one account: their names and exports must not meet."""
    folder = tmp_path_factory.mktemp("options")
    app = cdk.App(outdir=str(folder), context=CONTEXT)
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    (folder / "layer").mkdir(parents=True)
    (folder / "layer" / "empty").touch()
    stages = (EVERY_OPTION, ADDRESSED)
    for stage in stages:
        build_application(app, stage, lambda _name: folder / "layer")
    findings = findings_of(app, folder)
    return {stage.name: Synthesis(folder, stage.prefix, findings) for stage in stages}


def test_every_option_of_a_stage_is_tried() -> None:
    untried = set(StageFile.model_fields) - set(ELSEWHERE)
    for stage in (EVERY_OPTION, ADDRESSED):
        untried -= {key for key in untried if getattr(stage, key) != getattr(Stage(), key)}
    assert untried == set()


@OPTIONS
def test_no_rule_of_aws_solutions_objects(synthesised: dict[str, Synthesis], stage: Stage) -> None:
    assert [finding for finding in synthesised[stage.name].findings if stage.prefix in finding] == []


@OPTIONS
def test_cfn_lint_finds_nothing_in_any_template(synthesised: dict[str, Synthesis], stage: Stage) -> None:
    settings = ManualArgs(ignore_checks=[ACCEPTED_LINT], regions=REGIONS)
    for template in templates_of(synthesised[stage.name]):
        assert [str(finding) for finding in api.lint(template.read_text(), config=settings)] == [], template.name


@OPTIONS
def test_every_template_fits_into_cloudformation(synthesised: dict[str, Synthesis], stage: Stage) -> None:
    for template in templates_of(synthesised[stage.name]):
        assert template.stat().st_size < MAX_BYTES, template.name
        assert len(json.loads(template.read_text())["Resources"]) <= MAX_RESOURCES, template.name


def templates_of(synthesis: Synthesis) -> list[Path]:
    found = sorted(synthesis.folder.glob(f"{synthesis.prefix}-*.template.json"))
    assert len(found) >= 2
    return found
