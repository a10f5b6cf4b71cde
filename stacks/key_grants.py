"""The rights of a function to the key: through the services that hold what it reads, to seal only where it writes."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from aws_cdk import aws_iam as iam

from lambdas.domain.accounts.consents import TokenPlace
from stacks.allowed import allow
from stacks.function_spec import TOKEN_VERBS, FunctionSpec, Grant
from stacks.surroundings import Surroundings

SEALING = frozenset({"connects", "installs", "renews", "keeps", "ends", "moves", "registers"})
"""The verbs that make or replace secrets."""


def has_tokens_in(place: TokenPlace, spec: FunctionSpec, around: Surroundings) -> bool:
    """Says whether the function handles calendar tokens that lie there."""
    return "moves" in spec.consents or bool(TOKEN_VERBS & {*spec.consents} and around.stage.calendar_tokens == place)


def on_key(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    """Opens the key for a function only through the services that hold the function's own data."""
    in_secrets = spec.sources and around.stage.calendar_tokens == "secrets"
    has_secrets = spec.has(Grant.SIGN) or spec.slack or spec.has(Grant.CALL_TASK_SYSTEMS) or spec.consents or in_secrets
    has_model_key = spec.reaches_model
    opened = {
        "dynamodb": spec.reads or spec.shown or spec.scans or spec.writes,
        "s3": spec.reads_buckets or spec.writes_buckets,
        "secretsmanager": has_secrets or has_model_key,
        "transcribe": "begins" in spec.voice,
    }
    sealed = {
        "dynamodb": spec.writes,
        "s3": spec.writes_buckets,
        "secretsmanager": SEALING & {*spec.slack, *_consents_in_secrets(spec, around)}
        or spec.has(Grant.CONNECT_MODEL)
        or (in_secrets and "keeps" in spec.sources),
        "transcribe": "begins" in spec.voice,
    }
    for actions, services in ((("kms:Decrypt",), opened), (("kms:GenerateDataKey",), sealed)):
        yield from _through(actions, services, around)
    yield from _through(("kms:Encrypt",), {name: sealed[name] for name in ("dynamodb", "transcribe")}, around)


def _consents_in_secrets(spec: FunctionSpec, around: Surroundings) -> AbstractSet[str]:
    return {*spec.consents} - (set() if has_tokens_in("secrets", spec, around) else TOKEN_VERBS)


def _through(
    actions: Iterable[str], services: Mapping[str, object], around: Surroundings
) -> Iterator[iam.PolicyStatement]:
    region = around.data.stack.region
    used = [f"{service}.{region}.amazonaws.com" for service, is_needed in services.items() if is_needed]
    if used:
        statement = allow(actions, around.data.key_arn)
        statement.add_condition("StringEquals", {"kms:ViaService": used})
        yield statement
