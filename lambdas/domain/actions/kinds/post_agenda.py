"""Posts the agenda into a chat channel."""

from collections.abc import Mapping
from typing import ClassVar

from lambdas.domain.actions.kinds.base import FieldChange, OfMeeting, Risk
from lambdas.domain.kernel.plain_text import one_line


class PostAgenda(OfMeeting):
    """Into a chat channel everybody of the team can read."""

    action_type = "post_agenda"
    label = "Post an agenda"
    base_risk = Risk.MEDIUM
    editable: ClassVar[Mapping[str, str]] = {"body": "Text"}
    channel: str
    body: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"Post the agenda of {self.meeting_name} to the channel {one_line(self.channel, 80)}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (FieldChange(what="Text", after="\n".join(self.body)),)
