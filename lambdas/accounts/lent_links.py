"""Sign-in links that somebody makes for somebody else: audited, told to whom they sign in, and good for no decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.accounts.messages import USER, link_given
from lambdas.accounts.one_time_links import IssuedLink, OneTimeLinks
from lambdas.accounts.tokens import LINK_LIFE
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.notifications.notifier import Notifier
from lambdas.store.audit_log import AuditLog


@dataclass(frozen=True, slots=True)
class LentLinks:
    links: OneTimeLinks
    log: AuditLog
    notifier: Notifier

    def lend(
        self, user_id: str, lent_by: str, now: datetime, life: timedelta = LINK_LIFE, *, is_told: bool = True
    ) -> IssuedLink:
        """``lent_by``: ``user:ID`` or ``agent:operator``; what somebody makes for themselves is their own, any other
        link is on the log before it is there. ``is_told`` is False where a mail tells them. Raises NotFound.
        """
        users = self.links.users
        user = users.get(user_id)
        if lent_by == f"{USER}{user_id}":
            return self.links.issue(user_id, now, life)
        entry = AuditEntry(team_id=user.team, at=now, event=AuditEvent.LINK_GIVEN, actor=lent_by, note=f"for {user_id}")
        self.log.add(entry, doing="recording a sign-in link")
        link = self.links.issue(user_id, now, life, lent_by=lent_by)
        if is_told:
            self.notifier.send(user, link_given(user, lent_by, users.find(lent_by.removeprefix(USER)), now), now)
        return link
