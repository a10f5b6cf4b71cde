"""Changes fields of a record in the customer relationship system."""

from typing import Annotated

from pydantic import AfterValidator, Field

from lambdas.domain.actions.kinds.base import FieldChange, Risk
from lambdas.domain.actions.kinds.to_system import ToSystem
from lambdas.domain.kernel.bounded_text import OptionalText, ShortText
from lambdas.domain.kernel.plain_text import MAX_TITLE, one_line, plain

FieldName = Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=60)]


class UpdateCrm(ToSystem):
    """``record`` is named as that system knows it; ``values`` are its fields' new texts, an empty one clears a field.

    What stands there now AMO does not read: the change is shown without it.
    """

    action_type = "update_crm"
    label = "Update the CRM"
    base_risk = Risk.MEDIUM
    record: ShortText
    values: dict[FieldName, OptionalText] = Field(min_length=1, max_length=20)
    reason: OptionalText = ""
    meeting_id: str = ""

    @property
    def title(self) -> str:
        return f"Change “{one_line(self.record, MAX_TITLE)}” in {self.system}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        values = (FieldChange(what=name, after=value or "(cleared)") for name, value in self.values.items())
        return (*values, *((FieldChange(what="Why", after=self.reason),) if self.reason else ()))
