"""The rights of a function to the secrets of sources, where the stage keeps them, and to roles whose costs are read."""

from collections.abc import Iterator

from aws_cdk import aws_iam as iam

from lambdas.credentials.source_secrets import PURPOSE
from lambdas.sources.aws_costs_settings import COST_ROLES
from stacks.allowed import allow
from stacks.function_spec import FunctionSpec
from stacks.surroundings import Surroundings

OPENED = ("secretsmanager:GetSecretValue",)
KEPT = (*OPENED, "secretsmanager:PutSecretValue", "secretsmanager:CreateSecret", "secretsmanager:DeleteSecret")


def on_sources(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    if not spec.sources:
        return
    if around.stage.calendar_tokens == "secrets":
        ends = ("secretsmanager:DeleteSecret",) if set(spec.sources) == {"ends"} else OPENED
        yield allow(KEPT if "keeps" in spec.sources else ends, around.data.secret_pattern("sources/*"))
    elif set(spec.sources) != {"ends"}:  # enveloped in the account's row, and gone with it
        yield _enveloped(spec, around)
    if {"asks", "keeps"} & set(spec.sources):
        roles = f"arn:{around.data.stack.partition}:iam::*:role/{COST_ROLES}*"
        yield allow(("sts:AssumeRole",), roles)


def _enveloped(spec: FunctionSpec, around: Surroundings) -> iam.PolicyStatement:
    verbs = ("kms:GenerateDataKey", "kms:Decrypt") if "keeps" in spec.sources else ("kms:Decrypt",)
    enveloped = allow(verbs, around.data.key_arn)
    if not around.stage.embedded:  # the embedded engine gives its policies no encryption context
        enveloped.add_condition("StringEquals", {"kms:EncryptionContext:purpose": PURPOSE})
    return enveloped
