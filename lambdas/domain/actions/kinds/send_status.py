"""Tells its own owner something, on their own channels."""

from lambdas.domain.actions.kinds.base import Details, FieldChange, Risk
from lambdas.domain.kernel.bounded_text import LongText


class SendStatus(Details):
    """A message to oneself: it reaches nobody else, whoever asks for it."""

    action_type = "send_status"
    label = "Tell the owner"
    base_risk = Risk.LOW
    text: LongText
    meeting_id: str = ""

    @property
    def title(self) -> str:
        return self.title_for("your")

    def title_for(self, whose: str) -> str:
        return f"Send a message to {whose} own channels"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (FieldChange(what="Text", after=self.text),)
