"""Creates a task in the user's own action items, and in a task system where one is named."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from lambdas.domain.actions.kinds.base import Details, FieldChange, Risk
from lambdas.domain.kernel.plain_text import MAX_TITLE, one_line, plain


class CreateTask(Details):
    """``system`` is empty for AMO's own list, else one of the webhooks of config/autonomy.yaml.

    ``item_id`` is the action item it is made of, which is on AMO's own list already.
    """

    action_type = "create_task"
    label = "Create a task"
    base_risk = Risk.MEDIUM
    takes_system = True
    undo = "The task is dropped from AMO's own list; one created elsewhere stays there."
    editable: ClassVar[Mapping[str, str]] = {"what": "Task", "owner": "Owner", "due": "Due"}
    what: Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=500)]
    owner: Annotated[str, AfterValidator(plain), Field(max_length=200)] = ""
    due: date | None = None
    meeting_id: str = ""
    series_id: str | None = None
    system: str = ""
    item_id: str = ""

    @property
    def is_done_elsewhere(self) -> bool:
        return bool(self.system)

    @property
    def how_undone(self) -> str:
        """A task made of an action item is in the other system alone: AMO cannot take it back."""
        return "" if self.item_id else self.undo

    @property
    def title(self) -> str:
        return self.title_for("your")

    def title_for(self, whose: str) -> str:
        return f"Create the task “{one_line(self.what, MAX_TITLE)}” in {self.system or f'{whose} action items'}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        due = str(self.due) if self.due else "no date"
        return (
            FieldChange(what="Task", after=one_line(self.what, 500)),
            FieldChange(what="Owner", after=one_line(self.owner, 200) or "nobody yet"),
            FieldChange(what="Due", after=due),
        )
