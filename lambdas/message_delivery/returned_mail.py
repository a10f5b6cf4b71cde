"""Keeps addresses whose mail came back, so that nobody goes on writing there, and tells their people elsewhere."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.aws import metrics
from lambdas.domain.notifications.returned_mail import ReturnedMail, returned_in, returned_message
from lambdas.notifications.notifier import Notifier
from lambdas.store.deliveries import Deliveries
from lambdas.store.users import Users

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReturnedMails:
    deliveries: Deliveries
    users: Users
    notifier: Notifier

    def note(self, event: Mapping[str, Any], now: datetime) -> None:
        """An event of SES, once or more often. Raises Retryable."""
        for address, why in returned_in(event["detail"]):
            if self.deliveries.note_returned(address, why, now):
                metrics.count("MailsBounced", int(why is ReturnedMail.BOUNCED))
                metrics.count("MailsUnwanted", int(why is ReturnedMail.UNWANTED))
            for user in self.users.with_email(address):  # those of a first try that broke off are told by the second
                log.warning("mail to user %s is %s", user.user_id, why.name.lower())
                self.notifier.tell(user, returned_message(user.user_id, why, address, now), now)
