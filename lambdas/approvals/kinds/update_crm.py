"""Changes fields of a customer's record, in the system of config/autonomy.yaml that takes it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import Lookups
from lambdas.approvals.kinds.to_system import ToSystemKind, chosen_system
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.update_crm import UpdateCrm
from lambdas.domain.kernel.model import Model


class CrmRequest(Model):
    record: str = Field(max_length=1000)
    values: dict[str, str]
    reason: str = Field(default="", max_length=1000)
    meeting_id: str = Field(default="", max_length=100)
    system: str = Field(default="", max_length=60)


class UpdateCrmKind(ToSystemKind[UpdateCrm]):
    details = UpdateCrm

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> UpdateCrm:
        asked = CrmRequest.model_validate(parameters)
        if asked.meeting_id:
            lookups.tracked(user, asked.meeting_id)
        system = chosen_system(lookups, self.details.action_type, asked.system)
        return UpdateCrm(**asked.model_dump() | {"system": system})
