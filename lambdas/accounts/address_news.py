"""Tells somebody that an operator changed their address: at the one that counted until now, and on their channels."""

import logging
from dataclasses import dataclass
from datetime import datetime

from lambdas.accounts.messages import address_changed, address_changed_mail, lender_name
from lambdas.aws.email import Mailer
from lambdas.domain.accounts.user import User
from lambdas.errors import AmoError
from lambdas.notifications.notifier import Notifier

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AddressNews:
    """A change that nobody can be told of is audited all the same."""

    mailer: Mailer
    notifier: Notifier

    def tell(self, before: User, after: User, operator: User | None, now: datetime) -> None:
        """``operator`` is None for whoever holds the stage's credentials. Raises nothing."""
        if before.email == after.email:
            return
        by = lender_name(operator)
        if before.proved_email:
            mail = address_changed_mail(after, by)
            try:
                self.mailer.send([before.proved_email], mail.subject, mail.body, f"address-changed-{after.user_id}")
            except AmoError as error:
                log.warning("user %s is not told at the old address: %s", after.user_id, type(error).__name__)
        if operator is None or operator.user_id != after.user_id:
            self.notifier.send(after, address_changed(after, by, now), now)
