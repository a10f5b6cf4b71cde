"""Changes fields of a customer's record, in the system of config/autonomy.yaml that takes it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import Lookups
from lambdas.approvals.kinds.to_system import SystemRequest, ToSystemKind, composed
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.update_crm import UpdateCrm


class CrmRequest(SystemRequest):
    record: str = Field(max_length=1000)
    values: dict[str, str]


class UpdateCrmKind(ToSystemKind[UpdateCrm]):
    details = UpdateCrm

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> UpdateCrm:
        return composed(UpdateCrm, lookups, user, CrmRequest.model_validate(parameters))
