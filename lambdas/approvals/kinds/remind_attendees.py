"""E-mails a reminder to everybody invited."""

from collections.abc import Mapping
from typing import Any

from lambdas.approvals.kinds.base import Lookups, MeetingRequest
from lambdas.approvals.kinds.mail import MailKind
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.agenda.mail import reminder_body, reminder_subject


class RemindAttendeesKind(MailKind[RemindAttendees]):
    details = RemindAttendees

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> RemindAttendees:
        meeting = lookups.tracked(user, MeetingRequest.model_validate(parameters).meeting_id).meeting
        return RemindAttendees(
            **self.envelope(lookups, meeting, user),
            subject=reminder_subject(meeting),
            body=reminder_body(meeting, user),
        )
