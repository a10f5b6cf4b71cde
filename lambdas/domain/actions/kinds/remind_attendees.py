"""E-mails a reminder to those invited."""

from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.mail import Mail


class RemindAttendees(Mail):
    action_type = "remind_attendees"
    label = "Remind attendees"
    base_risk = Risk.MEDIUM
    unanswered: bool = False
    """It goes to those alone who have not said whether they come."""

    @property
    def title(self) -> str:
        who = f"{self.reach} who did not answer" if self.unanswered else self.reach
        return f"Remind {who} of {self.meeting_name} by e-mail"
