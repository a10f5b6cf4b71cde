"""E-mails a reminder to everybody invited."""

from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.mail import Mail


class RemindAttendees(Mail):
    action_type = "remind_attendees"
    label = "Remind attendees"
    base_risk = Risk.MEDIUM

    @property
    def title(self) -> str:
        return f"Remind {self.reach} of {self.meeting_name} by e-mail"
