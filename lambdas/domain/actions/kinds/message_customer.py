"""Writes to the customers who are invited to a meeting, through the system that speaks with customers."""

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import Field, model_validator

from lambdas.domain.actions.kinds.base import FieldChange, MeetingFacts, Recipient
from lambdas.domain.actions.kinds.mail import OUTSIDE
from lambdas.domain.actions.kinds.to_system import ToSystem
from lambdas.domain.kernel.bounded_text import OptionalText, ShortText
from lambdas.domain.kernel.plain_text import shown_title

MAX_LINES = 40


class MessageCustomer(ToSystem):
    """Critical: a customer reads it. ``recipients`` are those on the invitation from outside the company."""

    action_type = "message_customer"
    label = "Write to a customer"
    editable: ClassVar[Mapping[str, str]] = {"subject": "Subject", "body": "Text"}
    meeting: MeetingFacts
    recipients: tuple[Recipient, ...] = Field(min_length=1)
    subject: ShortText
    body: tuple[OptionalText, ...] = Field(min_length=1, max_length=MAX_LINES)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(self.body):
            raise ValueError("there has to be a text")
        return self

    @property
    def title(self) -> str:
        count = len(self.recipients)
        people = "1 customer" if count == 1 else f"{count} customers"
        return f"Write to {people} about “{shown_title(self.meeting.title)}”, through {self.system}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """Everybody by address: a name can say anything."""
        people = ", ".join(recipient.email for recipient in self.recipients)
        text = (FieldChange(what="Subject", after=self.subject), FieldChange(what="Text", after="\n".join(self.body)))
        return (FieldChange(what=OUTSIDE, after=people), *text)
