"""Synthesises the stacks once for all tests of this folder: starting the CDK's Node process is what takes time."""

import json
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

# The Node that came with pip; jsii would otherwise take whatever the machine has.
os.environ.setdefault("JSII_NODE", str(Path(sys.executable).parent / "node"))

import aws_cdk as cdk
import cdk_nag

from lambdas.domain.accounts.user import Switches
from lambdas.domain.llm.connection import Guardrail, StageModel
from lambdas.domain.llm.purposes import Purpose
from stacks.application import build_application
from stacks.stage import Stage, local_stage
from stacks.stage_file import STACKS, HostedZone
from tests.stacks.needs import ROOT

Resource = dict[str, Any]
CONTEXT = json.loads((ROOT / "cdk.json").read_text())["context"]
LOCAL_URL = "http://127.0.0.1:4600"


@dataclass(frozen=True)
class Synthesis:
    """``folder`` holds the templates, ``findings`` what cdk-nag's AwsSolutions pack objects to."""

    folder: Path
    prefix: str
    findings: list[str]

    def template(self, stack: str) -> dict[str, Any]:
        return _template(self.folder / f"{self.prefix}-{stack}.template.json")

    def resources(self, kind: str) -> list[Resource]:
        """Of both stacks."""
        found = [r for stack in STACKS for r in self.template(stack)["Resources"].values()]
        return [resource for resource in found if resource["Type"] == kind]

    def properties(self, kind: str) -> list[Resource]:
        return [resource.get("Properties", {}) for resource in self.resources(kind)]

    def functions(self) -> dict[str, Resource]:
        """By their name in the table."""
        found = [
            resource["Properties"]
            for resource in self.template("app")["Resources"].values()
            if resource["Type"] == "AWS::Lambda::Function"
        ]
        return {function["FunctionName"].removeprefix(f"{self.prefix}-"): function for function in found}

    def role_of(self, function: Resource) -> Resource:
        role: Resource = self.template("app")["Resources"][function["Role"]["Fn::GetAtt"][0]]["Properties"]
        return role


@cache
def _template(path: Path) -> dict[str, Any]:
    """Read once: hundreds of tests ask for it."""
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def synthesise(folder: Path, stage: Stage) -> Synthesis:
    """With empty layers: building real ones needs a package index, and is tested by itself."""
    app = cdk.App(outdir=str(folder), context=CONTEXT)
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    (folder / "layer").mkdir(parents=True)
    (folder / "layer" / "empty").touch()
    build_application(app, stage, lambda _name: folder / "layer")
    return Synthesis(folder, stage.prefix, findings_of(app, folder))


def findings_of(app: cdk.App, folder: Path) -> list[str]:
    """Synthesises; the rules of the pack that object, with the construct each objects to."""
    try:
        app.synth()
    except RuntimeError as error:
        if "ValidationFailed" not in str(error):
            raise
    report = json.loads((folder / "validation-report.json").read_text())
    return [
        f"{violation['ruleName']} {construct['constructPath']}"
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    ]


EVERY_OPTION = Stage(
    name="team",
    kind="trial",
    domain="amo.example.com",
    hosted_zone=HostedZone(id="Z0123456789", name="example.com"),
    alarm_email="ops@example.com",
    mail_from="amo@example.com",
    calendar_tokens="secrets",
    budget_usd=50,
    anchors_locked_days=7,
    reserved_concurrency={"page": 20, "sync_user": 3},
    switches=Switches(monitor=False),
    model=StageModel(name="nova-lite", purposes=frozenset(Purpose), guardrail=Guardrail(id="abc123", version="1")),
    self_repair="retry_rollback",
    functions_at_once=20,
    trusted_feed_origins=("calendars.example.com:443",),
    trusted_source_origins=("jira.example.com:443",),
)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever looks at the stacks looks at the same ones: one worker synthesises them."""
    for item in items:
        if not {"on_aws", "locally", "in_full"}.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("stacks"))


@pytest.fixture(scope="session")
def on_aws(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    return synthesise(tmp_path_factory.mktemp("aws"), Stage())


@pytest.fixture(scope="session")
def locally(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    return synthesise(tmp_path_factory.mktemp("local"), local_stage(LOCAL_URL))


@pytest.fixture(scope="session")
def in_full(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    """A stage of AWS whose file says something of everything."""
    return synthesise(tmp_path_factory.mktemp("full"), EVERY_OPTION)
