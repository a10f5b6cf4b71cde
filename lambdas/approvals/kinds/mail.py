"""The base of the actions that send e-mail to the people on an invitation."""

import logging
from datetime import datetime
from typing import Any, TypeVar

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.base import Recipient
from lambdas.domain.actions.kinds.mail import Mail
from lambdas.domain.actions.recipients import facts_of, recipients_of, why_other
from lambdas.domain.meetings.companies import companies_of
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import Refused

log = logging.getLogger(__name__)

NO_SENDER = "AMO has no address here to send e-mail from; whoever runs AMO can set one."
NO_ADDRESS = "AMO does not know your own address, so it cannot tell you from the attendees: give it under Settings."
HIDDEN = "The calendar hides who is invited, so nobody can be written to."
MailT = TypeVar("MailT", bound=Mail)


class MailKind(ActionKind[MailT]):
    """SES takes no dedupe key and tells of nothing sent: no proof."""

    def blocking_reason(self, lookups: Lookups, details: MailT, user_id: str) -> str:
        meeting = lookups.meeting_of(details, user_id)
        if reason := why_other(details.meeting, meeting):
            return reason
        invited = {recipient.email for recipient in self.reachable(meeting, lookups.users.get(user_id))}
        if not {recipient.email for recipient in details.recipients} <= invited:
            return "Somebody it was to go to is no longer invited."
        return ""

    def envelope(self, lookups: Lookups, meeting: Meeting, user: User) -> dict[str, Any]:
        """Returns the fields of ``Mail`` that say whom it reaches. Raises Refused where that is nobody."""
        recipients = self.reachable(meeting, user)
        if reason := mail_blocking_reason(lookups.sends_mail, user):
            raise Refused(reason)
        if meeting.attendees_hidden:
            raise Refused(HIDDEN)
        if not recipients:
            raise Refused("Nobody else is invited with an address.")
        return {
            "meeting": facts_of(meeting),
            "recipients": recipients,
            "companies": companies_of(user.email, lookups.company_domains),
        }

    def reachable(self, meeting: Meeting, user: User) -> tuple[Recipient, ...]:
        """Returns the people such a mail may go to."""
        return recipients_of(meeting, user)

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        details = self.read(action)
        addresses = [recipient.email for recipient in details.recipients]
        sent = effects.mailer.send(addresses, details.subject, details.body, action.action_id)
        log.info("action %s was sent as %s", action.action_id, ", ".join(sent))
        return f"Sent to {details.reach}."

    def proof(self, effects: Effects, action: Action) -> bool | None:
        return None


def mail_blocking_reason(sends_mail: bool, user: User) -> str:
    """Returns why no e-mail at all can go out for this person; empty when it can."""
    if not sends_mail:
        return NO_SENDER
    return "" if user.email else NO_ADDRESS
