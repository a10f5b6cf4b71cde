"""The rights of a function to the stage's model: the one its file names and what that degrades to, in no other place.

A profile is asked here and runs the model in any of its regions: without the right to the model in each of them Bedrock
answers that access is denied.
"""

from collections.abc import Iterator

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from lambdas.config_files import load_model_catalog
from stacks.allowed import allow
from stacks.function_spec import FunctionSpec, Grant
from stacks.surroundings import Surroundings

KEY_CHANGES = ("secretsmanager:PutSecretValue", "secretsmanager:CreateSecret", "secretsmanager:DeleteSecret")


def on_model(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    if not spec.reaches_model:
        return
    is_told = spec.has(Grant.CONNECT_MODEL)  # an operator says the key, and it is tried before it is kept
    verbs = KEY_CHANGES if is_told else ("secretsmanager:GetSecretValue",)
    yield allow(verbs, around.data.secret_pattern("model/key*"))  # a secret that is not there yet has no ending
    arns = [arn for name in _models(around) for arn in _arns(name, around.data.stack)]
    if arns:
        yield allow(("bedrock:InvokeModel",), *arns)
    if around.stage.model.guardrail:
        guardrail = around.data.stack.format_arn(
            service="bedrock", resource="guardrail", resource_name=around.stage.model.guardrail.id
        )
        yield allow(("bedrock:ApplyGuardrail",), guardrail)


def _models(around: Surroundings) -> list[str]:
    """On a laptop any: which one a stand-in plays is said when it is connected."""
    models = load_model_catalog().models
    if around.stage.embedded:
        return list(models)
    name = around.stage.model.name
    return list(filter(None, (name, models[name].degrade_to))) if name else []


def _arns(name: str, stack: cdk.Stack) -> Iterator[str]:
    row = load_model_catalog().models[name]
    for profile in row.profiles:
        yield stack.format_arn(service="bedrock", resource="inference-profile", resource_name=profile.id)
    for region in sorted({region for profile in row.profiles for region in profile.regions}):
        yield f"arn:{stack.partition}:bedrock:{region}::foundation-model/{row.foundation_model}"
