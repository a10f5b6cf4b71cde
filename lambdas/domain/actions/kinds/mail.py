"""E-mail to people on an invitation, the base of the actions that send it."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from lambdas.domain.actions.kinds.base import FieldChange, OfMeeting, Recipient, Risk
from lambdas.domain.meetings.companies import is_outside

OUTSIDE = "Outside the company"
MAX_RECIPIENTS = 500
"""Of one invitation."""


class Mail(OfMeeting):
    """An e-mail to people on the invitation; ``body`` is sent as it stands, line by line."""

    editable: ClassVar[Mapping[str, str]] = {"subject": "Subject", "body": "Text"}
    recipients: tuple[Recipient, ...] = Field(min_length=1)
    companies: tuple[str, ...] = ()
    """The domains of the company; whoever is elsewhere is outside, and without any everybody is."""
    subject: str
    body: tuple[str, ...]

    @property
    def risk(self) -> Risk:
        return max(self.base_risk, Risk.HIGH, key=lambda risk: risk.rank) if self.outside else self.base_risk

    @property
    def reach(self) -> str:
        count = len(self.recipients)
        return "1 person" if count == 1 else f"{count} people"

    @property
    def outside(self) -> tuple[Recipient, ...]:
        return tuple(recipient for recipient in self.recipients if is_outside(recipient.email, self.companies))

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """Everybody by address: a name can say anything."""
        people = FieldChange(what="To", after=", ".join(recipient.email for recipient in self.recipients))
        outside = FieldChange(what=OUTSIDE, after=", ".join(r.email for r in self.outside))
        text = (FieldChange(what="Subject", after=self.subject), FieldChange(what="Text", after="\n".join(self.body)))
        return (people, *((outside,) if self.outside else ()), *text)
