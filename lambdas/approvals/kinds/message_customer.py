"""Writes to customers through the system of config/autonomy.yaml that takes it: only to those on the invitation."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import Lookups, MeetingRequest
from lambdas.approvals.kinds.mail import HIDDEN, NO_ADDRESS
from lambdas.approvals.kinds.to_system import ToSystemKind, chosen_system
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.base import Recipient
from lambdas.domain.actions.kinds.message_customer import MessageCustomer
from lambdas.domain.actions.recipients import facts_of, recipients_of
from lambdas.domain.meetings.companies import companies_of, is_outside
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import Refused

MAX_TEXT = 6_000
NO_CUSTOMER = "Nobody from outside the company is invited with an address."
NO_LONGER = "Somebody it was to go to is no longer invited."


class CustomerRequest(MeetingRequest):
    """No recipients: nobody who asks may choose them (fault 112). ``text``: a paragraph a line."""

    subject: str = Field(max_length=1000)
    text: str = Field(max_length=MAX_TEXT)
    system: str = Field(default="", max_length=60)


class MessageCustomerKind(ToSystemKind[MessageCustomer]):
    details = MessageCustomer

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> MessageCustomer:
        asked = CustomerRequest.model_validate(parameters)
        meeting = lookups.tracked(user, asked.meeting_id).meeting
        if not user.email:
            raise Refused(NO_ADDRESS)
        if meeting.attendees_hidden:
            raise Refused(HIDDEN)
        customers = _customers(lookups, meeting, user)
        if not customers:
            raise Refused(NO_CUSTOMER)
        return MessageCustomer(
            system=chosen_system(lookups, self.details.action_type, asked.system),
            meeting=facts_of(meeting),
            recipients=customers,
            subject=asked.subject,
            body=tuple(asked.text.strip().splitlines()),
        )

    def blocking_reason(self, lookups: Lookups, details: MessageCustomer, user_id: str) -> str:
        if reason := super().blocking_reason(lookups, details, user_id):
            return reason
        meeting = lookups.tracked(lookups.users.get(user_id), details.meeting.meeting_id).meeting
        invited = {one.email for one in _customers(lookups, meeting, lookups.users.get(user_id))}
        return "" if {one.email for one in details.recipients} <= invited else NO_LONGER


def _customers(lookups: Lookups, meeting: Meeting, user: User) -> tuple[Recipient, ...]:
    companies = companies_of(user.email, lookups.company_domains)
    return tuple(one for one in recipients_of(meeting, user) if is_outside(one.email, companies))
