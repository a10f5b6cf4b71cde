"""Functions that ask a model may ask the stage's, by name and region, and no other; nobody else may ask any."""

import json
import re

import pytest

from lambdas.config_files import load_model_catalog
from lambdas.domain.llm.connection import StageModel
from lambdas.domain.llm.purposes import Purpose
from stacks.function_spec import Grant
from stacks.functions import FUNCTIONS
from tests.stacks.conftest import EVERY_OPTION, Synthesis
from tests.stacks.test_grants import granted

ASKING = {spec.name for spec in FUNCTIONS if spec.reaches_model}
SHOWING = {spec.name for spec in FUNCTIONS if spec.has(Grant.SHOW_MODEL)}


def resources(synthesis: Synthesis, function: str, action: str) -> list[str]:
    """The ends of the ARNs a function may do this on, from the service on."""
    found = [
        statement["Resource"] for allowed, statement in granted(synthesis, function) if allowed == f"bedrock:{action}"
    ]
    each = [one for some in found for one in (some if isinstance(some, list) else [some])]
    return ["".join(re.findall(r'"([^"]*)"', json.dumps(one)))[-120:] for one in each]


def test_a_stage_without_a_model_grants_none(on_aws: Synthesis) -> None:
    assert {"generate_materials", "refresh_materials"} <= ASKING
    for spec in FUNCTIONS:
        assert resources(on_aws, spec.name, "InvokeModel") == []


@pytest.mark.parametrize("name", sorted(ASKING))
def test_the_stage_s_model_and_its_cheaper_one_are_named_in_each_region_of_their_profiles(
    in_full: Synthesis, name: str
) -> None:
    """A profile is asked here and runs the model in any of its regions: one that is not named there is denied."""
    arns = resources(in_full, name, "InvokeModel")
    models = load_model_catalog().models
    for known in ("nova-lite", "nova-micro"):
        row = models[known]
        for profile in row.profiles:
            assert [arn for arn in arns if arn.endswith(f":inference-profile/{profile.id}")]
            for region in profile.regions:
                assert [
                    arn for arn in arns if arn.endswith(f":bedrock:{region}::foundation-model/{row.foundation_model}")
                ]
    assert not [arn for arn in arns if "*" in arn or "nova-pro" in arn]
    assert [arn[-16:] for arn in resources(in_full, name, "ApplyGuardrail")] == ["guardrail/abc123"]


def test_on_a_laptop_any_model_of_the_catalog_may_be_played_and_none_is_a_pattern(locally: Synthesis) -> None:
    (arns, *others) = [resources(locally, name, "InvokeModel") for name in sorted(ASKING)]
    assert all(other == arns for other in others)
    for row in load_model_catalog().models.values():
        assert [arn for arn in arns if arn.endswith(row.foundation_model)]
    assert not [arn for arn in arns if "*" in arn]


def test_whoever_asks_no_model_may_ask_none_and_knows_none(in_full: Synthesis, locally: Synthesis) -> None:
    for synthesis in (in_full, locally):
        asking = {spec.name for spec in FUNCTIONS if resources(synthesis, spec.name, "InvokeModel")}
        knowing = {
            name for name, one in synthesis.functions().items() if "AMO_MODEL" in one["Environment"]["Variables"]
        }
        assert asking == ASKING
        assert knowing == ASKING | SHOWING


def test_the_stage_s_file_reaches_the_functions(in_full: Synthesis) -> None:
    told = in_full.functions()["generate_materials"]["Environment"]["Variables"]
    assert StageModel.model_validate_json(told["AMO_MODEL"]) == EVERY_OPTION.model
    assert json.loads(told["AMO_MODEL"])["purposes"] == sorted(Purpose), "one synth is as the other"
    assert told["AMO_MODEL_KEY"] == "amo-team/model/key"
