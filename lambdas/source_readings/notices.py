"""Tells whoever connected a source that it cannot be read, once for each spell of trouble."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.domain.sources.account import NEEDS_A_PERSON, SourceAccount, SourceStatus
from lambdas.domain.sources.trouble import trouble_id
from lambdas.notifications.notifier import Notifier
from lambdas.store.users import Users

PATIENCE = timedelta(hours=6)
"""A source may be away for so long before anybody is troubled, as a calendar may."""


@dataclass(frozen=True, slots=True)
class SourceNotices:
    users: Users
    notifier: Notifier

    def tell_of_trouble(self, account: SourceAccount, now: datetime) -> None:
        """Nobody hears twice of one spell. A team's source is the matter of whoever connected it."""
        if not is_to_be_told(account, now):
            return
        user = self.users.find(account.connected_by)
        if user and user.active:
            self.notifier.send(user, trouble_message(user, account, now), now)


def is_to_be_told(account: SourceAccount, now: datetime) -> bool:
    """At once where only a person can mend it; after some hours where it may pass."""
    if account.status in NEEDS_A_PERSON:
        return True
    return account.failing_since is not None and now - account.failing_since >= PATIENCE


def trouble_message(user: User, account: SourceAccount, now: datetime) -> Message:
    is_over = account.status is SourceStatus.RECONNECT
    what = "Connect it again" if is_over else "Look at it"
    return Message(
        message_id=trouble_id(account, account.failing_since or now),
        user_id=user.user_id,
        kind=MessageKind.SOURCE_PROBLEM,
        title=f"{account.name} cannot be read: {what.lower()} in your settings",
        lines=(account.problem, "What was read so far is kept, and every brief says how old it is."),
        actions=(Button(label=what, verb="open_settings", target="sources"),),
        created_at=now,
    )
