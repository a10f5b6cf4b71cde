"""Carries out the calls that set things right; each says what it did, or why not."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cli.account import Account
from cli.doctor.findings import Finding, Fix


def fixed(findings: Iterable[Finding], account: Account) -> Iterator[Finding]:
    """The findings again: what could be set right is, what could not says so."""
    done: dict[str, str] = {}
    for finding in findings:
        if finding.fix is None:
            yield finding
            continue
        key = repr((finding.fix.operation, finding.fix.arguments))  # two findings may need the same call
        if key not in done:
            done[key] = _problem(finding.fix, account)
        yield _after(finding, finding.fix, done[key])


def _after(finding: Finding, fix: Fix, problem: str) -> Finding:
    if problem:
        return replace(finding, detail=f"{finding.detail}; not done: {problem}")
    return Finding(finding.name, "ok", f"set right: {fix.done}")


def _problem(fix: Fix, account: Account) -> str:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        getattr(account.client(fix.service), fix.operation)(**fix.arguments)
    except ClientError as error:
        return f"{error.operation_name} was refused ({error.response['Error'].get('Code', 'no code')})"
    except BotoCoreError as error:
        return type(error).__name__
    return ""
