"""The mail that invites somebody, to an address and not to whoever is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.accounts.messages import invitation_mail
from lambdas.accounts.one_time_links import OneTimeLinks
from lambdas.aws.email import Mailer
from lambdas.domain.accounts.user import User
from lambdas.errors import AmoError


@dataclass(frozen=True, slots=True)
class AccountMails:
    mailer: Mailer
    links: OneTimeLinks

    def invite(self, user: User, operator: User, reviewed: Sequence[str], life: timedelta, now: datetime) -> str:
        """Sends a link of their own to their address; returns why it was not sent, empty when it was."""
        link = self.links.issue(user.user_id, now, life)
        mail = invitation_mail(user, operator, reviewed, link.url, life)
        try:
            self.mailer.send([user.email], mail.subject, mail.body, f"invitation-{user.user_id}")
        except AmoError as error:
            return str(error)
        return ""
