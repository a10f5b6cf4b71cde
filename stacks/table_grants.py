"""The rights of a function to tables: which of them it reads, and what it may do to the rows of which."""

from collections.abc import Iterator

from aws_cdk import aws_iam as iam

from lambdas.domain.accounts.user import SHOWN
from lambdas.domain.sources.account import ADDRESSED
from stacks.allowed import allow
from stacks.function_spec import FunctionSpec
from stacks.profile_attributes import EVERY
from stacks.surroundings import Surroundings
from stacks.tables import AUDIT_LOG, TABLES, USERS

NO_SECRETS = {"connected_calendars": SHOWN, "source_accounts": ADDRESSED}
"""The attributes of a table that may be shown to whoever may not read all of it."""
TABLE_READS = ("dynamodb:GetItem", "dynamodb:Query")
# Only inside a transaction with what a row tells of; nothing that could change a row is granted anywhere.
LOG_WRITES = ("dynamodb:PutItem",)
LOG_TAMPERING = (
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PartiQLDelete",
)


def on_tables(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    indexes = {table.name: [index.name for index in table.indexes] for table in TABLES}
    for name in spec.reads:
        arn = around.data.table_arn(name)
        yield allow(TABLE_READS, arn, *(f"{arn}/index/{index}" for index in indexes[name]))
    for name in spec.scans:
        yield allow(("dynamodb:Scan",), around.data.table_arn(name))
    for name in spec.shown:
        yield _without_secrets(name, around)
    for name in sorted(spec.writes - {AUDIT_LOG, USERS}):
        yield allow(_writes_of(spec, name), around.data.table_arn(name))
    if USERS in spec.writes:
        yield from _on_users(spec, around.data.table_arn(USERS))
    if AUDIT_LOG in spec.puts:
        appended = allow(LOG_WRITES, around.data.table_arn(AUDIT_LOG))
        if not around.stage.embedded:  # the embedded engine gives its policies neither of these two keys
            appended.add_condition("ForAnyValue:StringEquals", {"dynamodb:EnclosingOperation": ["TransactWriteItems"]})
        yield appended


def _writes_of(spec: FunctionSpec, table: str) -> list[str]:
    verbs = {"Put": spec.puts, "Update": spec.updates, "Delete": spec.deletes, "BatchWrite": spec.puts_many}
    return [f"dynamodb:{verb}Item" for verb, tables in verbs.items() if table in tables]


def _on_users(spec: FunctionSpec, arn: str) -> Iterator[iam.PolicyStatement]:
    """Updates name the attributes they may change; the embedded engine sees none in an update, so holds it for met."""
    updated = {"dynamodb:UpdateItem"} & set(_writes_of(spec, USERS))
    others = [action for action in _writes_of(spec, USERS) if action not in updated]
    if others:
        yield allow(others, arn)
    if updated:
        changed = allow(updated, arn)
        if spec.profile != EVERY:
            changed.add_condition("ForAllValues:StringEquals", {"dynamodb:Attributes": sorted(spec.profile)})
        yield changed


def _without_secrets(name: str, around: Surroundings) -> iam.PolicyStatement:
    (table,) = (table for table in TABLES if table.name == name)
    arn = around.data.table_arn(name)
    if table.indexes:
        (index,) = table.indexes
        shown = allow(("dynamodb:Query",), f"{arn}/index/{index.name}")
        keys = [index.partition, index.sort]
    else:
        shown = allow(("dynamodb:Query",), arn)
        keys = [table.partition]
    shown.add_condition("ForAllValues:StringEquals", {"dynamodb:Attributes": [*keys, *NO_SECRETS[name]]})
    shown.add_condition("StringEquals", {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"})
    return shown


def never_on_the_log(around: Surroundings) -> iam.PolicyStatement:
    """Stands in every role, so that no later grant can open what the audit log rests on (ACT-4)."""
    return iam.PolicyStatement(
        effect=iam.Effect.DENY, actions=list(LOG_TAMPERING), resources=[around.data.table_arn(AUDIT_LOG)]
    )
