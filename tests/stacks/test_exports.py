"""The stacks meet by name: no value of one is imported by the other, so that either can be taken back."""

import json
from pathlib import Path

import pytest

from stacks.functions import FUNCTIONS
from stacks.stage_file import STACKS
from tests.stacks.conftest import Synthesis
from tests.stacks.test_functions import statements

RELEASED = Path(__file__).with_name("released_exports.txt")
NAMES = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SecretsManager::Secret": "Name",
}
"""The property by which CloudFormation finds what a stack retained, and its console what may be imported."""


@pytest.mark.parametrize("options", ["on_aws", "locally", "in_full"])
def test_no_stack_imports_a_value_of_another(options: str, request: pytest.FixtureRequest) -> None:
    synthesis: Synthesis = request.getfixturevalue(options)
    for stack in STACKS:
        text = json.dumps(synthesis.template(stack))
        assert "Fn::ImportValue" not in text
        assert "Fn::GetStackOutput" not in text


def test_what_the_last_version_imported_is_still_exported(on_aws: Synthesis) -> None:
    """CloudFormation refuses to update a stack that no longer exports what another one imports."""
    exported = {output["Export"]["Name"] for output in on_aws.template("data")["Outputs"].values()}
    released = {line for line in RELEASED.read_text().splitlines() if not line.startswith("#")}
    assert len(released) == 32
    assert exported >= released


def test_the_key_is_found_by_a_parameter_that_the_data_stack_writes(on_aws: Synthesis) -> None:
    (written,) = on_aws.properties("AWS::SSM::Parameter")
    assert written["Name"] == "/amo/key-arn"
    parameters = on_aws.template("app")["Parameters"]
    (read,) = [name for name, one in parameters.items() if one.get("Default") == "/amo/key-arn"]
    assert parameters[read]["Type"] == "AWS::SSM::Parameter::Value<String>"
    for function in on_aws.functions().values():
        for statement in statements(on_aws.role_of(function)):
            if "kms:" in json.dumps(statement["Action"]):
                assert statement["Resource"] == {"Ref": read}


def test_the_application_is_deployed_after_the_data(on_aws: Synthesis) -> None:
    manifest = json.loads((on_aws.folder / "manifest.json").read_text())["artifacts"]
    assert "amo-data" in manifest["amo-app"]["dependencies"]


def test_what_the_application_may_touch_are_tables_and_buckets_that_there_are(on_aws: Synthesis) -> None:
    """A name that is built twice could differ: a role for a table that nobody has grants nothing."""
    made = {json.dumps(one[name]) for kind, name in NAMES.items() for one in on_aws.properties(kind)}
    bare = {json.loads(text) for text in made if text.startswith('"')}
    for spec in FUNCTIONS:
        variables = on_aws.functions()[spec.name]["Environment"]["Variables"]
        for table in filter(None, variables.get("AMO_TABLES", "").split(",")):
            assert variables["AMO_TABLE_PREFIX"] + table in bare
        for bucket in (value for name, value in variables.items() if name.startswith("AMO_BUCKET_")):
            assert json.dumps(bucket) in made
        if signing := variables.get("AMO_SIGNING_SECRET_ARN"):
            assert json.dumps(signing).rpartition(":secret:")[2].removesuffix('"]]}') in bare


@pytest.mark.parametrize("kind", NAMES)
def test_all_that_is_retained_has_a_name_of_its_own_and_is_taken_back_by_it(kind: str, on_aws: Synthesis) -> None:
    """A table whose name CloudFormation made up would be made anew, empty, beside the one with the data."""
    for resource in on_aws.resources(kind):
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resource["Properties"][NAMES[kind]]


def test_nothing_else_is_retained_but_the_key_which_has_no_name(on_aws: Synthesis) -> None:
    resources = [one for stack in STACKS for one in on_aws.template(stack)["Resources"].values()]
    kept = {one["Type"] for one in resources if one.get("DeletionPolicy", "Delete") != "Delete"}
    assert kept == {*NAMES, "AWS::KMS::Key"}
