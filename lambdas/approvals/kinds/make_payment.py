"""Orders a payment, in the system of config/autonomy.yaml that takes it. AMO itself holds no account and no card."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import Lookups
from lambdas.approvals.kinds.to_system import SystemRequest, ToSystemKind, composed
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.make_payment import MakePayment


class PaymentRequest(SystemRequest):
    """``amount`` is a text: a number of JSON would have been a float on its way."""

    payee: str = Field(max_length=1000)
    amount: str = Field(max_length=40)
    currency: str = Field(max_length=3)
    reference: str = Field(max_length=1000)
    due: date | None = None


class MakePaymentKind(ToSystemKind[MakePayment]):
    details = MakePayment

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> MakePayment:
        return composed(MakePayment, lookups, user, PaymentRequest.model_validate(parameters))
