"""Makes an account elsewhere a user's: first on the audit log, then done, then told to them on all channels."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.accounts.account_ties import AccountTie, tie_message
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.notifications.notifier import Notifier
from lambdas.store.audit_log import AuditLog


@dataclass(frozen=True, slots=True)
class AccountTies:
    log: AuditLog
    notifier: Notifier

    def tie(self, user: User, tie: AccountTie, write: Callable[[], None], now: datetime) -> None:
        """``write`` makes it theirs; what it raises is raised here, and nobody is told then."""
        self.log.add(_entry(user, tie, now), doing="recording whose an account is")
        write()
        self.notifier.send(user, tie_message(user, tie, now), now)


def _entry(user: User, tie: AccountTie, now: datetime) -> AuditEntry:
    """The actor is the user: whoever holds the account acts as them from now on. Its name there stands in no log."""
    note, actor = f"{user.user_id}: {tie.account}, {tie.proof}", f"user:{user.user_id}"
    return AuditEntry(team_id=user.team, at=now, event=AuditEvent.ACCOUNT_TIED, actor=actor, note=note)
