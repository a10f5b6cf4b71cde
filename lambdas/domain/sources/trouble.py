"""The name of one spell of trouble with a source, which its message carries: so it is known when it is over."""

from datetime import datetime

from lambdas.domain.kernel.instants import iso
from lambdas.domain.sources.account import SourceAccount


def trouble_id(account: SourceAccount, since: datetime) -> str:
    """One for each spell and for what has to be done about it."""
    return f"source-{account.source_id}-{account.status}-{iso(since)}"


def is_troubled(account: SourceAccount, told: str) -> bool:
    """Says whether the trouble of that name lasts."""
    return account.failing_since is not None and trouble_id(account, account.failing_since) == told
