"""E-mails a reminder to everybody invited, or to those of them who have not answered."""

from collections.abc import Mapping
from typing import Any

from lambdas.approvals.kinds.base import Lookups, MeetingRequest
from lambdas.approvals.kinds.calendar_change import calendar_owner
from lambdas.approvals.kinds.mail import MailKind
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.actions.recipients import unanswered
from lambdas.domain.agenda.mail import reminder_body, reminder_subject
from lambdas.errors import Refused

ALL_ANSWERED = "Everybody invited has answered."
SOME_ANSWERED = "Somebody it was to go to has answered since this was proposed."


class ReminderRequest(MeetingRequest):
    unanswered: bool = False


class RemindAttendeesKind(MailKind[RemindAttendees]):
    details = RemindAttendees

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> RemindAttendees:
        asked = ReminderRequest.model_validate(parameters)
        meeting = lookups.tracked(user, asked.meeting_id).meeting
        mail = self.envelope(lookups, meeting, user)
        if asked.unanswered:
            left = unanswered(meeting, calendar_owner(lookups, meeting))
            recipients = tuple(one for one in mail["recipients"] if one.email in left)
            if not recipients:
                raise Refused(ALL_ANSWERED)
            mail |= {"recipients": recipients}
        return RemindAttendees(
            **mail,
            subject=reminder_subject(meeting),
            body=reminder_body(meeting, user),
            unanswered=asked.unanswered,
        )

    def blocking_reason(self, lookups: Lookups, details: RemindAttendees, user_id: str) -> str:
        if reason := super().blocking_reason(lookups, details, user_id):
            return reason
        if not details.unanswered:
            return ""
        meeting = lookups.meeting_of(details, user_id)
        left = unanswered(meeting, calendar_owner(lookups, meeting))
        return "" if {one.email for one in details.recipients} <= left else SOME_ANSWERED
