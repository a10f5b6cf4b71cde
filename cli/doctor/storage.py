"""Judges what holds data: tables, buckets, the key and the secrets."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.doctor.facts import BucketFacts, Facts, TableFacts
from cli.doctor.findings import Finding, Fix, bad, skipped, warn
from cli.doctor.variables import DEPLOY

Schema = Mapping[str, Any]

SIGNING_KEY = "signing-key"
LOST_HERE = "the engine on this machine keeps none of them, whatever is deployed"


def judge(facts: Facts, schema: Schema) -> Iterator[Finding]:
    for name, wanted in schema["tables"].items():
        table = facts.tables.get(name)
        if table is not None:
            yield from _table(name, table, wanted, facts)
        elif not facts.is_unread("table", name):
            yield bad(f"table {name}", f"is not there; ./amo restore brings back what it held, then {DEPLOY}")
    for name, wanted in schema["buckets"].items():
        bucket = facts.buckets.get(name)
        if bucket is not None:
            yield from _bucket(name, bucket, wanted, facts)
        elif not facts.is_unread("bucket", name):
            yield bad(f"bucket {name}", f"is not there; {DEPLOY}")
    if facts.stage.is_embedded:
        yield skipped("backups, expiry, locks and encryption", LOST_HERE)
    yield from _key(facts)
    yield from _secrets(facts)


def _table(name: str, table: TableFacts, wanted: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    about, whole_name = f"table {name}", f"{facts.stage.prefix}-{name}"
    if table.status not in ("ACTIVE", "UPDATING"):
        yield bad(about, f"is {table.status}; look at it in the console")
    if table.keys != wanted["keys"]:
        yield bad(about, "has other keys than this version writes; it was made by another, and has to be moved")
    if lacking := sorted(set(wanted["indexes"]) - table.indexes):
        yield bad(f"index of {name}", f"{', '.join(lacking)} is not there: what is listed by it stays empty; {DEPLOY}")
    if facts.stage.is_lasting and not table.is_protected:
        arguments = {"TableName": whole_name, "DeletionProtectionEnabled": True}
        fix = Fix("dynamodb", "update_table", arguments, f"{name} is protected from deletion")
        yield bad(f"protection of {name}", "can be deleted with all it holds; --fix protects it", fix)
    if facts.stage.is_embedded:
        return
    if not table.is_recoverable:
        recovery = {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}}
        arguments = {"TableName": whole_name, **recovery}
        fix = Fix("dynamodb", "update_continuous_backups", arguments, f"{name} can be brought back from now on")
        yield bad(f"backups of {name}", "point-in-time recovery is off; --fix turns it on", fix)
    if table.expiry != wanted["expiry"]:
        yield bad(f"expiry of {name}", *_expiry(name, table, wanted, whole_name))
    if not table.key:
        yield bad(f"encryption of {name}", f"is not by the stage's own key; {DEPLOY}")


def _expiry(name: str, table: TableFacts, wanted: Mapping[str, Any], whole_name: str) -> tuple[str, Fix | None]:
    if table.expiry:
        return f"goes by {table.expiry}, not by {wanted['expiry']}; {DEPLOY}", None
    specification = {"Enabled": True, "AttributeName": wanted["expiry"]}
    arguments = {"TableName": whole_name, "TimeToLiveSpecification": specification}
    fix = Fix("dynamodb", "update_time_to_live", arguments, f"rows of {name} are deleted after their time")
    return "is off: nothing is deleted after its time; --fix turns it on", fix


def _bucket(name: str, bucket: BucketFacts, wanted: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    about, whole_name = f"bucket {name}", f"{facts.stage.prefix}-{name}-{facts.stage.account}"
    if not bucket.is_closed:
        parts = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        arguments = {"Bucket": whole_name, "PublicAccessBlockConfiguration": dict.fromkeys(parts, True)}
        fix = Fix("s3", "put_public_access_block", arguments, f"{name} is closed to the public")
        yield bad(about, "could be opened to the public; --fix closes it", fix)
    if wanted["locked"] and not bucket.is_versioned:
        arguments = {"Bucket": whole_name, "VersioningConfiguration": {"Status": "Enabled"}}
        fix = Fix("s3", "put_bucket_versioning", arguments, f"{name} keeps every version")
        yield bad(
            f"versions of {name}", "are not kept: what proves the audit log can be changed; --fix keeps them", fix
        )
    if facts.stage.is_embedded:
        return
    if bucket.encryption != "aws:kms":
        yield bad(f"encryption of {name}", f"is not by the stage's own key; {DEPLOY}")
    if bucket.expires_after_days != wanted["expires_after_days"]:
        found, days = bucket.expires_after_days, wanted["expires_after_days"]
        yield bad(f"expiry of {name}", f"is {_after(found)}, not {_after(days)}; {DEPLOY}")
    yield from _lock(name, bucket, wanted, facts)


def _after(days: int | None) -> str:
    return f"after {days} days" if days else "never"


def _lock(name: str, bucket: BucketFacts, wanted: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    mode = ("COMPLIANCE" if facts.stage.is_lasting else "GOVERNANCE") if wanted["locked"] else ""
    days = facts.stage.written.anchors_locked_days if wanted["locked"] else 0
    if (bucket.lock, bucket.lock_days) != (mode, days):
        found = f"{bucket.lock} for {bucket.lock_days} days" if bucket.lock else "none"
        yield bad(f"lock of {name}", f"is {found}, not {mode or 'none'} for {days} days; {DEPLOY}")


def _key(facts: Facts) -> Iterator[Finding]:
    if facts.is_unread("key"):
        return
    if facts.key is None:
        yield bad("key", f"alias/{facts.stage.prefix} leads to no key: nothing can be read; restore the alias")
        return
    if facts.key.state != "Enabled":
        yield bad("key", f"is {facts.key.state}: nothing can be read; enable it, or cancel its deletion, in KMS")
    elif not facts.key.is_rotated:
        fix = Fix("kms", "enable_key_rotation", {"KeyId": facts.key.key_id}, "the key is rotated every year")
        yield bad("rotation of the key", "is off; --fix turns it on", fix)


def _secrets(facts: Facts) -> Iterator[Finding]:
    if facts.is_unread("secrets"):
        return
    if SIGNING_KEY not in facts.secrets:
        yield bad(f"secret {SIGNING_KEY}", "is not there: nobody can sign in; restore it in Secrets Manager")
    for name, secret in sorted(facts.secrets.items()):
        if secret.problem:
            yield bad(f"secret {name}", secret.problem)
    for provider in sorted(facts.providers):
        if f"oauth/{provider}" not in facts.secrets:
            yield bad(
                f"secret oauth/{provider}", f"is not there, and people are offered it; ./amo {provider} connect-client"
            )
    for provider in ("google", "microsoft"):
        if f"oauth/{provider}" in facts.secrets and provider not in facts.providers:
            yield warn(f"registration at {provider}", f"is offered to nobody; ./amo {provider} connect-client again")
    for team in sorted(facts.workspaces):
        for needed in ("slack/signing", f"slack/workspace/{team}"):
            if needed not in facts.secrets:
                yield bad(f"secret {needed}", f"is not there, and workspace {team} is connected; ./amo slack connect")
