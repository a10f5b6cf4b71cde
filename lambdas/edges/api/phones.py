"""A user's phone number, which a code sent to it confirms."""

from pydantic import Field

from lambdas import wiring
from lambdas.accounts.wiring import phones
from lambdas.domain.accounts.phones import masked
from lambdas.domain.kernel.model import Model
from lambdas.edges.api.app import user


class PhoneNumber(Model):
    phone: str = Field(max_length=60, repr=False)


class Code(Model):
    code: str = Field(max_length=20, repr=False)


class PhoneView(Model):
    """``phone`` is masked; empty: none is confirmed."""

    phone: str


def send_phone_code(body: PhoneNumber) -> PhoneView:
    """The number counts once its code has come back."""
    phones().send_code(user(), body.phone, wiring.now())
    return PhoneView(phone="")


def confirm_phone(body: Code) -> PhoneView:
    return PhoneView(phone=masked(phones().confirm(user(), body.code, wiring.now()).phone))


def forget_phone() -> PhoneView:
    phones().forget(user())
    return PhoneView(phone="")
