"""E-mails the agenda to everybody invited."""

from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.mail import Mail


class ShareAgenda(Mail):
    """``plan_key`` and ``plan_digest`` name the plan the text was taken from: one made anew is another agenda."""

    action_type = "share_agenda"
    label = "Share an agenda"
    base_risk = Risk.HIGH
    plan_key: str
    plan_digest: str

    @property
    def title(self) -> str:
        return f"E-mail the agenda of {self.meeting_name} to {self.reach}"
