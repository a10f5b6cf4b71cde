"""A source that tells by itself, after each of its messages. Pure.

Its address is known to the service and to whoever connected it. So a message that is not proven changes no status and
no figure: it is noted once, with the time, until the next proven one; a source that tells nothing else any more was
given another key, and its person hears of it.
"""

from datetime import datetime
from typing import Any

from lambdas.domain.sources.account import MAX_REFUSED_SHOWN, SourceAccount, SourceStatus

NOTED_OF_MESSAGE = ("status", "problem", "failing_since", "read_at", "rows", "refused", "refused_rows")
NOTED_OF_PROBLEM = ("problem", "failing_since")
NOTED_OF_UNREADABLE = ("refused", "refused_rows")


def after_message(account: SourceAccount, now: datetime, more: int, refused: tuple[str, ...]) -> SourceAccount:
    """``more`` is how many rows there are more than before. Refused rows are counted on, and the last ones shown."""
    return _with_refused(account, refused).model_copy(
        update={
            "status": SourceStatus.OK,
            "problem": "",
            "failing_since": None,
            "read_at": now,
            "rows": max(0, account.rows + more),
        }
    )


def after_unreadable(account: SourceAccount, reason: str) -> SourceAccount:
    """Proven, and of no use: one more line that was refused."""
    return _with_refused(account, (reason,))


def after_unproven(account: SourceAccount, problem: str, now: datetime) -> SourceAccount | None:
    """None where that is known already: whoever has the address makes AMO write once."""
    if account.failing_since:
        return None
    return account.model_copy(update={"problem": problem, "failing_since": now})


def looked_at_again(account: SourceAccount, at: datetime) -> SourceAccount:
    return account.model_copy(update={"next_at": at, "look_at": at})


def _with_refused(account: SourceAccount, refused: tuple[str, ...]) -> SourceAccount:
    shown: dict[str, Any] = {
        "refused": account.refused + len(refused),
        "refused_rows": (*account.refused_rows, *refused)[-MAX_REFUSED_SHOWN:],
    }
    return account.model_copy(update=shown)
