"""Mails AMO sends of itself about somebody's account, to an address and not to whoever is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.accounts.messages import MailText, address_changed_mail, invitation_mail
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
        return self._send(
            user.email, invitation_mail(user, operator, reviewed, link.url, life), f"invitation-{user.user_id}"
        )

    def tell_of_new_address(self, before: User, after: User, operator: User) -> None:
        """Tells the address that counted until now; a change that nobody can be told of is audited all the same."""
        if before.proved_email and before.proved_email != after.email:
            mail = address_changed_mail(operator, after.email)
            self._send(before.proved_email, mail, f"address-changed-{after.user_id}")

    def _send(self, to: str, mail: MailText, tag: str) -> str:
        try:
            self.mailer.send([to], mail.subject, mail.body, tag)
        except AmoError as error:
            return str(error)
        return ""
